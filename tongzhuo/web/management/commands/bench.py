"""`tongzhuo bench pages …`: measurements that live beside the package, in `bench/`."""

import importlib
import sys
from argparse import REMAINDER, ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

MEASUREMENTS = {
    "pages": "bench.pages",
    "joins": "bench.joins",
    "day": "bench.event_day",
    "engine": "bench.engine",
    "table": "bench.table",
    "community": "bench.engine_small",
    "rosters": "bench.rosters",
    "replan": "bench.replan",
    "reasons": "bench.reasons",
    "ledger": "bench.book",
}


class Command(BaseCommand):
    help = (
        "Measure: `bench pages` (how quick the pages are), `bench joins` (a crowd at the last places), "
        "`bench day` (check-ins of an event day), `bench engine` (how well a city is planned), "
        "`bench table` (the same, all sizes and opponents), "
        "`bench community` (communities, exactly), `bench rosters` (published rosters of nurses), "
        "`bench replan` (a standing plan), `bench reasons` (explanations), "
        "`bench ledger` (posting into the book and adding it up)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=sorted(MEASUREMENTS))
        parser.add_argument("words", nargs=REMAINDER, help="options of the measurement; try --help")

    def handle(self, *_args: Any, **options: Any) -> None:
        if not (settings.BASE / "bench").is_dir():
            raise CommandError("The measurements are not part of this installation; they live in the source tree.")
        sys.path.insert(0, str(settings.BASE))
        importlib.import_module(MEASUREMENTS[options["what"]]).main(options["words"])
