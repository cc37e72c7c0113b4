"""Lays the table before anyone comes: words, tables, static files, and the demo district once.

Run by `./run` inside the virtual environment, in one process.
"""

import io
import os
import sys

import django
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import OperationalError

from tongzhuo.look.words import compile_catalogues
from tongzhuo.runner.paths import SIGN_INS, STAMPS, Stamp, database_identity


def main(flags: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongzhuo.settings")
    try:
        _prepare(demo="--demo" in flags)
    except ImproperlyConfigured as error:
        print(error, file=sys.stderr)
        return 1
    except (OperationalError, OSError) as error:
        print(f"The database or the disk says: {error}", file=sys.stderr)
        return 1
    return 0


def _prepare(*, demo: bool) -> None:
    from django.conf import settings  # Late: it reads the environment.

    compile_catalogues()
    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False)
    if demo and settings.DEMO:
        _load_demo_once()


def _load_demo_once() -> None:
    from tongzhuo.demo.clearing import is_built  # Late: models need Django's set-up.
    from tongzhuo.places.models import Place

    begun = Stamp(STAMPS / "demo_begun", database_identity())
    done = Stamp(STAMPS / "demo", database_identity())
    if done.fresh:
        return
    if begun.fresh or not Place.objects.exists():
        begun.set()
        call_command("demo")
    if not is_built():
        SIGN_INS.unlink(missing_ok=True)
        print("This database has places of its own already, so the demo district has been left out.")
        return
    said = io.StringIO()
    call_command("demo", sign_ins=True, stdout=said)
    SIGN_INS.write_text(said.getvalue())
    done.set()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
