"""What each person may see of plans and links. Hidden looks the same as absent."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.timezone import now

from tongzhuo.kernel.fields import subtrees
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.linkages.models import Link, Plan, PlannedNeed
from tongzhuo.linkages.states import HOLDING, LIVING, LinkState
from tongzhuo.needs.models import Need, Occasion
from tongzhuo.organisations.queries import speakers_of as those_who_speak
from tongzhuo.organisations.states import KEEPERS, SPEAKERS
from tongzhuo.people.models import Person

# Settled links stay in the next plan. Whoever said no, or was taken out by somebody, is not proposed there again;
# whom a send could not reach may fit another day.
SETTLED = Q(state__in=HOLDING) | Q(state=LinkState.SUGGESTED, pinned=True)
BARRED = Q(state__in=(LinkState.DECLINED, LinkState.EXPIRED, LinkState.WITHDRAWN, LinkState.FAILED)) | Q(
    state=LinkState.REMOVED, answered_by__isnull=False
)
SEEN_BY_PARTY = (
    LinkState.ASKED,
    LinkState.ACCEPTED,
    LinkState.FULFILLED,
    LinkState.DECLINED,
    LinkState.EXPIRED,
    LinkState.WITHDRAWN,
)
_LINK = tuple(field.name for field in Link._meta.concrete_fields)
_NAMES = (
    *(f"person__{name}" for name in ("code", "name", "display_name", "home")),
    *(f"organisation__{name}" for name in ("code", "name_zh", "name_en")),
)
SEEN_BY_HELPED = (LinkState.ACCEPTED, LinkState.FULFILLED)


def links_visible_to(viewer: Viewer, *, at: datetime | None = None) -> QuerySet[Link]:
    """Keepers of the place see every link; a party sees its own once it has been asked;
    the person helped sees who said yes."""
    links = Link.objects.select_related(
        "need__place", "occasion__ask__what", "occasion__ask__unit", "person__home", "organisation", "offer"
    )
    if viewer.is_system:
        return links
    if not viewer.is_somebody:
        return links.none()
    reached = Q(send_at__lte=at or now(), state__in=SEEN_BY_PARTY)
    kept = subtrees(viewer.paths(*KEEPERS), "need__place__path") | Q(need__case_worker=viewer.person_id)
    helped = Q(need__raised_for=viewer.person_id) | Q(need__delegates=viewer.person_id)
    return links.filter(kept | (_own(viewer) & reached) | (helped & Q(state__in=SEEN_BY_HELPED))).distinct()


def invitations_of(viewer: Viewer) -> QuerySet[Link]:
    """What waits for this person's answer, or for that of an organisation they speak for."""
    if not viewer.is_somebody:
        return Link.objects.none()
    waiting = Link.objects.filter(_own(viewer), state=LinkState.ASKED, send_at__lte=now())
    return waiting.select_related(
        "need__place", "occasion__ask__what", "occasion__ask__unit", "person", "organisation"
    ).order_by("starts", "pk")


def own_links(viewer: Viewer) -> QuerySet[Link]:
    """Everything this person, or an organisation they speak for, has been asked or has promised."""
    return links_visible_to(viewer).filter(_own(viewer)) if viewer.is_somebody else Link.objects.none()


def plans_visible_to(viewer: Viewer) -> QuerySet[Plan]:
    plans = Plan.objects.filter(subtrees(viewer.paths(*KEEPERS), "place__path"))
    return plans.select_related("place", "asked_by").defer("instance", "answer")


def group_of(link: Link, *states: str) -> QuerySet[Link]:
    """The links of one party to one ask: they are asked and answered together."""
    same = Link.objects.filter(
        occasion__ask=link.occasion.ask_id,
        person=link.person_id,
        organisation=link.organisation_id,
        offer=link.offer_id,
    )
    return same.filter(state__in=states) if states else same


def occasions_of(need: Need) -> list[Occasion]:
    return list(
        Occasion.objects.filter(ask__need=need).select_related("ask__what", "ask__unit").order_by("starts", "pk")
    )


def links_of(need: Need) -> QuerySet[Link]:
    """Every link of a need that still stands, with what pages show of it."""
    return _standing(need).select_related(
        "occasion__ask__what", "occasion__ask__unit", "person__home", "organisation", "offer"
    )


def links_at(need: Need, occasions: Iterable[Occasion]) -> list[Link]:
    """The same with the names of their parties alone; `occasions` of the need are at hand already."""
    known = {occasion.pk: occasion for occasion in occasions}
    links = list(_standing(need).select_related("person", "organisation").only(*_LINK, *_NAMES))
    for link in links:
        link.need = need
        if link.occasion_id in known:
            link.occasion = known[link.occasion_id]
    return links


def _standing(need: Need) -> QuerySet[Link]:
    links = Link.objects.filter(need=need, state__in=(LinkState.SUGGESTED, *LIVING, LinkState.FULFILLED))
    return links.order_by("starts", "pk")


def latest_plan_of(need: Need) -> PlannedNeed | None:
    """What the newest plan says of this need."""
    planned = (
        PlannedNeed.objects.filter(need=need).select_related("plan__place").defer("plan__instance", "plan__answer")
    )
    return planned.order_by("-plan__created", "-pk").first()


def speakers_of(link: Link) -> Sequence[Person]:
    """Who is told what is asked of the party: the person, or those who may answer for the organisation."""
    if link.person is not None:
        return [link.person]
    return [mandate.person for mandate in those_who_speak(link.organisation_id or 0)]


def _own(viewer: Viewer) -> Q:
    speaks_for = [held.organisation_id for held in viewer.mandates if held.role in SPEAKERS]
    return Q(person=viewer.person_id) | Q(organisation__in=speaks_for)
