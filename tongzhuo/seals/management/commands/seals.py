"""`tongzhuo seals`: the keys that seal papers. Lists them, puts a new one in use, revokes one that was stolen."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tongzhuo.kernel.verdicts import Refused
from tongzhuo.kernel.viewer import the_system
from tongzhuo.seals.actions import revoke_key, rotate_key
from tongzhuo.seals.models import SigningKey

US = the_system("seals")


class Command(BaseCommand):
    help = "Lists the keys that seal papers; `rotate` puts a new one in use, `revoke KEY` withdraws one for good."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", nargs="?", default="list", choices=["list", "rotate", "revoke"])
        parser.add_argument("key", nargs="?", default="", help="the key to revoke, as the list shows it")
        parser.add_argument("--because", default="", help="why it is revoked; the memory keeps it")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            _carry_out(**options)
        except Refused as refused:
            raise CommandError(refused.verdict.reason) from refused
        for key in SigningKey.objects.order_by("-pk"):
            self.stdout.write(f"{key.multikey}  {key.get_state_display()}")


def _carry_out(*, what: str, key: str, because: str, **_others: Any) -> None:
    if what == "rotate":
        rotate_key(by=US)
    if what == "revoke":
        found = SigningKey.objects.filter(multikey=key).first()
        if found is None or not because:
            raise CommandError("Name a key from the list, and say --because.")
        revoke_key(found, by=US, because=because)
