"""`tongzhuo fund`: writes the grants of funds out in the open form of 360Giving."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from tongzhuo.funds.grants import package
from tongzhuo.funds.queries import funds_visible_to
from tongzhuo.kernel.codes import read_code
from tongzhuo.kernel.viewer import NOBODY


class Command(BaseCommand):
    help = "Writes the grants of community charity funds as 360Giving JSON."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--grants", metavar="FILE", required=True, help="where to write them")
        parser.add_argument("--fund", metavar="CODE", default="", help="only this fund")

    def handle(self, *_args: Any, grants: str, fund: str, **_options: Any) -> None:
        funds = funds_visible_to(NOBODY).order_by("pk")
        if fund:
            funds = funds.filter(code=read_code(fund) or "")
            if not funds.exists():
                raise CommandError(f"There is no fund {fund}.")
        told = package(funds, site=settings.SITE_ADDRESS)
        if not told["grants"]:
            raise CommandError("Nothing was granted yet: there is nothing to write.")
        try:
            Path(grants).write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        except OSError as error:
            raise CommandError(f"{grants} cannot be written: {error.strerror}.") from error
        self.stdout.write(f"{len(told['grants'])} grants in {grants}")
