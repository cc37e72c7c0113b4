"""What pages show that spans several rooms. Each starts from what the viewer may see."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.core.cache import cache
from django.db.models import F, Func, IntegerField, Prefetch, Q, QuerySet, Subquery
from django.utils.timezone import now
from django.utils.translation import get_language

from tongzhuo.kernel.fields import subtree, subtrees
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.linkages.models import Link, Plan
from tongzhuo.linkages.queries import invitations_of, plans_visible_to
from tongzhuo.linkages.states import LinkState
from tongzhuo.needs.models import Ask, Need
from tongzhuo.needs.queries import needs_visible_to
from tongzhuo.needs.states import OPEN_STATES, PUBLIC_STATES, Seat, State
from tongzhuo.notices.queries import unseen_by
from tongzhuo.organisations.models import Organisation
from tongzhuo.organisations.states import KEEPERS, Kind
from tongzhuo.people.models import Person
from tongzhuo.places.models import Place
from tongzhuo.places.states import Level
from tongzhuo.resources.models import Offer
from tongzhuo.resources.states import OfferState

A_MINUTE = 60
THIS_MONTH = timedelta(days=30)
SEATS = ("community", "ngo", "social_worker", "volunteers", "resources")


def office_of(path: str) -> dict[str, Any] | None:
    """The office to call from this place: the nearest residents' committee or station with a telephone."""
    if not path:
        return None
    return cache.get_or_set(f"office:{path}:{get_language()}", lambda: _office_of(path), A_MINUTE)


def _office_of(path: str) -> dict[str, Any]:
    above = [*Place(path=path).paths_above, path]
    offices = Organisation.objects.filter(place__path__in=above, kind__in=(Kind.COMMITTEE, Kind.GOVERNMENT)).exclude(
        phone=""
    )
    office = offices.order_by("-place__path", "pk").first()
    if office is None:
        return {}
    return {"name": office.name, "hours": office.opening, "telephone": office.phone}


def first_community() -> str:
    """The community that a visitor without a place is shown: the first with an office of its own."""
    return cache.get_or_set("first-community", _first_community, A_MINUTE) or ""


def _first_community() -> str:
    offices = (
        Organisation.objects.filter(kind=Kind.COMMITTEE).order_by("place__path").values_list("place__path", flat=True)
    )
    return offices.first() or ""


class Waiting(NamedTuple):
    """What waits for somebody, as the frame of every page counts it."""

    answers: int = 0
    notices: int = 0


def waiting_in_inbox(viewer: Viewer) -> Waiting:
    """Needs without an answer yet at this viewer's desk, and new notices: one query."""
    waiting = Need.objects.filter(subtrees(viewer.paths(*KEEPERS), "place__path"), state=State.RAISED)
    return _waiting(viewer, waiting.filter(Q(sleeps_until=None) | Q(sleeps_until__lte=now())), "pk")


def invitations_waiting(viewer: Viewer) -> Waiting:
    """Tables that wait for this person, or for an organisation they speak for, and new notices: one query."""
    return _waiting(viewer, invitations_of(viewer), "need")


def _waiting(viewer: Viewer, rows: QuerySet[Any], each: str) -> Waiting:
    me = Person.objects.filter(pk=viewer.person_id or 0)
    counted = me.values_list(_count(rows, each), _count(unseen_by(viewer), "pk"))
    return next((Waiting(*counts) for counts in counted), Waiting())


def _count(rows: QuerySet[Any], each: str) -> Subquery:
    """COUNT(DISTINCT …) of a query inside another: an aggregate of Django's would group, and have no row for none."""
    counting = Func(F(each), function="COUNT", template="%(function)s(DISTINCT %(expressions)s)")
    counted = rows.select_related(None).order_by().annotate(counted=counting).values("counted")
    return Subquery(counted, output_field=IntegerField())


def with_asks(needs: QuerySet[Need]) -> QuerySet[Need]:
    """Needs with what their cards show."""
    asks = Ask.objects.select_related("what", "unit").order_by("pk")
    return needs.select_related(None).select_related("place").prefetch_related(Prefetch("asks", asks))


def empty_seats(viewer: Viewer, path: str) -> QuerySet[Need]:
    """Open needs at or under a place that still have an empty seat, the most urgent first."""
    gap = Q()
    for seat in SEATS:
        gap |= Q(**{f"seat_{seat}": Seat.OPEN})
    needs = needs_visible_to(viewer).filter(subtree(path, "place__path"), gap, state__in=OPEN_STATES)
    return needs.order_by("-urgency", "starts_on", "pk")


def listed_needs(viewer: Viewer, path: str, *, seat: str = "", state: str = "", words: str = "") -> QuerySet[Need]:
    """The need list of a place: open ones first, then what became of the others."""
    needs = needs_visible_to(viewer).filter(subtree(path, "place__path"))
    if seat in SEATS:
        needs = needs.filter(Q(**{f"seat_{seat}": Seat.OPEN}), state__in=OPEN_STATES)
    if state == "open":
        needs = needs.filter(state__in=OPEN_STATES)
    elif state in PUBLIC_STATES or state == State.RAISED:
        needs = needs.filter(state=state)
    if words:
        needs = needs.filter(
            Q(title__icontains=words) | Q(title_en__icontains=words) | Q(code__iexact=words.replace("-", ""))
        )
    return needs.order_by("-urgency", "-created", "pk")


def newest_plan(viewer: Viewer, path: str) -> Plan | None:
    """The plan drawn last for this place; only its keepers have one to look at."""
    if not viewer.holds(path, *KEEPERS):
        return None
    return plans_visible_to(viewer).filter(place__path=path).order_by("-created", "-pk").first()


def lit_windows(path: str, *, at: datetime) -> tuple[int, int]:
    """How many neighbours have promised or given time in the last month, of how many who live here."""
    return cache.get_or_set(f"lit:{path}", lambda: _lit_windows(path, at), A_MINUTE) or (0, 0)


def _lit_windows(path: str, at: datetime) -> tuple[int, int]:
    neighbours = Person.objects.filter(subtree(path, "home__path"), merged_into=None)
    gave = Link.objects.filter(
        subtree(path, "person__home__path"),
        state__in=(LinkState.ACCEPTED, LinkState.FULFILLED),
        answered_at__gte=at - THIS_MONTH,
    )
    return gave.values("person").distinct().count(), neighbours.count()


def communities(words: str = "") -> QuerySet[Place]:
    """Communities one can choose as one's own."""
    found = Place.objects.filter(level=Level.COMMUNITY, succeeded_by=None)
    if words:
        found = found.filter(
            Q(name_zh__icontains=words) | Q(name_en__icontains=words) | Q(parent__name_zh__icontains=words)
        )
    return found.select_related("parent").order_by("path")


def recent_offers(path: str) -> QuerySet[Offer]:
    offers = Offer.objects.filter(subtree(path, "place__path"), state=OfferState.OPEN)
    named = ("code", "kind", "name_zh", "name_en", "what_text", "what__name_zh", "what__name_en")
    return offers.select_related("what").only(*named).order_by("-created")
