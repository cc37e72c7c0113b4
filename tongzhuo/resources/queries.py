"""What is on the table, and who may read how much of it. Every page starts here."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.utils.timezone import now

from tongzhuo.kernel.codes import read_code
from tongzhuo.kernel.fields import subtree, subtrees
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.organisations.models import Mandate, Organisation
from tongzhuo.organisations.states import SPEAKERS, Kind
from tongzhuo.people.models import Person
from tongzhuo.places.models import Place
from tongzhuo.places.queries import zone_of
from tongzhuo.places.states import WhenKind
from tongzhuo.resources import rules, wording
from tongzhuo.resources.models import Offer
from tongzhuo.resources.states import OfferState


def offers_visible_to(viewer: Viewer) -> QuerySet[Offer]:
    """Everybody sees what is on the table; what is no longer there is for its giver and for the desk of the place."""
    found = Q(state=OfferState.OPEN) | _mine(viewer) | subtrees(viewer.paths(*rules.BOOK_KEEPERS), "place__path")
    return _whole(Offer.objects.filter(found))


def offers_of(viewer: Viewer) -> QuerySet[Offer]:
    """The offers in whose name this viewer speaks, of any state."""
    return _whole(Offer.objects.filter(_mine(viewer)))


def open_offers(paths: tuple[str, ...]) -> QuerySet[Offer]:
    """What is on the table at or under these places."""
    return _whole(Offer.objects.filter(subtrees(paths, "place__path"), state=OfferState.OPEN))


def searched(offers: QuerySet[Offer], *, text: str = "", kind: str = "", path: str = "") -> QuerySet[Offer]:
    """Narrowed to a kind, to a place, and to words of its title, in either language."""
    if kind:
        offers = offers.filter(kind=kind)
    if path:
        offers = offers.filter(subtree(path, "place__path"))
    for word in text.split()[:6]:
        fields = (
            "what_text",
            "name_zh",
            "name_en",
            "what__name_zh",
            "what__name_en",
            "place__name_zh",
            "place__name_en",
        )
        named = Q(code=read_code(word) or "")
        for field in fields:
            named |= Q(**{f"{field}__icontains": word})
        offers = offers.filter(named)
    return offers


def parties_of(viewer: Viewer) -> list[Organisation | Person]:
    """In whose name this viewer may offer: their organisations, the one they act for first, and themselves."""
    if not viewer.is_somebody:
        return []
    spoken_for = {held.organisation_id for held in viewer.mandates if held.role in SPEAKERS}
    found = Organisation.objects.filter(pk__in=spoken_for).exclude(kind=Kind.GOVERNMENT).select_related("place")
    ordered = sorted(found, key=lambda one: (one.pk != viewer.acting_for_id, one.pk))
    return [*ordered, Person.objects.select_related("home").get(pk=viewer.person_id or 0)]


def today_at(place: Place, at: datetime) -> date:
    """The date at a place."""
    return at.astimezone(zone_of(place)).date()


def over_by(zone: str, today: date) -> QuerySet[Offer]:
    """Open offers in that time zone whose last day was before `today`."""
    once = Q(when=WhenKind.INTERVAL, ends_on=None, starts_on__lt=today)
    over = Q(valid_until__lt=today) | Q(ends_on__lt=today) | once
    return Offer.objects.filter(over, state=OfferState.OPEN, place__time_zone=zone).order_by("pk")


def speakers_of(organisation: Organisation, today: date) -> list[Person]:
    """Who may answer in the name of an organisation today."""
    in_force = Q(ends_on=None) | Q(ends_on__gte=today)
    held = Mandate.objects.filter(in_force, organisation=organisation, role__in=SPEAKERS, starts_on__lte=today)
    return list(Person.objects.filter(pk__in=held.values("person"), merged_into=None).order_by("pk"))


@dataclass(frozen=True)
class OfferSeen:
    """An offer as one viewer may read it. `giver` and `spot` are empty where they are not for this viewer."""

    offer: Offer
    amount: str
    times: str
    reach: str
    giver: str
    spot: str
    is_own: bool


def offer_as_seen(viewer: Viewer, offer: Offer, *, seated: bool = False, at: datetime | None = None) -> OfferSeen:
    """`seated`: both sit at the same table, which only the caller can know."""
    at = at or now()
    knows_giver = rules.may_know_giver(viewer, offer, seated=seated, at=at)
    knows_spot = rules.may_know_spot(viewer, offer, seated=seated, at=at)
    return OfferSeen(
        offer=offer,
        amount=wording.amount_words(offer),
        times=wording.time_words(offer),
        reach=wording.reach_words(offer),
        giver=_giver(offer) if knows_giver else "",
        spot=offer.spot if knows_spot else "",
        is_own=rules.speaks_for(viewer, organisation=offer.organisation, person=offer.person),
    )


def _giver(offer: Offer) -> str:
    return offer.person.shown_name if offer.person else offer.party.name


def _mine(viewer: Viewer) -> Q:
    if not viewer.is_somebody:
        return Q(pk__in=[])
    spoken_for = {held.organisation_id for held in viewer.mandates if held.role in SPEAKERS}
    own = Q(person=viewer.person_id) | Q(person__acts_through=viewer.person_id)
    return own | Q(organisation__in=spoken_for)


def _whole(offers: QuerySet[Offer]) -> QuerySet[Offer]:
    related = ("what", "unit", "purpose", "place", "serves", "organisation", "person")
    return offers.select_related(*related).order_by("-created", "-pk")
