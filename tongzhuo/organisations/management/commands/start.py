"""`tongzhuo start PLACE`: the first office of a place and its coordinator."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _

from tongzhuo.kernel.verdicts import Refused
from tongzhuo.kernel.viewer import the_system
from tongzhuo.organisations.actions import start_community
from tongzhuo.places.actions import make_place
from tongzhuo.places.models import Place
from tongzhuo.places.queries import place_at, place_by_code
from tongzhuo.places.states import Level

US = the_system("start")


class Command(BaseCommand):
    help = "Creates the first office of a place and its coordinator, who signs in with the address or number given."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("place", help="a path such as /cn/11/01/05/001/, or an official code")
        parser.add_argument("--office", required=True, help="name of the office, for instance 柳荫里居委会")
        parser.add_argument("--office-en", default="", help="its name in English")
        parser.add_argument("--name", required=True, help="name of the coordinator")
        parser.add_argument("--email", default="", help="the coordinator signs in with it")
        parser.add_argument("--phone", default="", help="the coordinator signs in with it")
        parser.add_argument("--name-zh", default="", help="name of the place, where it is not there yet")
        parser.add_argument("--name-en", default="")
        parser.add_argument("--level", default="", choices=["", *Level.values])
        parser.add_argument("--time-zone", default="", help="for instance Asia/Shanghai; inherited when left out")

    @transaction.atomic
    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            place = _found(options["place"]) or _made(options)
            mandate = start_community(
                by=US,
                place=place,
                office=options["office"],
                office_en=options["office_en"],
                name=options["name"],
                email=options["email"],
                phone=options["phone"],
            )
        except Refused as refused:
            raise CommandError(refused.verdict.reason) from refused
        told = {"name": mandate.person.name, "place": place.name, "office": mandate.organisation.name}
        self.stdout.write(_("%(name)s coordinates %(place)s for %(office)s, and can sign in now.") % told)


def _found(text: str) -> Place | None:
    return place_at(text if text.endswith("/") else f"{text}/") if text.startswith("/") else place_by_code(text)


def _made(options: dict[str, Any]) -> Place:
    """The place at the end of the path, under a parent that is there; a country has none."""
    above, _slash, segment = options["place"].strip("/").rpartition("/")
    if not options["place"].startswith("/") or not options["level"] or not (options["name_zh"] or options["name_en"]):
        raise CommandError(
            _("There is no place %(place)s. Give its path, --name-zh or --name-en, and --level.")
            % {"place": options["place"]}
        )
    parent = place_at(f"/{above}/") if above else None
    if above and parent is None:
        raise CommandError(_("There is no place /%(above)s/ above it. Import places first.") % {"above": above})
    return make_place(
        by=US,
        parent=parent,
        segment=segment,
        level=options["level"],
        name_zh=options["name_zh"],
        name_en=options["name_en"],
        time_zone=options["time_zone"],
    )
