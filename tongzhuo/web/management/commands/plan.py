"""`tongzhuo plan PLACE`: what the engine would propose for a place, as a table and as JSON."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.timezone import now
from tqdm import tqdm

from tongzhuo.kernel.viewer import the_system
from tongzhuo.linkages import actions, planner
from tongzhuo.places.models import Place
from tongzhuo.web.plan_report import as_json, as_table, summary


class Command(BaseCommand):
    help = "Plan a place: who could sit in which seat, why, and what is still missing. Nothing is sent."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("place", help="path of the place, for example /cn/99/01/05/001/, or its official code")
        parser.add_argument("--json", dest="file", help="where to write the plan as JSON (default: var/plans/)")
        parser.add_argument("--keep", action="store_true", help="keep the suggestions, so that coordinators see them")
        parser.add_argument(
            "--save", metavar="FILE", help="where to write the question itself (npz): ask it again any time"
        )
        parser.add_argument("--most", type=int, default=200, help="rows of the table at most (default 200)")

    def handle(self, *_args: Any, **options: Any) -> None:
        place = _place(options["place"])
        timezone.activate(place.time_zone)
        with tqdm(
            total=100, desc=place.name, bar_format="{desc} {percentage:3.0f}% {bar} {elapsed}", disable=None
        ) as bar:
            draft = planner.draw(place, at=now(), watch=_shown_on(bar))
            bar.update(100 - bar.n)
        if options["save"]:
            Path(options["save"]).write_bytes(draft.plan.instance)
            self.stdout.write(options["save"])
        if options["keep"]:
            actions.keep_plan(by=the_system("plan"), place=place, draft=draft)
        for row in as_table(draft, most=options["most"]):
            self.stdout.write(row)
        self.stdout.write(summary(draft))
        file = Path(
            options["file"] or Path(settings.VAR_DIR) / "plans" / f"{place.path.strip('/').replace('/', '-')}.json"
        )
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(as_json(draft), ensure_ascii=False, indent=1), encoding="utf-8")
        self.stdout.write(str(file))


def _shown_on(bar: "tqdm[Any]") -> planner.Watch:
    def watch(stage: str, done: float) -> None:
        bar.set_description_str(stage, refresh=False)
        bar.update(max(0, round(100 * done) - bar.n))

    return watch


def _place(said: str) -> Place:
    path = f"/{said.strip('/')}/"
    found = Place.objects.filter(path=path).first() or Place.objects.filter(official_code=said).first()
    if found is None:
        raise CommandError(f"There is no place {said}. Import places first, or start one with “tongzhuo start”.")
    return found
