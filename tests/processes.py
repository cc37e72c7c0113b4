"""For tests that start processes of their own: where the database of this test is."""

from django.db import connection


def database_url() -> str:
    """DATABASE_URL of the database that the running test uses."""
    used = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{used['NAME']}"
    host = used["HOST"] or used["OPTIONS"].get("host", "")
    return f"postgres://{used['USER']}:{used['PASSWORD']}@/{used['NAME']}?host={host}"
