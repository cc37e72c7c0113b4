"""What each viewer may find of claims and answers. Every page of this room starts here."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from tongzhuo.kernel.fields import subtrees
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.needs.models import Need
from tongzhuo.needs.queries import operators_of
from tongzhuo.needs.rules import OWN_WAYS
from tongzhuo.needs.states import State
from tongzhuo.organisations.states import KEEPERS, Role
from tongzhuo.outcomes import rules
from tongzhuo.outcomes.links import read_token
from tongzhuo.outcomes.models import Claim
from tongzhuo.outcomes.states import ClaimState
from tongzhuo.people.models import Person

CLAIMED_ONCE = (State.CLAIMED, State.MET, State.PARTLY_MET, State.UNMET)


def claims_visible_to(viewer: Viewer) -> QuerySet[Claim]:
    """Whoever said it, who keeps the place, and who is asked for their word."""
    rows = _told()
    if viewer.is_system:
        return rows
    if not viewer.is_somebody:
        return rows.none()
    me = viewer.person_id
    own = Q(need__raised_by=me, need__came_by__in=OWN_WAYS, need__raised_for=None)
    helped = Q(need__raised_for=me) | Q(need__raised_for__acts_through=me) | own
    speaks = Exists(Need.delegates.through.objects.filter(need=OuterRef("need"), person=me))
    return rows.filter(Q(claimed_by=me) | helped | Q(speaks) | subtrees(viewer.paths(*KEEPERS), "need__place__path"))


def _told() -> QuerySet[Claim]:
    return Claim.objects.select_related("need__place__parent", "need__raised_for", "need__raised_by", "claimed_by")


def voices_of(need: Need) -> list[Person]:
    """Whose word decides: the two delegates of a common need, else the person helped, else who asked for themselves."""
    if need.common:
        return list(need.delegates.order_by("pk"))
    own = need.raised_by if need.came_by in OWN_WAYS else None
    return [person for person in (need.raised_for or own,) if person is not None]


def asked_by_token(token: str) -> tuple[Claim, Person] | None:
    """The claim and the person that a one-tap link is about; None for a link that is not one of ours."""
    codes = read_token(token)
    if codes is None:
        return None
    claim = _told().filter(code=codes[0]).first()
    person = claim and next((one for one in voices_of(claim.need) if one.code == codes[1]), None)
    return (claim, person) if claim and person else None


def asked_by_slip(slip: str) -> Claim | None:
    return _told().filter(slip=slip).first()


@dataclass(frozen=True)
class Waiting:
    """Claims without an answer in one's places: those whose days are over are counted apart, never as met."""

    silent: tuple[Claim, ...]
    asked: tuple[Claim, ...]


def waiting_for_a_word(viewer: Viewer, *, at: datetime) -> Waiting:
    here = subtrees(viewer.paths(*KEEPERS), "need__place__path")
    found = list(_told().filter(here, state=ClaimState.WAITING).order_by("answer_by", "pk"))
    return Waiting(
        tuple(claim for claim in found if claim.answer_by <= at),
        tuple(claim for claim in found if claim.answer_by > at),
    )


@dataclass(frozen=True)
class OnNeed:
    """What the page of a need says of its outcome to one viewer."""

    may_claim: bool = False
    claim: Claim | None = None
    is_asked: bool = False


def outcome_on(viewer: Viewer, need: Need, *, at: datetime) -> OnNeed:
    """At most two queries, and none for who only looks at an open need or keeps its table."""
    if need.state in rules.CLAIMABLE:
        operators = operators_of(need, at=at) if viewer.paths(Role.OPERATOR) else ()
        return OnNeed(bool(rules.may_claim_outcome(viewer, need, operators, at=at)))
    if need.state not in CLAIMED_ONCE or not viewer.is_somebody:
        return OnNeed()
    claim = claims_visible_to(viewer).filter(need=need).order_by("-pk").first()
    if claim is None:
        return OnNeed()
    return OnNeed(claim=claim, is_asked=bool(rules.may_answer_outcome(viewer, claim, voices_of(claim.need))))
