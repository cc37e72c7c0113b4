"""What people may do with needs, and what they may read. Each rule looks only at what it is handed."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from django.utils.translation import gettext_lazy as _

from tongzhuo.kernel.verdicts import OK, Verdict, no
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.needs.drafts import MOST_ASKS, MOST_WORDS, AskDraft, ConsentNote, Newcomer, faults_of
from tongzhuo.needs.models import Need
from tongzhuo.needs.states import MAY_FOLLOW, OPEN_STATES, PARTIES, CameBy, Seat, State
from tongzhuo.organisations.states import KEEPERS, Role
from tongzhuo.people.models import Person
from tongzhuo.places.models import Place

# The ways by which somebody writes for themselves; by the others a desk writes for them.
OWN_WAYS = (CameBy.WEB, CameBy.SPOKEN, CameBy.PHOTO)
DELEGATES = 2
LONGEST_SLEEP = timedelta(days=60)
SETTLED_AS = (State.UNDER_WAY, State.CLAIMED, State.MET, State.PARTLY_MET, State.UNMET)


def keeps(viewer: Viewer, place: Place) -> bool:
    """Whether this viewer keeps the table of a place: its coordinator, or a social worker there."""
    return viewer.holds(place.path, *KEEPERS)


def is_own(viewer: Viewer, need: Need) -> bool:
    """Whether the viewer is helped, asked for themselves or a relative, or is a delegate of a common need."""
    if not viewer.is_somebody:
        return False
    if viewer.person_id == need.raised_for_id:
        return True
    if need.common and any(delegate.pk == viewer.person_id for delegate in need.delegates.all()):
        return True
    return viewer.person_id == need.raised_by_id and need.came_by in OWN_WAYS and _for_own(viewer, need)


def _for_own(viewer: Viewer, need: Need) -> bool:
    return need.raised_for is None or need.raised_for.acts_through_id == viewer.person_id


def on_the_case(viewer: Viewer, need: Need) -> bool:
    """Whether the viewer is the social worker of this need, and still is one there."""
    mine = viewer.is_somebody and viewer.person_id == need.case_worker_id
    return mine and viewer.holds(need.place.path, Role.SOCIAL_WORKER)


def may_raise_need(
    viewer: Viewer,
    place: Place,
    *,
    words: str,
    has_more: bool,
    raised_for: Person | Newcomer | None,
    consent: ConsentNote | None,
    at: datetime,
) -> Verdict:
    """Anybody may ask for themselves; for somebody else only the desk of that place or who acts for them.
    `has_more` says that a title, a recording or a photo came with it."""
    if len(words) > MOST_WORDS:
        reason = _("That is very long. Please keep it under %(most)d characters; the rest can be told.") % {
            "most": MOST_WORDS
        }
        return no("words_too_long", reason, most=MOST_WORDS)
    if not words.strip() and not has_more:
        return no("nothing_said", _("Say in a few words what you need."))
    if place.succeeded_by_id:
        return no("place_gone", _("That place has another name now. Please choose it again."))
    if raised_for is None or (isinstance(raised_for, Person) and raised_for.pk == viewer.person_id):
        return OK
    return _may_speak_for(viewer, place, raised_for, consent, at)


def _may_speak_for(
    viewer: Viewer, place: Place, person: Person | Newcomer, consent: ConsentNote | None, at: datetime
) -> Verdict:
    acts_through = person.acts_through_id if isinstance(person, Person) else None
    relative = viewer.is_somebody and acts_through == viewer.person_id
    if not (relative or keeps(viewer, place)):
        return no("no_mandate_here", _("Only the office of that place can write for somebody else."))
    if consent is None or not consent.purposes:
        return no("consent_missing", _("Note that the person agreed, how and when."))
    if consent.day > at.date() + timedelta(days=1):
        return no("consent_in_the_future", _("The day on which the person agreed lies ahead."))
    return OK


def may_leave_contact(viewer: Viewer, need: Need, *, asked_here: bool, at: datetime) -> Verdict:
    """`asked_here`: the need was raised in this very browser. Afterwards the office asks."""
    if not (asked_here or is_own(viewer, need)):
        return no("not_yours", _("Only whoever asked can add a telephone number."))
    if need.state != State.RAISED:
        return no("answered_already", _("The office has answered. Please call it to change the number."))
    return OK


def may_open_inbox(viewer: Viewer, *, at: datetime) -> Verdict:
    if not viewer.is_somebody:
        return no("sign_in_first", _("Please sign in first."))
    if not viewer.paths(*KEEPERS):
        return no("no_mandate", _("The inbox is for coordinators and social workers."))
    return OK


def may_triage(viewer: Viewer, need: Need, *, at: datetime) -> Verdict:
    """Whether this need waits for an answer that this viewer can give."""
    return _keeper(viewer, need) and _in_state(need, State.RAISED)


def may_confirm_need(
    viewer: Viewer, need: Need, *, asks: Sequence[AskDraft] | None = None, today: date, at: datetime
) -> Verdict:
    allowed = _keeper(viewer, need) and _may_become(need, State.CONFIRMED, State.RAISED)
    return allowed if not allowed or asks is None else _asks_stand(asks, today)


def may_change_asks(
    viewer: Viewer, need: Need, *, asks: Sequence[AskDraft] | None = None, today: date, at: datetime
) -> Verdict:
    allowed = _keeper(viewer, need) and _in_state(need, *OPEN_STATES)
    return allowed if not allowed or asks is None else _asks_stand(asks, today)


def _asks_stand(asks: Sequence[AskDraft], today: date) -> Verdict:
    if not asks:
        return no("no_asks", _("Say what it asks for: one line at least."))
    if len(asks) > MOST_ASKS:
        return no("too_many_asks", _("Twenty lines at most. Make two needs of it."), most=MOST_ASKS)
    faults = (fault for ask in asks for fault in faults_of(ask, today=today))
    return next(faults, OK)


def may_merge_need(viewer: Viewer, need: Need, into: Need, *, at: datetime) -> Verdict:
    allowed = _keeper(viewer, need) and _may_become(need, State.MERGED)
    if not allowed:
        return allowed
    if need.pk == into.pk:
        return no("same_need", _("A need cannot be merged into itself."))
    if not keeps(viewer, into.place):
        return no("no_mandate_there", _("The other need belongs to a place that is not yours."))
    if into.state not in (State.RAISED, *OPEN_STATES):
        return no("other_is_over", _("The other need is no longer open."))
    return OK


def may_keep_apart(viewer: Viewer, need: Need, other: Need, *, at: datetime) -> Verdict:
    allowed = _keeper(viewer, need)
    if allowed and need.pk == other.pk:
        return no("same_need", _("A need cannot be kept apart from itself."))
    return allowed


def may_refer_need(
    viewer: Viewer, need: Need, *, to: str = "", reason: str = "", asked: bool = False, at: datetime
) -> Verdict:
    """`asked`: the page only wants to know whether to show its button."""
    allowed = _keeper(viewer, need) and _may_become(need, State.REFERRED)
    if not allowed or asked:
        return allowed
    if not to.strip():
        return no("nobody_named", _("Say who will take care of it."), field="to")
    return _with_reason(reason)


def may_decline_need(viewer: Viewer, need: Need, *, reason: str = "", asked: bool = False, at: datetime) -> Verdict:
    allowed = _keeper(viewer, need) and _may_become(need, State.DECLINED)
    return allowed if not allowed or asked else _with_reason(reason)


def may_end_unmet(viewer: Viewer, need: Need, *, reason: str = "", asked: bool = False, at: datetime) -> Verdict:
    """Saying openly that it was not managed. Of a claimed need only the person helped says so, elsewhere."""
    allowed = _keeper(viewer, need) and _may_become(need, State.UNMET, State.CONFIRMED, State.UNDER_WAY)
    return allowed if not allowed or asked else _with_reason(reason)


def may_withdraw_need(viewer: Viewer, need: Need, *, at: datetime) -> Verdict:
    if not (is_own(viewer, need) or keeps(viewer, need.place)):
        return no("not_yours", _("Only whoever asked, or the office for them, can take this back."))
    return _may_become(need, State.WITHDRAWN)


def may_reopen_need(viewer: Viewer, need: Need, *, at: datetime) -> Verdict:
    if not (is_own(viewer, need) or keeps(viewer, need.place)):
        return no("not_yours", _("Only whoever asked, or the office for them, can open this again."))
    if reopened_as(need) is None:
        return _not_now(need)
    return OK


def reopened_as(need: Need) -> State | None:
    """What a need becomes when it is opened again; None for one that never ended."""
    if need.state in (State.MET, State.PARTLY_MET):
        return State.CONFIRMED
    return State.RAISED if State.RAISED in MAY_FOLLOW[need.state] else None


def may_sleep_need(viewer: Viewer, need: Need, *, until: datetime | None = None, at: datetime) -> Verdict:
    allowed = may_triage(viewer, need, at=at)
    if not allowed or until is None:
        return allowed
    if until <= at:
        return no("sleep_in_the_past", _("Choose a time that lies ahead."), field="until")
    if until > at + LONGEST_SLEEP:
        return no("sleep_too_long", _("Sixty days at most. Somebody is waiting."), field="until")
    return OK


def may_take_case(viewer: Viewer, need: Need, worker: Viewer, *, at: datetime) -> Verdict:
    allowed = _keeper(viewer, need) and _in_state(need, State.RAISED, *OPEN_STATES, State.CLAIMED)
    if not allowed:
        return allowed
    if not worker.holds(need.place.path, Role.SOCIAL_WORKER):
        return no("not_a_social_worker", _("Only a social worker of that place can take a case."))
    return OK


def may_take_community_seat(viewer: Viewer, need: Need, *, at: datetime) -> Verdict:
    allowed = _keeper(viewer, need) and _in_state(need, *OPEN_STATES)
    if allowed and need.seat_community == Seat.SEATED:
        return no("seat_taken", _("The community already sits at this table."))
    return allowed


def may_name_delegates(
    viewer: Viewer, need: Need, delegates: Sequence[Person], operators: frozenset[int], *, at: datetime
) -> Verdict:
    """`operators`: persons who act for an organisation that runs this need."""
    allowed = _keeper(viewer, need) and _in_state(need, State.RAISED, *OPEN_STATES)
    if not allowed:
        return allowed
    if not need.common:
        return no("not_common", _("Only the need of a whole courtyard has delegates."))
    return delegates_stand(need.place, delegates, operators)


def delegates_stand(place: Place, delegates: Sequence[Person], operators: frozenset[int]) -> Verdict:
    """Two residents speak for a courtyard, and neither of them runs what it asked for."""
    people = {delegate.pk for delegate in delegates}
    if len(people) != DELEGATES:
        return no("two_delegates", _("Two residents speak for a courtyard: name two."), field="delegates")
    if any(not delegate.home.path.startswith(_neighbourhood(place)) for delegate in delegates):
        return no("delegate_lives_elsewhere", _("Both delegates live there."), field="delegates")
    return may_operate_common(people, operators)


def may_operate_common(delegates: set[int], operators: frozenset[int]) -> Verdict:
    if delegates & operators:
        return no("delegate_is_operator", _("Who runs it cannot also speak for the courtyard."), field="delegates")
    return OK


def _neighbourhood(place: Place) -> str:
    """The community around a grid or a courtyard: a neighbour from the next staircase may speak for it too."""
    return place.parent.path if place.parent and place.level in ("grid", "courtyard") else place.path


def may_set_seats(need: Need, seats: Mapping[str, str], state: str | None) -> Verdict:
    """What `linkages` writes must be seats of the ring and a state that may follow."""
    if set(seats) - set(PARTIES) or set(seats.values()) - set(Seat.values):
        return no("seat_unknown", _("There is no such seat."))
    return OK if state is None or state == need.state else _may_become(need, state)


def may_settle(need: Need, state: str) -> Verdict:
    """Asked by `outcomes`, which has asked its own rules: whether this state may follow."""
    return _may_become(need, state) if state in SETTLED_AS else _not_now(need)


def may_see_private(viewer: Viewer, need: Need, *, agreed: bool) -> Verdict:
    """`agreed`: the person helped lets the coordinator read the private part."""
    if is_own(viewer, need) or on_the_case(viewer, need) or (agreed and keeps(viewer, need.place)):
        return OK
    return no("private", _("Only the person and the social worker on the case read this."))


def _keeper(viewer: Viewer, need: Need) -> Verdict:
    if keeps(viewer, need.place):
        return OK
    return no("no_mandate_here", _("Only the coordinator or a social worker of that place can do this."))


def _may_become(need: Need, state: str, *only_from: str) -> Verdict:
    allowed = state in MAY_FOLLOW[need.state] and (not only_from or need.state in only_from)
    return OK if allowed else _not_now(need)


def _in_state(need: Need, *states: str) -> Verdict:
    return OK if need.state in states else _not_now(need)


def _not_now(need: Need) -> Verdict:
    reason = _("This need is now: %(state)s. That can no longer be done.") % {"state": need.get_state_display()}
    return no("wrong_state", reason, state=need.state)


def _with_reason(reason: str) -> Verdict:
    return OK if reason.strip() else no("reason_missing", _("Say why. The person will read it."), field="reason")
