"""`tongzhuo ledger`: goes through the book, and writes it out for others to add up."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tongzhuo.kernel.viewer import the_system
from tongzhuo.ledger.actions import keep_audit
from tongzhuo.ledger.audit import audit
from tongzhuo.ledger.beancount import export
from tongzhuo.places.models import Place


class Command(BaseCommand):
    help = "Adds every entry up again and says what differs; writes the book as Beancount for bean-check."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--audit", action="store_true", help="read every entry again (also without any option)")
        parser.add_argument("--export", metavar="FILE", default="", help="write the book as Beancount")
        parser.add_argument("--place", metavar="PATH", default="", help="only this place, for instance /cn/11/01/")

    def handle(self, *_args: Any, audit: bool, export: str, place: str, **_options: Any) -> None:
        where = Place.objects.filter(path=place).first() if place else None
        if place and where is None:
            raise CommandError(f"There is no place {place}.")
        if export:
            self._write(export, where)
        if audit or not export:
            self._add_up(where)

    def _write(self, name: str, where: Place | None) -> None:
        try:
            with open(name, "w", encoding="utf-8") as file:  # noqa: PTH123 - a name such as /dev/stdout is meant too
                written = export(file, where)
        except OSError as error:
            raise CommandError(f"{name} cannot be written: {error.strerror}.") from error
        self.stdout.write(f"{written} transactions in {name}")

    def _add_up(self, where: Place | None) -> None:
        audited = audit(where)
        run = keep_audit(audited, by=the_system("ledger"), place=where)
        counted = f"{run.transactions} transactions, {run.entries} entries, {audited.seconds:.1f} s"
        self.stdout.write(f"{counted}: {'all even' if audited.balanced else f'{run.found} findings'}")
        for finding in audited.findings:
            self.stdout.write(f"  {finding.what} {finding.on} {finding.facts}")
        if not audited.balanced:
            raise CommandError("The book does not come out even.")
