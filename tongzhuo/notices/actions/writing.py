"""How a notice is written, and the messages that carry it outside."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import now

from tongzhuo.kernel.memory import record
from tongzhuo.kernel.viewer import Viewer, the_system
from tongzhuo.notices.models import AgreedChannel, Call, Notice, Sending
from tongzhuo.notices.sentences import missing_facts
from tongzhuo.notices.spoken import SENTENCES
from tongzhuo.people.models import Person
from tongzhuo.people.queries import agreed

THE_NOTICES = the_system("notices")


@dataclass(frozen=True)
class Terms:
    """How a notice is told. See `Notice`."""

    url: str = ""
    urgent: bool = False
    due: datetime | None = None
    useful_until: datetime | None = None
    consent: str = ""
    call: Call | None = None


def demand_sentence(kind: str, facts: Mapping[str, Any]) -> None:
    """A kind that has no sentence, or lacks one of its facts, is a fault of ours: ValueError."""
    if kind not in SENTENCES:
        raise ValueError(f"There is no sentence for {kind!r}.")
    if missing := missing_facts(kind, facts):
        raise ValueError(f"{kind!r} cannot be said without {sorted(missing)}.")


def write(
    *, by: Viewer, to: Person, kind: str, about: str, key: str, facts: Mapping[str, Any], terms: Terms
) -> Notice | None:
    """The notice, or None when it was written before or the reader does not agree to what it needs."""
    if terms.consent and not agreed(to, terms.consent):
        return None
    fields = {"to": to, "kind": kind, "about": about, "url": terms.url, "facts": dict(facts), "urgent": terms.urgent}
    fields |= {"consent": terms.consent, "call": terms.call, "due": terms.due or now()}
    fields |= {"useful_until": terms.useful_until}
    notice, is_new = Notice.objects.get_or_create(key=key or f"{kind}:{about}:{to.code}", defaults=fields)
    if not is_new:
        return None
    record(by=by, did="notice.written", on=notice, path=to.home.path, to=to.code, kind=kind, about=about)
    if notice.due <= now():
        hand_on(notice)
    return notice


def hand_on(notice: Notice) -> None:
    """One message for each way by which the reader wants to be told today; they leave after the commit."""
    notice.handed_on_at = now()
    notice.save(update_fields=["handed_on_at"])
    ways = [way for way in AgreedChannel.objects.filter(person=notice.to) if way.is_open]
    owed = [Sending.objects.create(notice=notice, way=way, channel=way.channel) for way in ways]
    wake([sending.pk for sending in owed])


def wake(pks: list[int]) -> None:
    """Soon after the commit. The minute's sweep makes sure of it."""
    # Late, because huey reads the settings when it is imported and writing must not need a worker.
    from tongzhuo.notices.tasks import send_soon

    transaction.on_commit(lambda: [send_soon(pk) for pk in pks], robust=True)
