"""People join a shift, step back from it, and turn up: links follow sign-ups, in the same transaction.

Whatever happened to the sign-ups of a shift that serves an occasion, `_follow` makes its links say the same, and the
seats with them. Somebody who walked in has an accepted link from then on.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils.timezone import now

from tongzhuo.kernel.memory import record
from tongzhuo.kernel.verdicts import Refused, Verdict, require
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.linkages import rules as link_rules
from tongzhuo.linkages.actions.answering import close_access, let_read
from tongzhuo.linkages.actions.holding import lock_need, locked, reseat
from tongzhuo.linkages.models import Link
from tongzhuo.linkages.states import LIVING, LinkState
from tongzhuo.needs.models import Need
from tongzhuo.organisations.models import Organisation
from tongzhuo.people.models import Person
from tongzhuo.service import actions as service
from tongzhuo.service import serving
from tongzhuo.service.actions.holding import lock_people, note
from tongzhuo.service.models import Shift, SignUp
from tongzhuo.service.states import SignUpState
from tongzhuo.turnout import rules

WALKED_IN = [{"code": "walked_in"}]
SAYS: dict[str, LinkState] = {
    SignUpState.SIGNED_UP: LinkState.ACCEPTED,
    SignUpState.DECLINED: LinkState.DECLINED,
    SignUpState.CANCELLED: LinkState.WITHDRAWN,
    SignUpState.ATTENDED: LinkState.FULFILLED,
    SignUpState.ABSENT: LinkState.FAILED,
}
DIDS: dict[str, str] = {state: f"link.{state}" for state in SAYS.values()}


@transaction.atomic
def walk_in(*, by: Viewer, shift: Shift, person: Person) -> SignUp:
    """Join a shift without having been asked, or say yes to an invitation: a seat of the table is taken."""
    need = _lock_need_of(shift)
    signed = service.sign_up(by=by, shift=shift, person=person)
    _follow(need, shift, by=by)
    return signed


@transaction.atomic
def bring_team(*, by: Viewer, shift: Shift, people: Sequence[Person], team: Organisation) -> list[SignUp]:
    """Whoever leads a team says who of it comes."""
    need = _lock_need_of(shift)
    signed = service.sign_up_for(by=by, shift=shift, people=people, team=team)
    _follow(need, shift, by=by)
    note(by, "shift.team_brought", signed[0].shift, signed, team=team.code)
    return signed


@dataclass(frozen=True)
class BroughtIn:
    """Who is on it now, for whom it was refused, with the reason, and who waits."""

    signed: list[SignUp]
    refused: list[tuple[Person, Verdict]]
    waiting: list[SignUp] = field(default_factory=list)


@transaction.atomic
def bring_in(*, by: Viewer, shift: Shift, people: Sequence[Person], waiting: bool = False) -> BroughtIn:
    """The desk signs up several people, each on their own behalf and judged alone; who cannot come keeps nobody out.
    With `waiting`, whoever finds it full stands on the waiting list, in the order in which they are given."""
    _lock_need_of(shift)
    brought = BroughtIn([], [])
    locked = {person.pk: person for person in lock_people([person.pk for person in people])}
    for person in (locked[one.pk] for one in people if one.pk in locked):
        acting = by.on_behalf_of(person.pk, person.code)
        try:
            brought.signed.append(walk_in(by=acting, shift=shift, person=person))
        except Refused as no:
            if waiting and no.verdict.code == "full":
                brought.waiting.append(service.join_waiting_list(by=acting, shift=shift, person=person))
            else:
                brought.refused.append((person, no.verdict))
    if on_it := [*brought.signed, *brought.waiting]:
        note(by, "shift.people_brought", on_it[0].shift, on_it)
    return brought


@transaction.atomic
def take_offered_place(*, by: Viewer, sign_up: SignUp) -> SignUp:
    """Whoever waited says yes to the place that became free."""
    need = _lock_need_of(sign_up.shift)
    signed = service.confirm_offered_place(by=by, sign_up=sign_up)
    _follow(need, sign_up.shift, by=by)
    return signed


@transaction.atomic
def step_back(*, by: Viewer, sign_up: SignUp, reason: str = "", with_others: bool = False) -> SignUp:
    """Can't come: the seat is empty again at once, and the place is offered to who waits."""
    need = _lock_need_of(sign_up.shift)
    left = service.cancel_sign_up(by=by, sign_up=sign_up, reason=reason, with_others=with_others)
    _follow(need, sign_up.shift, by=by)
    return left


@transaction.atomic
def call_off(*, by: Viewer, shift: Shift, reason: str = "") -> Shift:
    """A shift does not take place: its seats are empty again."""
    need = _lock_need_of(shift)
    called_off = service.cancel_shift(by=by, shift=shift, reason=reason)
    _follow(need, shift, by=by)
    return called_off


@transaction.atomic
def put_off(*, by: Viewer, shift: Shift, starts: datetime, ends: datetime, reason: str = "") -> Shift:
    """A shift takes place at another time; links say when."""
    need = _lock_need_of(shift)
    moved = service.move_shift(by=by, shift=shift, starts=starts, ends=ends, reason=reason)
    _follow(need, shift, by=by)
    return moved


@transaction.atomic
def note_turnout(*, by: Viewer, sign_up: SignUp, came: bool) -> SignUp:
    """Who was there: the link is fulfilled, or has failed."""
    need = _lock_need_of(sign_up.shift)
    noted = service.note_attendance(by=by, sign_up=sign_up, came=came)
    _follow(need, sign_up.shift, by=by)
    return noted


@transaction.atomic
def fulfil_link(*, by: Viewer, link: Link) -> Link:
    """It was delivered, or the visit was made."""
    need = lock_need(link.need_id)
    (link,) = locked([link])
    require(rules.may_fulfil(by, link))
    link.state = LinkState.FULFILLED
    link.save(update_fields=["state"])
    reseat(by=by, need=need, at=now())
    _record(by, "link.fulfilled", need, [link])
    return link


@transaction.atomic
def shorten_link(*, by: Viewer, link: Link, quantity: int) -> Link:
    """A part was brought and the rest does not come: the link is about that part, the rest is open again."""
    need = lock_need(link.need_id)
    (link,) = locked([link])
    require(rules.may_shorten(by, link, quantity))
    link.quantity = quantity
    link.save(update_fields=["quantity"])
    reseat(by=by, need=need, at=now())
    record(by=by, did="link.shortened", on=need, path=need.place.path, links=[link.code], quantity=quantity)
    return link


@transaction.atomic
def follow_shift(*, by: Viewer, shift: Shift) -> list[Link]:
    """Make the links of a shift say what its sign-ups say. Returns those that changed. Safe to repeat."""
    return _follow(_lock_need_of(shift), shift, by=by)


def _lock_need_of(shift: Shift) -> Need | None:
    """The need comes first in the order of locks."""
    occasion = shift.occasion if shift.occasion_id else None
    return lock_need(occasion.ask.need_id) if occasion else None


def _follow(need: Need | None, shift: Shift, *, by: Viewer) -> list[Link]:
    if need is None:
        return []
    at, changed = now(), dict[str, list[Link]]()
    links = {link.person_id: link for link in _links_at(shift)}
    for sign_up in _latest(shift):
        link = links.get(sign_up.person_id)
        if (state := _say_the_same(link, sign_up, need, by=by, at=at)) is not None:
            changed.setdefault(state[0], []).append(state[1])
    if changed:
        _settle(need, changed, by=by, at=at)
    return [link for links_of in changed.values() for link in links_of]


def _say_the_same(
    link: Link | None, sign_up: SignUp, need: Need, *, by: Viewer, at: datetime
) -> tuple[str, Link] | None:
    """The state the link has now and the link, when either changed."""
    says = SAYS.get(sign_up.state)
    if link is not None and link.sign_up_id == sign_up.pk and link.starts != sign_up.starts:
        link.starts, link.ends = sign_up.starts, sign_up.ends
        link.save(update_fields=["starts", "ends"])
    if says is None or (sign_up.team_id and sign_up.state == SignUpState.SIGNED_UP and link is None):
        return None
    if says == LinkState.ACCEPTED and (link is None or link.state not in (LinkState.SUGGESTED, *LIVING)):
        return says, _walked_in(sign_up, need, by=by, at=at)
    if link is None or link.state == says or (link.sign_up_id != sign_up.pk and says != LinkState.ACCEPTED):
        return None
    if link.state == LinkState.SUGGESTED:
        link.asked_at = link.send_at = at
    elif not link_rules.may_move(link, says):
        return None
    link.state, link.answered_at, link.answered_by_id = says, at, by.person_id
    link.sign_up, link.reason = sign_up, sign_up.reason
    link.save()
    return says, link


def _walked_in(sign_up: SignUp, need: Need, *, by: Viewer, at: datetime) -> Link:
    occasion = sign_up.shift.occasion
    assert occasion is not None
    return Link.objects.create(
        need=need,
        occasion=occasion,
        person=sign_up.person,
        sign_up=sign_up,
        state=LinkState.ACCEPTED,
        quantity=None if occasion.quantity is None else 1,
        starts=sign_up.starts,
        ends=sign_up.ends,
        reasons=WALKED_IN,
        asked_at=at,
        send_at=at,
        answered_at=at,
        answered_by_id=by.person_id,
    )


def _settle(need: Need, changed: dict[str, list[Link]], *, by: Viewer, at: datetime) -> None:
    """Who may read the need, the project, the seats, and a line for each kind of change."""
    for state, links in changed.items():
        for link in links:
            if state == LinkState.ACCEPTED:
                let_read(by, need, [link])
            elif state in (LinkState.WITHDRAWN, LinkState.DECLINED):
                close_access(by, need, link)
        _record(by, DIDS[state], need, links)
    if LinkState.ACCEPTED in changed:
        serving.begin(serving.open_project(need))
    reseat(by=by, need=need, at=at)


def _record(by: Viewer, did: str, need: Need, links: list[Link]) -> None:
    record(by=by, did=did, on=need, path=need.place.path, links=[link.code for link in links])


def _links_at(shift: Shift) -> list[Link]:
    """The last link of each person at the occasion of a shift."""
    kept = (LinkState.SUGGESTED, *LIVING, LinkState.FULFILLED, LinkState.FAILED)
    return locked(Link.objects.filter(occasion=shift.occasion_id, person__isnull=False, state__in=kept))


def _latest(shift: Shift) -> list[SignUp]:
    """The last sign-up of each person to a shift."""
    rows = SignUp.objects.filter(shift=shift).select_related("person__home", "shift__occasion")
    return list({one.person_id: one for one in rows.order_by("pk")}.values())
