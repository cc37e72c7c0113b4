"""The memory is the queue: an action records one line, and with it what must follow.

A delivery is carried out after the commit by a worker. The wake-up on commit only makes it quick;
a periodic sweep guarantees it. Carrying it out marks it done in the same transaction as the
reaction's own writes, so a worker killed in between leaves it waiting and nothing half done.

Long work runs outside any transaction: it renews its claim between slices, writes by actions of its own and is marked
done afterwards. A process does one at a time and goes on reacting beside it.
"""

import logging
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.utils.timezone import now

from tongzhuo.kernel.models import Delivery, Line
from tongzhuo.kernel.viewer import Viewer

Reaction = Callable[..., None]
CLAIM = timedelta(minutes=5)
TRIES = 12
_reactions: dict[str, dict[str, Reaction]] = {}
_long: set[str] = set()
_at_work = threading.Lock()
logger = logging.getLogger(__name__)


class ClaimLost(Exception):
    """The work was silent for so long that another worker has it now."""


@dataclass(frozen=True)
class Claim:
    """A worker's hold on one delivery: whoever took it at this try."""

    pk: int
    tries: int

    def renew(self, **also: Any) -> bool:
        """To be called between slices of long work."""
        mine = Delivery.objects.filter(pk=self.pk, tries=self.tries, done=None)
        if mine.update(**({"claimed_until": now() + CLAIM} | also)):
            return True
        raise ClaimLost


def reacts_to(*dids: str, long: bool = False) -> Callable[[Reaction], Reaction]:
    """Register a reaction; it is safe to run twice and looks only at the line it is handed.
    A long one is handed its claim too, and no transaction is open around it."""

    def register(reaction: Reaction) -> Reaction:
        name = f"{reaction.__module__}.{reaction.__name__}"
        _long.update({name} if long else ())
        for did in dids:
            _reactions.setdefault(did, {})[name] = reaction
        return reaction

    return register


def record(
    *, by: Viewer, did: str, on: models.Model, path: str = "", due: datetime | None = None, **facts: Any
) -> Line:
    """Write the one line of an action, and a delivery for each reaction, in the action's transaction.

    Reactions wait until `due`; without it they follow as soon as the action is committed.
    """
    line = Line.objects.create(
        actor=by.code,
        on_behalf=by.on_behalf_code,
        acting_for=by.acting_for_code,
        did=did,
        on=f"{on._meta.model_name}:{getattr(on, 'code', on.pk)}",
        path=path,
        facts=facts,
    )
    owed = Delivery.objects.bulk_create(
        [
            Delivery(line=line, reaction=name, due=due or now())
            for name in sorted(_reactions.get(did, ()), key=_long.__contains__)
        ]
    )
    if owed and due is None:
        pks = [delivery.pk for delivery in owed]
        transaction.on_commit(lambda: _wake(pks), robust=True)
    return line


def carry_out(pk: int) -> bool:
    """Claim one delivery and do it. False when somebody else has it, it is not due, or it failed."""
    if not Delivery.objects.filter(pk=pk, reaction__in=_long).exists():
        return _carried_out(pk, _react)
    if not _at_work.acquire(blocking=False):
        return False
    try:
        return _carried_out(pk, _work)
    finally:
        _at_work.release()
        _wake(_waiting().filter(reaction__in=_long).values_list("pk", flat=True)[:1])


def _carried_out(pk: int, do: Callable[[int], bool]) -> bool:
    at = now()
    claimed = Delivery.objects.waiting(at).filter(pk=pk).update(claimed_until=at + CLAIM, tries=models.F("tries") + 1)
    try:
        return bool(claimed) and do(pk)
    except ClaimLost:
        return False
    except Exception as error:
        logger.exception("Delivery %s failed", pk)
        _try_later(pk, error)
        return False


def _react(pk: int) -> bool:
    with transaction.atomic():
        # Asked again under lock: a worker that slept past its claim may find it done by another.
        owed = Delivery.objects.select_for_update(of=("self",)).select_related("line").filter(pk=pk, done=None)
        if (delivery := owed.first()) is None:
            return False
        _reactions[delivery.line.did][delivery.reaction](delivery.line)
        return bool(Delivery.objects.filter(pk=pk).update(done=now(), claimed_until=None, error=""))


def _work(pk: int) -> bool:
    delivery = Delivery.objects.select_related("line").get(pk=pk)
    claim = Claim(pk, delivery.tries)
    _reactions[delivery.line.did][delivery.reaction](delivery.line, claim)
    return claim.renew(done=now(), claimed_until=None, error="")


def sweep(limit: int = 500) -> int:
    """Carry out everything that waits. Returns how many were done."""
    return sum(carry_out(pk) for pk in list(_waiting().values_list("pk", flat=True)[:limit]))


def _waiting() -> models.QuerySet[Delivery]:
    return Delivery.objects.waiting(now()).filter(tries__lt=TRIES).order_by("due", "pk")


def _try_later(pk: int, error: Exception) -> None:
    tries = Delivery.objects.values_list("tries", flat=True).get(pk=pk)
    later = now() + timedelta(seconds=min(3600, 10 * 2**tries))
    Delivery.objects.filter(pk=pk).update(
        claimed_until=None, due=later, error=f"{type(error).__name__}: {error}"[:2000]
    )


def _wake(pks: Iterable[int]) -> None:
    # Late, because huey reads the settings when it is imported and the memory must not need a worker.
    from tongzhuo.kernel.tasks import carry_out_soon

    carry_out_soon(list(pks))
