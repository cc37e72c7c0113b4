"""`tongzhuo import places|people|organisations|needs|offers|hours|signups FILE`: see docs/imports.md."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, NoReturn

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import OperationalError
from django.utils import translation
from django.utils.translation import gettext as _
from tqdm import tqdm

from tongzhuo.imports.outcome import Outcome
from tongzhuo.imports.running import Order, bring
from tongzhuo.imports.states import Kind
from tongzhuo.imports.summary import summary_of
from tongzhuo.kernel.verdicts import Refused
from tongzhuo.kernel.viewer import Viewer, the_system
from tongzhuo.organisations.viewers import viewer_of
from tongzhuo.people.models import Person
from tongzhuo.tables.opening import CannotRead
from tongzhuo.tables.rows import Progress


class Command(BaseCommand):
    help = "Bring in places, people, organisations, needs, offers, past hours or sign-ups from CSV, TSV, XLSX or JSON."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", choices=Kind.values)
        parser.add_argument("file", type=Path)
        parser.add_argument("--profile", default="", help="a known layout by name; found by the header when left out")
        parser.add_argument("--mapping", type=Path, help="a TOML or JSON file that says which column fills which field")
        parser.add_argument(
            "--set", dest="told", action="append", default=[], metavar="FIELD=VALUE", help="fill a field for all rows"
        )
        parser.add_argument("--place", default="", help="path of the place to which rows without a place belong")
        parser.add_argument("--source", default="", help="a name for where the file comes from")
        parser.add_argument("--sheet", default="", help="which sheet of a workbook")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, write nothing")
        parser.add_argument("--rejects", type=Path, help="where to write the rejected rows (CSV)")
        parser.add_argument("--as", dest="email", default="", help="act as the person with this e-mail address")
        parser.add_argument(
            "--language", default="", choices=["", *dict(settings.LANGUAGES)], help="language of the report"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        with translation.override(options["language"] or settings.LANGUAGE_CODE):
            try:
                outcome = self._bring(options)
            except (CannotRead, Refused) as problem:
                self._end(str(problem), 1)
            except OperationalError:
                self._end(
                    _("The database is busy. What was written stays; run this again and it goes on from there."), 1
                )
            except KeyboardInterrupt:
                self._end(_("Stopped. What was written stays; run this again and it goes on from there."), 130)
            for line in summary_of(options["kind"], outcome, dry_run=options["dry_run"]):
                self.stdout.write(line)

    def _end(self, sentence: str, code: int) -> NoReturn:
        self.stderr.write(sentence)
        sys.exit(code)

    def _bring(self, options: dict[str, Any]) -> Outcome:
        rejects = options["rejects"] or settings.VAR_DIR / "rejected" / f"{options['file'].name}.{options['kind']}.csv"
        order = Order(
            kind=options["kind"],
            file=options["file"],
            by=_viewer(options["email"]),
            rejects=rejects,
            profile=options["profile"],
            mapping=options["mapping"],
            place=options["place"],
            source=options["source"],
            sheet=options["sheet"],
            dry_run=options["dry_run"],
            told=_told(options["told"]),
        )
        with tqdm(total=1, unit=" " + _("rows"), disable=None, leave=False, bar_format=_BAR) as bar:

            def on_progress(progress: Progress, rows: int) -> None:
                bar.total, bar.n = progress.total, min(progress.done, progress.total)
                bar.set_postfix_str(f"{rows:,} " + _("rows"))

            return bring(order, on_progress)


_BAR = "{percentage:3.0f}% |{bar}| {postfix} [{elapsed}<{remaining}]"


def _told(words: list[str]) -> dict[str, str]:
    pairs = [word.partition("=") for word in words]
    if any(not (name and middle) for name, middle, _value in pairs):
        raise CannotRead(_("Write --set FIELD=VALUE, for instance --set kind=meeting."))
    return {name.strip(): value.strip() for name, _middle, value in pairs}


def _viewer(email: str) -> Viewer:
    if not email:
        return the_system("import")
    person = Person.objects.select_related("home").filter(account__email__iexact=email, merged_into=None).first()
    if person is None:
        raise CannotRead(_("Nobody here signs in with %(email)s.") % {"email": email})
    return viewer_of(person)
