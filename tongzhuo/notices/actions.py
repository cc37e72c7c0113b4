"""Telling people, marking what they saw, and by which channels they want to be told."""

from typing import Any

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import get_language

from tongzhuo.kernel.memory import record
from tongzhuo.kernel.verdicts import require
from tongzhuo.kernel.viewer import Viewer, the_system
from tongzhuo.notices import rules
from tongzhuo.notices.models import AgreedChannel, Notice, Sending
from tongzhuo.notices.queries import notices_visible_to
from tongzhuo.notices.sentences import SENTENCES, kept, missing_facts
from tongzhuo.notices.states import Channel
from tongzhuo.people.models import Person

THE_NOTICES = the_system("notices")


@transaction.atomic
def tell(
    *, to: Person, kind: str, about: str, key: str, url: str = "", by: Viewer = THE_NOTICES, **facts: Any
) -> Notice | None:
    """Tell one person one thing, once: a second call with the same `key` does nothing and returns None.

    `about` is like a line's `on` ("need:7K3MQ9XW2C"), `url` a path of this site. Facts: see `sentences`.
    A kind that has no sentence, or lacks one of its facts, is a ValueError.
    """
    if kind not in SENTENCES:
        raise ValueError(f"There is no sentence for {kind!r}.")
    if missing := missing_facts(kind, kept(facts)):
        raise ValueError(f"{kind!r} cannot be said without {sorted(missing)}.")
    reader = to.merged_into or to
    notice, is_new = Notice.objects.get_or_create(
        key=key, defaults={"to": reader, "kind": kind, "about": about, "url": url, "facts": kept(facts)}
    )
    if not is_new:
        return None
    if reader.account and reader.account.email and reader.agreed_channels.filter(channel=Channel.EMAIL).exists():
        Sending.objects.create(notice=notice, channel=Channel.EMAIL)
    record(by=by, did="notice.written", on=notice, path=reader.home.path, to=reader.code, kind=kind, about=about)
    return notice


@transaction.atomic
def mark_seen(*, by: Viewer, notice: Notice) -> Notice:
    notice = Notice.objects.select_for_update(of=("self",)).select_related("to__home").get(pk=notice.pk)
    require(rules.may_mark_seen(by, notice, at=now()))
    if notice.seen_at is None:
        notice.seen_at = now()
        notice.save(update_fields=["seen_at"])
        record(by=by, did="notice.seen", on=notice, path=notice.to.home.path)
    return notice


@transaction.atomic
def mark_all_seen(*, by: Viewer) -> int:
    """How many were marked."""
    unseen = notices_visible_to(by).filter(seen_at=None)
    first = unseen.first()
    if first is None:
        return 0
    require(rules.may_mark_seen(by, first, at=now()))
    marked = Notice.objects.filter(pk__in=list(unseen.values_list("pk", flat=True))).update(seen_at=now())
    record(by=by, did="notice.all_seen", on=first.to, path=first.to.home.path, marked=marked)
    return marked


@transaction.atomic
def agree_to_channel(*, by: Viewer, person: Person, channel: str = Channel.EMAIL) -> AgreedChannel:
    """From now on also by this channel, in the language the person is using now."""
    person = Person.objects.select_for_update(of=("self",)).select_related("account", "home").get(pk=person.pk)
    require(rules.may_choose_channels(by, person, at=now()))
    agreed, _ = AgreedChannel.objects.update_or_create(
        person=person, channel=channel, defaults={"language": get_language() or ""}
    )
    record(by=by, did="notice.channel_agreed", on=person, path=person.home.path, channel=channel)
    return agreed


@transaction.atomic
def leave_channel(*, by: Viewer, person: Person, channel: str = Channel.EMAIL) -> None:
    person = Person.objects.select_for_update(of=("self",)).select_related("account", "home").get(pk=person.pk)
    require(rules.may_choose_channels(by, person, at=now()))
    AgreedChannel.objects.filter(person=person, channel=channel).delete()
    Sending.objects.filter(notice__to=person, channel=channel, sent_at=None).delete()
    record(by=by, did="notice.channel_left", on=person, path=person.home.path, channel=channel)


@transaction.atomic
def note_sent(*, by: Viewer, sending: Sending, error: str = "") -> None:
    """A message left the house, or its address was refused for good."""
    sending.sent_at, sending.error = (None, error) if error else (now(), "")
    sending.save(update_fields=["sent_at", "error"])
    did = "notice.refused" if error else "notice.sent"
    record(by=by, did=did, on=sending.notice, path=sending.notice.to.home.path, channel=sending.channel)
