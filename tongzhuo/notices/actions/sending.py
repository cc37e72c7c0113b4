"""Messages on their way out: claimed, handed over with no transaction open, and what came of it noted.

Like the memory's deliveries, but a message that left cannot be undone: when a worker dies after it claimed one, nobody
knows whether it left. A channel that drops repetitions gets it again; for the others the office decides.
"""

import logging
import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import now

from tongzhuo.kernel.memory import record
from tongzhuo.kernel.verdicts import Verdict, require
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.notices import queries, rules
from tongzhuo.notices.actions.writing import hand_on, wake
from tongzhuo.notices.channels import CARRIERS, NotSent, Parcel, Unclear
from tongzhuo.notices.letters import parcel_of
from tongzhuo.notices.models import AgreedChannel, Notice, Sending
from tongzhuo.notices.quiet import free_from, usual_night
from tongzhuo.notices.states import Passage
from tongzhuo.people.models import Person
from tongzhuo.people.queries import agreed, may_be_recorded

CLAIM = timedelta(minutes=5)
TRIES = 8
SWEEP_S = 45
WITH = ("notice__to__home", "way__person__account", "way__person__home")
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Claimed:
    """One try at one message."""

    pk: int
    tries: int
    channel: str
    parcel: Parcel


def carry_out(*, by: Viewer, sending: int) -> bool:
    """Send the message with this primary key, if it is due, free and still wanted. True when it left."""
    claimed = _claim(by, sending)
    if claimed is None:
        return False
    return _note(by, claimed, _handed_over(claimed))


def send_due(*, by: Viewer, limit: int = 500) -> int:
    """What the clock owes: notices whose time has come, and messages that wait. Returns how many messages left."""
    for pk in list(_come_of_time().order_by("due").values_list("pk", flat=True)):
        _come_due(by, pk)
    stop, sent = time.monotonic() + SWEEP_S, 0
    for pk in list(Sending.objects.waiting().order_by("due", "pk").values_list("pk", flat=True)[:limit]):
        if time.monotonic() > stop:
            break
        sent += carry_out(by=by, sending=pk)
    return sent


@transaction.atomic
def send_again(*, by: Viewer, sending: Sending) -> Sending:
    """Once more, by decision of the office, also to an address from which a message came back."""
    held = Sending.objects.select_for_update(of=("self",)).select_related("notice__to__home", "way")
    sending = held.get(pk=sending.pk)
    require(rules.may_send_again(by, sending, at=now()))
    _move(sending, Passage.WAITING, due=now())
    _mark(sending.way, None)
    _record(by, sending, "notice.sent_again")
    wake([sending.pk])
    return sending


@transaction.atomic
def _come_due(by: Viewer, pk: int) -> None:
    free = _come_of_time().select_for_update(of=("self",)).select_related("to__home")
    if (notice := free.filter(pk=pk).first()) is not None:
        hand_on(notice)
        record(by=by, did="notice.due", on=notice, path=notice.to.home.path)


def _come_of_time() -> QuerySet[Notice]:
    return Notice.objects.filter(handed_on_at=None, taken_back_at=None, due__lte=now())


@transaction.atomic
def _claim(by: Viewer, pk: int) -> Claimed | None:
    held = Sending.objects.waiting().select_for_update(of=("self",)).select_related(*WITH)
    sending, at = held.filter(pk=pk).first(), now()
    if sending is None:
        return None
    if sending.claimed_until is not None and not CARRIERS[sending.channel].dedupes:
        _move(sending, Passage.UNKNOWN)
        _record(by, sending, "notice.outcome_unknown")
        return None
    verdict = _verdict(by, sending, at)
    if not verdict:
        _move(sending, Passage.DROPPED, error=verdict.code)
        _record(by, sending, "notice.dropped", why=verdict.code)
        return None
    morning = _free_from(sending, at)
    if morning > at:
        _move(sending, Passage.WAITING, due=morning)
        return None
    return _claimed(sending, at)


def _claimed(sending: Sending, at: datetime) -> Claimed:
    sending.claimed_until, sending.tries = at + CLAIM, sending.tries + 1
    sending.save(update_fields=["claimed_until", "tries"])
    return Claimed(sending.pk, sending.tries, sending.channel, parcel_of(sending))


def _verdict(by: Viewer, sending: Sending, at: datetime) -> Verdict:
    way, notice = sending.way, sending.notice
    known = way is not None and queries.is_known(way)
    recorded = way is not None and Person.objects.filter(may_be_recorded(), pk=way.person_id).exists()
    consents = notice is None or not notice.consent or agreed(notice.to, notice.consent)
    return rules.may_send(by, sending, known=known, recorded=recorded, agreed=consents, at=at)


def _free_from(sending: Sending, at: datetime) -> datetime:
    """Digits are awaited now; everything else waits for the morning, unless urgent words may wake this reader."""
    if sending.notice is None:
        return at
    reader, chosen = sending.notice.to, queries.hours_of(sending.notice.to)
    if sending.notice.urgent and chosen is not None and chosen.urgent_passes:
        return at
    return free_from(at, chosen.night if chosen else usual_night(), reader.home.time_zone)


def _handed_over(claimed: Claimed) -> Exception | None:
    try:
        CARRIERS[claimed.channel].send(claimed.parcel)
    except (NotSent, Unclear) as error:
        return error
    except Exception as error:
        logger.exception("A message could not be handed over")
        return Unclear(f"{type(error).__name__}: {error}")
    return None


@transaction.atomic
def _note(by: Viewer, claimed: Claimed, error: Exception | None) -> bool:
    held = Sending.objects.select_for_update(of=("self",)).select_related("notice__to__home", "way__person__home")
    sending = held.filter(pk=claimed.pk).exclude(state=Passage.SENT).first()
    if sending is None:
        return False
    if error is None:
        _move(sending, Passage.SENT, sent_at=now())
        _record(by, sending, "notice.sent")
    elif sending.tries == claimed.tries:
        _note_error(by, sending, error)
    return error is None


def _note_error(by: Viewer, sending: Sending, error: Exception) -> None:
    words = str(error)[:2000]
    for_good = isinstance(error, NotSent) and (error.for_good or sending.tries >= TRIES)
    unclear = isinstance(error, Unclear) and (not CARRIERS[sending.channel].dedupes or sending.tries >= TRIES)
    if not (for_good or unclear):
        later = now() + timedelta(seconds=min(3600, 10 * 2**sending.tries))
        _move(sending, Passage.WAITING, due=later, error=words)
        return
    _move(sending, Passage.FAILED if for_good else Passage.UNKNOWN, error=words)
    if isinstance(error, NotSent) and error.address_refused:
        _mark(sending.way, now(), words[:400])
    _record(by, sending, "notice.refused" if for_good else "notice.outcome_unknown")


def _mark(way: AgreedChannel | None, came_back_at: datetime | None, why: str = "") -> None:
    """That a message came back from this address, or that it is to be tried once more."""
    if way is not None:
        way.came_back_at, way.came_back_why = came_back_at, why
        way.save(update_fields=["came_back_at", "came_back_why"])


def _move(sending: Sending, state: Passage, **also: object) -> None:
    """Out of the worker's hands, into this state."""
    sending.state, sending.claimed_until = state, None
    for name, value in ({"error": ""} | also).items():
        setattr(sending, name, value)
    sending.save()


def _record(by: Viewer, sending: Sending, did: str, *, why: str = "") -> None:
    person = sending.notice.to if sending.notice else sending.way and sending.way.person
    path = person.home.path if person else ""
    record(by=by, did=did, on=sending.notice or sending, path=path, channel=sending.channel, why=why)
