"""The ways by which people want to be told, and the hours in which they do not."""

from datetime import time, timedelta

from django.db import transaction
from django.utils.crypto import constant_time_compare
from django.utils.timezone import now
from django.utils.translation import get_language

from tongzhuo.kernel.memory import record
from tongzhuo.kernel.verdicts import require
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.notices import queries, rules
from tongzhuo.notices.actions.writing import wake
from tongzhuo.notices.letters import digits_of
from tongzhuo.notices.models import AgreedChannel, QuietHours, Sending
from tongzhuo.notices.states import Channel, Passage
from tongzhuo.people.models import Person

A_DAY = timedelta(days=1)


@transaction.atomic
def agree_to_channel(*, by: Viewer, person: Person, channel: str = Channel.EMAIL, address: str = "") -> AgreedChannel:
    """From now on also by this channel, in the language the person is using now. Without an address, the first known.

    An address that signing in has proved is used at once; to any other six digits go, and it waits for them.
    """
    person, at = _locked(person), now()
    known = queries.addresses_of(person, channel)
    address = address.strip() or next(iter(known), "")
    today = queries.digits_asked(person, at - A_DAY)
    require(
        rules.may_agree_to_channel(
            by, person, channel=channel, address=address, known=address in known, asked_today=today, at=at
        )
    )
    before = queries.ways_of(person).get(channel)
    same = before is not None and before.is_open and before.address == address
    proved = same or queries.is_proved(person, channel, address)
    fresh = {"address": address, "language": get_language() or "", "agreed_at": at, "wrong_digits": 0}
    fresh |= {"confirmed_at": at if proved else None, "asked_at": None if proved else at}
    way, _ = AgreedChannel.objects.update_or_create(
        person=person, channel=channel, defaults=fresh | {"came_back_at": None, "came_back_why": ""}
    )
    record(by=by, did="notice.channel_agreed", on=person, path=person.home.path, channel=channel)
    if not proved:
        record(by=by, did="notice.digits_asked", on=person, path=person.home.path, channel=channel)
        wake([Sending.objects.create(way=way, channel=channel).pk])
    return way


@transaction.atomic
def confirm_channel(*, by: Viewer, person: Person, channel: str, digits: str) -> bool:
    """Whether these are the six digits that went there. Five wrong ones, or an hour, and new ones are needed."""
    person, at = _locked(person), now()
    held = AgreedChannel.objects.select_for_update(of=("self",)).select_related("person")
    way = held.get(person=person, channel=channel)
    require(rules.may_confirm_channel(by, way, at=at))
    right = constant_time_compare(digits, digits_of(way))
    if right:
        way.confirmed_at, way.asked_at = at, None
    else:
        way.wrong_digits += 1
    way.save(update_fields=["confirmed_at", "asked_at", "wrong_digits"])
    did = "notice.channel_confirmed" if right else "notice.digits_wrong"
    record(by=by, did=did, on=person, path=person.home.path, channel=channel)
    return right


@transaction.atomic
def leave_channel(*, by: Viewer, person: Person, channel: str = Channel.EMAIL) -> None:
    """From this moment nothing leaves by this channel, what was on its way neither."""
    person = _locked(person)
    require(rules.may_choose_channels(by, person, at=now()))
    left = AgreedChannel.objects.filter(person=person, channel=channel)
    Sending.objects.filter(way__in=left, state=Passage.WAITING).delete()
    left.delete()
    record(by=by, did="notice.channel_left", on=person, path=person.home.path, channel=channel)


@transaction.atomic
def set_quiet_hours(*, by: Viewer, person: Person, starts: time, ends: time, urgent_passes: bool) -> QuietHours:
    """Not between these, local time of their home; equal times: at any hour. What waits for the old morning is asked
    again at once."""
    person = _locked(person)
    require(rules.may_choose_channels(by, person, at=now()))
    chosen, _ = QuietHours.objects.update_or_create(
        person=person, defaults={"starts": starts, "ends": ends, "urgent_passes": urgent_passes}
    )
    held_back = Sending.objects.filter(notice__to=person, state=Passage.WAITING, tries=0, due__gt=now())
    held_back.update(due=now())
    record(by=by, did="notice.quiet_hours_set", on=person, path=person.home.path, urgent_passes=urgent_passes)
    return chosen


def _locked(person: Person) -> Person:
    return Person.objects.select_for_update(of=("self",)).select_related("account", "home").get(pk=person.pk)
