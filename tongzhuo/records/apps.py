from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "tongzhuo.records"

    def ready(self) -> None:
        # Reactions register themselves, and need the models of this room.
        from tongzhuo.records import reactions  # noqa: F401
