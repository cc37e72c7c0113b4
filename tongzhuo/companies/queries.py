"""Which packages and proposals somebody sees. Hidden looks the same as absent."""

import math
from collections.abc import Collection, Iterable
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Case, F, Prefetch, Q, QuerySet, Sum, When

from tongzhuo.companies.models import Lookout, Package, PackageItem, Proposal, ProposalPart
from tongzhuo.companies.states import STANDING, PackageState, ProposalState
from tongzhuo.kernel.fields import subtree, subtrees
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.linkages.models import Link
from tongzhuo.linkages.snapshot import scope_of
from tongzhuo.linkages.states import HOLDING
from tongzhuo.needs.models import Need
from tongzhuo.needs.states import OPEN_STATES, AskKind
from tongzhuo.organisations.models import Organisation
from tongzhuo.organisations.states import KEEPERS, PARTY_OF, SPEAKERS
from tongzhuo.places.models import Place
from tongzhuo.places.states import Level
from tongzhuo.projects.models import Duty
from tongzhuo.projects.states import RUNNING, DutyKind
from tongzhuo.resources.models import Offer
from tongzhuo.resources.states import OfferState
from tongzhuo.service.models import Requirement, Shift, SignUp
from tongzhuo.service.serving import shift_at
from tongzhuo.service.states import HOLD_A_PLACE, Demand
from tongzhuo.vocabulary.models import Term

METRES_A_DEGREE, FARTHEST_NORTH = 111_320, 70
GIVERS = tuple(kind for kind, seat in PARTY_OF.items() if seat == "resources")
_PARTS = ("link__occasion__ask__what", "link__occasion__ask__unit", "link__offer__what", "link__offer__unit")


def companies_of(viewer: Viewer) -> QuerySet[Organisation]:
    """In whose name this viewer may bring something, the one they act for first."""
    own = [held.organisation_id for held in viewer.mandates if held.role in SPEAKERS]
    found = Organisation.objects.filter(pk__in=own, kind__in=GIVERS).select_related("place")
    return found.order_by(Case(When(pk=viewer.acting_for_id or 0, then=0), default=1), "pk")


def packages_visible_to(viewer: Viewer) -> QuerySet[Package]:
    """The company's own; no draft of others. A keeper reads a package in the proposal that was made to them."""
    own = [held.organisation_id for held in viewer.mandates if held.role in SPEAKERS]
    found = Package.objects.filter(organisation__in=own).select_related("organisation__place", "made_by")
    items = PackageItem.objects.select_related("offer__what", "offer__unit", "offer__place").order_by("pk")
    return found.prefetch_related(Prefetch("items", items)).order_by("-created", "-pk")


def proposals_visible_to(viewer: Viewer) -> QuerySet[Proposal]:
    """Those of one's company, and those made to the needs one keeps."""
    own = [held.organisation_id for held in viewer.mandates if held.role in SPEAKERS]
    kept = subtrees(viewer.paths(*KEEPERS), "need__place__path")
    return whole(Proposal.objects.filter(Q(package__organisation__in=own) | kept))


def whole(proposals: QuerySet[Proposal]) -> QuerySet[Proposal]:
    """With everything that pages show of them."""
    parts = ProposalPart.objects.select_related(*_PARTS, "link__offer__place").order_by("pk")
    known = ("package__organisation__place", "need__place", "need__kind", "operator", "offered_by", "opened_by")
    return proposals.select_related(*known).prefetch_related(Prefetch("parts", parts)).order_by("-created", "-pk")


def waiting_for(viewer: Viewer) -> QuerySet[Proposal]:
    """What waits for the answer of this keeper."""
    kept = subtrees(viewer.paths(*KEEPERS), "need__place__path")
    return whole(Proposal.objects.filter(kept, state=ProposalState.PROPOSED)).order_by("answer_by", "pk")


def stale(at: datetime) -> QuerySet[Proposal]:
    return Proposal.objects.filter(state=ProposalState.PROPOSED, answer_by__lte=at).order_by("pk")


def offers_in(package: Package) -> list[Offer]:
    """What of a package is still on the table."""
    offers = Offer.objects.filter(package_item__package=package, state=OfferState.OPEN)
    return list(offers.select_related("what", "unit", "place", "organisation").order_by("pk"))


def reach_of(package: Package) -> Place:
    """The place in which a package looks for needs: the city of its company, or the widest place known below that."""
    address = package.organisation.place
    around = Place.objects.filter(path__in=[*address.paths_above, address.path])
    city = next((place for place in around if place.level == Level.CITY), None)
    return city or Place.objects.get(path=scope_of(address))


def needs_asking_for(offers: Collection[Offer], place: Place, *, near: bool = False) -> list[int]:
    """Primary keys of the open needs there that ask for anything of these kinds. `near`: without those that lie beyond
    the reach of every offer anyway."""
    asks = Q(asks__kind__in={offer.kind for offer in offers}, asks__dropped=False)
    found = Need.objects.filter(asks, subtree(place.path, "place__path"), state__in=OPEN_STATES)
    if near and (boxes := [box for offer in offers if (box := _box(offer))]) and len(boxes) == len(offers):
        found = found.filter(reduce(or_, boxes))
    return sorted(set(found.values_list("pk", flat=True)))


def _box(offer: Offer) -> Q | None:
    """A square around an offer that holds its whole circle; what lies at an unknown point is in every one."""
    lat, lon = (offer.lat, offer.lon) if offer.lat is not None else (offer.place.lat, offer.place.lon)
    if offer.radius_m is None or lat is None or lon is None or abs(lat) > FARTHEST_NORTH:
        return None
    high = 1.01 * offer.radius_m / METRES_A_DEGREE
    wide = high / math.cos(math.radians(abs(lat) + high))
    if wide >= 180 or abs(lon) + wide > 180:
        return None
    own = Q(lat__range=(lat - high, lat + high), lon__range=(lon - wide, lon + wide))
    of_place = Q(place__lat__range=(lat - high, lat + high), place__lon__range=(lon - wide, lon + wide))
    unknown = Q(lat=None) & (of_place | Q(place__lat=None))
    return own | unknown


def operators_of(needs: Iterable[int]) -> dict[int, Organisation]:
    """Who runs what these needs ask for: who sits in that seat, or holds the duty in their project."""
    keys = list(needs)
    duties = Duty.objects.filter(
        project__need__in=keys, project__state__in=RUNNING, kind=DutyKind.OPERATED, ended_at=None
    )
    links = Link.objects.filter(need__in=keys, occasion__ask__kind=AskKind.OPERATOR, state__in=HOLDING)
    found = [
        *duties.exclude(organisation=None).annotate(of=F("project__need")).values_list("of", "organisation"),
        *links.exclude(organisation=None).order_by("pk").values_list("need", "organisation"),
    ]
    bodies = Organisation.objects.in_bulk({organisation for _need, organisation in found if organisation})
    return {need: bodies[organisation] for need, organisation in found if organisation}


def room_of(operator: Organisation) -> int | None:
    """How many more it can take: what it declared, less what packages have brought it since. None: it has not said."""
    if operator.capacity is None:
        return None
    brought = Proposal.objects.filter(operator=operator, state__in=STANDING)
    if operator.capacity_said:
        brought = brought.filter(created__date__gte=operator.capacity_said)
    return max(0, operator.capacity - (brought.aggregate(heads=Sum("heads"))["heads"] or 0))


def shift_of(proposal: Proposal) -> Shift | None:
    """The team day of a proposal: the shift to which it brings people."""
    for part in proposal.parts.all():
        if part.link.occasion.ask.kind == AskKind.PEOPLE and part.link.starts is not None:
            return shift_at(part.link.occasion_id)
    return None


def has_begun(proposal: Proposal, *, at: datetime) -> bool:
    """Whether the first hour of what it brings has come."""
    return any(part.link.starts is not None and part.link.starts <= at for part in proposal.parts.all())


def places_of(proposal: Proposal) -> int:
    """How many people were offered for the day."""
    people = [part.link for part in proposal.parts.all() if part.link.occasion.ask.kind == AskKind.PEOPLE]
    return sum(link.quantity or 0 for link in people)


def staff_of(proposal: Proposal, shift: Shift) -> QuerySet[SignUp]:
    """Who of the company has a place on the day."""
    mine = SignUp.objects.filter(shift=shift, team=proposal.package.organisation_id, state__in=HOLD_A_PLACE)
    return mine.select_related("person").order_by("pk")


def skills_for(shift: Shift) -> list[Term]:
    """What whoever comes must be able to do, by their own word."""
    asked = Requirement.objects.filter(activity=shift.activity_id, demand=Demand.SKILL)
    return [row.term for row in asked.select_related("term").order_by("pk")]


def site_known(place: Place) -> Proposal | None:
    """The last proposal in which the office of this place said what is there."""
    answered = Proposal.objects.filter(need__place=place, state=ProposalState.ACCEPTED).exclude(site={})
    return answered.order_by("-answered_at", "-pk").first()


def looking_out() -> QuerySet[Lookout]:
    """Companies that wait for a community to appear."""
    living = Lookout.objects.filter(ended_at=None, package__state=PackageState.READY)
    return living.select_related("package__organisation__place").order_by("pk")
