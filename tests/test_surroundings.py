from django.conf import settings
from django.db import connection


def test_pages_speak_english_unless_a_test_says_otherwise():
    assert settings.LANGUAGE_CODE == "en"


def test_sqlite_is_tested_on_a_file_with_its_real_locks(db):
    if connection.vendor != "sqlite":
        assert connection.vendor == "postgresql"
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode")
        assert cursor.fetchone() == ("wal",)
