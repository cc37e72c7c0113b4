"""What follows when the sign-ups of a shift change, an activity and its weekly dates, and when a promised thing moves.
Safe to run twice."""

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from tongzhuo.kernel.memory import reacts_to
from tongzhuo.kernel.models import Line
from tongzhuo.kernel.viewer import the_system
from tongzhuo.notices.actions import tell_together
from tongzhuo.notices.sentences import both
from tongzhuo.notices.states import Answer
from tongzhuo.organisations.viewers import viewer_of
from tongzhuo.service.models import Shift, SignUp
from tongzhuo.service.queries import sign_ups_of
from tongzhuo.service.reactions import actor_of, facts_of, tell_of
from tongzhuo.service.rules import may_cancel_sign_up
from tongzhuo.service.states import SignUpState
from tongzhuo.turnout import actions, gifting


@reacts_to(
    *(f"sign_up.{did}" for did in ("signed_up", "declined", "cancelled", "passed_on", "attended", "absent")),
    *(f"sign_up.{did}" for did in ("guardian_refused", "let_go")),
    "shift.cancelled",
    "shift.moved",
)
def follow_the_sign_ups(line: Line) -> None:
    """Actions of this room did so already; this is for whoever calls those of `service` directly."""
    shift = Shift.objects.select_related("occasion__ask").filter(code=line.on_code).first()
    if shift is not None and shift.occasion_id:
        actions.follow_shift(by=the_system("turnout"), shift=shift)


@reacts_to("question.answered")
def step_back_who_cannot_come(line: Line) -> None:
    """A *no* the evening before frees the place at once, and it is offered to who waits."""
    room, _, rest = str(line.facts["about"]).partition(":")
    if room != "sign_up" or line.facts["answer"] != Answer.NO:
        return
    rows = SignUp.objects.select_related("shift__occasion__ask", "person__home")
    sign_up = rows.filter(
        code=rest.partition(":")[0], person__code=line.facts["to"], state=SignUpState.SIGNED_UP
    ).first()
    if sign_up is not None and may_cancel_sign_up(viewer_of(sign_up.person), sign_up, [], at=now()):
        actions.step_back(by=viewer_of(sign_up.person), sign_up=sign_up)


# What whoever signed up has read, and hears of when it is another now.
CHANGES = {
    "title": _("what it is called"),
    "content": _("what people do there"),
    "conditions": _("for whom it is"),
    "meeting_point": _("where to meet"),
    "risks": _("what can happen"),
    "protections": _("how people are protected"),
    "insurer": _("who covers accidents"),
    "insured_until": _("until when accidents are covered"),
    "home_visit": _("whether it is in somebody’s home"),
    "dangerous": _("whether there may be danger"),
    "min_age": _("from which age"),
    "demands": _("what it takes"),
    "in_charge": _("who is in charge"),
    "recorded_by": _("who records the hours"),
}
URGENT = {"meeting_point", "conditions", "risks", "dangerous", "min_age", "demands"}


@reacts_to("series.ended")
def tell_of_all_that_falls_out(line: Line) -> None:
    """Each hears once of all their dates."""
    sign_ups = sign_ups_of(line)
    reason = line.facts.get("reason", "")
    if sign_ups:
        tell_together(
            told=[(one.person, _said_of(one) | {"reason": reason}) for one in sign_ups],
            kind="shift.cancelled",
            about=f"series:{line.on_code}",
            act=line.code,
            url=reverse("service:commitments"),
            urgent=True,
            place=sign_ups[0].shift.activity.place,
            at_one_table=True,
            by=actor_of(line),
        )


@reacts_to("series.extended", "activity.changed")
def tell_each_of_them(line: Line) -> None:
    """Everybody on a date that is still to come, once: there are more dates, or it is not as they read it. When that
    is about where to meet, for whom it is or what can happen, it is urgent and seen who has read it."""
    changed = [name for name in line.facts.get("changed", ()) if name in CHANGES]
    first = {one.person_id: one for one in reversed(sign_ups_of(line))}
    if not first or (line.did == "activity.changed" and not changed):
        return
    last = line.facts.get("last")
    names = both(lambda: pgettext("between things", ", ").join(str(CHANGES[name]) for name in changed))
    facts = {"last": dt.date.fromisoformat(last)} if last else {"changed": names}
    shown = next(iter(first.values())).shift
    url = reverse("service:series", args=[line.on_code]) if last else reverse("service:shift", args=[shown.code])
    tell_together(
        told=[(one.person, {"what": _said_of(one)["what"]} | facts) for one in first.values()],
        kind=line.did,
        about=line.on,
        act=line.code,
        url=url,
        urgent=bool(URGENT & set(changed)),
        place=shown.activity.place,
        at_one_table=True,
        by=actor_of(line),
    )


@reacts_to("shift.team_brought", "shift.people_brought", "series.joined")
def tell_who_was_signed_up(line: Line) -> None:
    """Each person once, for all that one press put them on. Whoever pressed it themselves knows."""
    page = "service:series" if line.did == "series.joined" else "service:shift"
    who = actor_of(line).name
    for state, kind in ((SignUpState.SIGNED_UP, "sign_up.brought"), (SignUpState.WAITING, "sign_up.listed")):
        others = [one for one in sign_ups_of(line) if one.state == state and one.person.code != line.actor]
        tell_together(
            told=[(one.person, _said_of(one) | {"who": who}) for one in others],
            kind=kind,
            about=line.on,
            act=f"{kind}:{line.code}",
            url=reverse(page, args=[line.on_code]),
        )


@reacts_to("series.left")
def tell_who_is_in_charge_of_all(line: Line) -> None:
    sign_ups = sign_ups_of(line)
    in_charge = sign_ups[0].shift.activity.in_charge if sign_ups else None
    if in_charge is not None and in_charge.code != line.actor:
        facts = {"who": sign_ups[0].person.shown_name, "count": len(sign_ups), "reason": line.facts.get("reason", "")}
        tell_of(in_charge, sign_ups[0], line.did, line.code, **facts)


def _said_of(sign_up: SignUp) -> dict[str, Any]:
    told = facts_of(sign_up.shift)
    return {name: told[name] for name in ("what", "where", "starts", "ends", "zone")}


@reacts_to("link.accepted")
def promise_what_was_accepted(line: Line) -> None:
    """Whoever said yes to bring goods, money or a space has promised a gift."""
    gifting.promise(line.facts["links"])


@reacts_to("link.withdrawn", "link.failed", "need.released")
def let_go_of_what_was_withdrawn(line: Line) -> None:
    gifting.let_go(line.facts["links"])


@reacts_to("gift.freed", "gift.withdrawn")
def free_the_seat(line: Line) -> None:
    """A promise that was not kept leaves the ask to somebody else."""
    gifting.free_the_seat(str(line.facts["source"]))


@reacts_to("gift.arrived", "gift.difference_settled")
def fulfil_what_arrived(line: Line) -> None:
    gifting.fulfil(str(line.facts["source"]))
