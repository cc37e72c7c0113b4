"""The settings: safe in earnest, easy as a demo, and every one of them written down."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from tests.house.reading import BASE, PACKAGE

EARNEST = {"DEMO": "0", "ALLOWED_HOSTS": "table.example", "FIELD_KEY": "k" * 40}

NO_HOSTS = "ALLOWED_HOSTS is empty: name the hosts that this installation answers to.\n"
NO_KEY = (
    "FIELD_KEY is missing or too short: it encrypts identity numbers, so make one of 32 random characters or more, "
    "and keep and back it up apart from the database.\n"
)


def manage(*words: str, var: Path, **around: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=BASE,
        env=os.environ | {"TONGZHUO_VAR": str(var), "DATABASE_URL": f"sqlite:///{var}/test.sqlite3"} | around,
        capture_output=True,
        text=True,
        check=False,
    )


def ask(question: str, *, var: Path, **around: str) -> str:
    done = manage(
        "shell", "--no-imports", "-c", f"from django.conf import settings as s; print({question})", var=var, **around
    )
    return done.stdout.strip() or done.stderr


def test_in_earnest_djangos_own_check_finds_nothing(tmp_path):
    done = manage("check", "--deploy", "--fail-level", "INFO", var=tmp_path, **EARNEST)
    assert done.returncode == 0, done.stderr


def test_in_earnest_connections_and_cookies_are_sealed(tmp_path):
    asked = "(s.DEBUG, s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE)"
    assert ask(asked, var=tmp_path, **EARNEST) == "(False, True, 31536000, True, True)"
    assert ask(asked, var=tmp_path) == "(False, False, 0, False, False)"


@pytest.mark.parametrize(
    ("missing", "sentence"),
    [("ALLOWED_HOSTS", NO_HOSTS), ("FIELD_KEY", NO_KEY)],
)
def test_in_earnest_what_is_missing_is_one_sentence_and_nothing_is_made_up(tmp_path, missing, sentence):
    for value in ("", "short"):
        if missing == "ALLOWED_HOSTS" and value:
            continue
        done = manage("check", var=tmp_path, **EARNEST | {missing: value})
        assert (done.returncode, done.stderr) == (1, sentence)
    assert list(tmp_path.iterdir()) == []


def test_secrets_are_made_once_and_only_their_owner_reads_them(tmp_path):
    first = ask("s.SECRET_KEY + s.FIELD_KEY", var=tmp_path)
    assert ask("s.SECRET_KEY + s.FIELD_KEY", var=tmp_path) == first
    kept = {name: (tmp_path / name).stat().st_mode & 0o777 for name in ("secret_key", "field_key")}
    assert kept == {"secret_key": 0o600, "field_key": 0o600}
    assert (tmp_path / "secret_key").read_text() != (tmp_path / "field_key").read_text()


def test_in_earnest_the_field_key_is_never_kept_beside_the_data(tmp_path):
    assert ask("s.FIELD_KEY", var=tmp_path, **EARNEST) == "k" * 40
    assert not (tmp_path / "field_key").exists()


def test_a_secret_may_come_from_a_file(tmp_path):
    kept = tmp_path / "kept"
    kept.write_text("f" * 40)
    around = {"DEMO": "0", "ALLOWED_HOSTS": "table.example", "FIELD_KEY_FILE": str(kept)}
    assert ask("s.FIELD_KEY", var=tmp_path, **around) == "f" * 40


def test_the_policy_allows_nothing_inline_and_no_other_host(client, db):
    policy = client.get("/system/").headers["Content-Security-Policy"]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert (rules["default-src"], rules["script-src"], rules["style-src"]) == ("'self'", "'self'", "'self'")
    assert not re.search(r"unsafe|https?:|\*", policy)


def test_every_room_with_an_app_is_installed():
    apps_of_rooms = {path.parent.name for path in PACKAGE.glob("*/apps.py")}
    assert sorted(room for room in apps_of_rooms if f"tongzhuo.{room}" not in settings.INSTALLED_APPS) == []


def settings_read(text: str) -> set[str]:
    return set(re.findall(r"""env(?:iron)?(?:\.(?!setdefault)\w+)?[(\[]\s*"([A-Z_]+)\"""", text))


def test_every_setting_is_written_down():
    sources = [BASE / "tongzhuo/settings.py", *sorted((BASE / "tongzhuo/runner").glob("*.py"))]
    read = set().union(*(settings_read(source.read_text()) for source in sources))
    documented = set(re.findall(r"^\| `([A-Z_]+)` \|", (BASE / "docs/settings.md").read_text(), re.MULTILINE))
    assert read - documented == set()
    assert documented - read == set()


def test_a_setting_that_is_read_is_recognised():
    assert settings_read('env.str("ONE", default="")\nos.environ.get("TWO")\nos.environ["THREE"]') == {
        "ONE",
        "TWO",
        "THREE",
    }
