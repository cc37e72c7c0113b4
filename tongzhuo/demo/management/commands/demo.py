"""`tongzhuo demo`: the sample district, made anew; its sign-ins."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db.models import ProtectedError
from django.utils.timezone import localdate
from tqdm import tqdm

from tongzhuo.demo.build import ALL_STEPS, build
from tongzhuo.demo.clearing import is_built, is_somebody_elses
from tongzhuo.sample.scene import ROOT, ZONE
from tongzhuo.sample.staff import sign_ins


class Command(BaseCommand):
    help = (
        "Makes the sample district anew: invented people, organisations and needs, dated from today. "
        f"Whatever was tried out in it goes; nothing outside {ROOT} is touched."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--sign-ins", action="store_true", help="only print who can sign in to try it")
        parser.add_argument("--if-empty", action="store_true", help="do nothing when it is there already")
        parser.add_argument(
            "--yes-sample-data", action="store_true", help="also in an installation that serves in earnest (DEMO=0)"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        if not settings.DEMO and not options["yes_sample_data"]:
            raise CommandError(
                "This installation serves in earnest (DEMO=0), so it gets no sample data. "
                "If you want invented people in it, say --yes-sample-data."
            )
        if options["sign_ins"]:
            self._say_sign_ins()
        elif not (options["if_empty"] and is_built()):
            self._build()

    def _build(self) -> None:
        if is_somebody_elses():
            raise CommandError(f"There are places under {ROOT} that the demo did not make. It leaves them alone.")
        shown = "{desc} {percentage:3.0f}% {bar} {elapsed}"
        with tqdm(total=ALL_STEPS, desc="The sample district", bar_format=shown, disable=None) as bar:
            try:
                scene = build(localdate(timezone=ZONE), bar.update)
            except ProtectedError as error:
                raise CommandError(
                    "Something outside the sample district depends on it, so it stays as it was: "
                    f"{sorted({str(row._meta.verbose_name) for row in error.protected_objects})}."
                ) from error
            bar.update(ALL_STEPS - bar.n)
        self.stdout.write(f"{scene.district.name_zh} is laid: sample data, all of it invented.")

    def _say_sign_ins(self) -> None:
        self.stdout.write("Sample sign-ins; the code to sign in with is shown on the page:")
        rows = sign_ins()
        widest = max(len(address) for _, _, address in rows)
        for name, role, address in rows:
            self.stdout.write(f"  {address:<{widest}}  {name}, {role}")
