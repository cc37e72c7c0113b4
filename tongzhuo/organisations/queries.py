"""Finding organisations, who belongs to them, and who holds which role where."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.db.models.functions import Length

from tongzhuo.kernel.fields import subtrees
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.organisations.models import Mandate, Membership, Organisation, in_force
from tongzhuo.organisations.rules import tends
from tongzhuo.organisations.states import SPEAKERS, TENDERS, Role
from tongzhuo.people.models import Person
from tongzhuo.people.queries import community_of, people_visible_to, same_community
from tongzhuo.people.sight import sight_of
from tongzhuo.people.states import Sight


def organisations_visible_to(viewer: Viewer) -> QuerySet[Organisation]:  # noqa: ARG001 - the signature of every such query
    """Organisations are public. Who belongs to them and who acts for them is not."""
    return Organisation.objects.select_related("place")


def paths_to(path: str) -> list[str]:
    """The path and all above it, widest first."""
    segments = path.strip("/").split("/")
    return ["/" + "/".join(segments[:depth]) + "/" for depth in range(1, len(segments) + 1)]


def holders(path: str, *roles: str) -> QuerySet[Mandate]:
    """Who holds one of these roles over the place at `path` today, the nearest first."""
    found = Mandate.objects.filter(in_force(), role__in=roles, place__path__in=paths_to(path))
    near = found.annotate(depth=Length("place__path")).order_by("-depth", "pk")
    return near.select_related("person", "organisation", "place")


def coordinated(path: str, *, besides: int | None = None) -> bool:
    """Whether somebody (besides one person) coordinates exactly this place."""
    found = Mandate.objects.filter(in_force(), role=Role.COORDINATOR, place__path=path)
    return found.exclude(person=besides).exists()


def speakers_of(organisation_id: int) -> QuerySet[Mandate]:
    """Who may answer in the name of an organisation today."""
    found = Mandate.objects.filter(in_force(), organisation=organisation_id, role__in=SPEAKERS)
    return found.select_related("person", "place").order_by("pk")


def organisations_of(viewer: Viewer) -> QuerySet[Organisation]:
    """The organisations in whose name this viewer may act."""
    return Organisation.objects.filter(pk__in={held.organisation_id for held in viewer.mandates}).order_by("pk")


def fellows_of(viewer: Viewer) -> QuerySet[Person]:
    """Members and mandate holders of the organisations this viewer belongs to or acts for."""
    own = viewer.member_of | {held.organisation_id for held in viewer.mandates}
    members = Membership.objects.filter(in_force(), organisation__in=own).values("person")
    acting = Mandate.objects.filter(in_force(), organisation__in=own).values("person")
    return Person.objects.filter(Q(pk__in=members) | Q(pk__in=acting), merged_into=None).select_related("home")


def people_met_by(viewer: Viewer) -> QuerySet[Person]:
    """Whom a viewer meets on these pages: the people visible to them, and the fellows of their organisations."""
    if not viewer.is_somebody:
        return Person.objects.none()
    return people_visible_to(viewer) | fellows_of(viewer)


def sight_here(viewer: Viewer, person: Person) -> Sight:
    """How much a viewer reads of somebody they meet: of a fellow the display name at least."""
    sight = sight_of(viewer, person)
    unknown = sight == Sight.PUBLIC
    return Sight.NEIGHBOUR if unknown and fellows_of(viewer).filter(pk=person.pk).exists() else sight


def may_read_members(viewer: Viewer, organisation: Organisation) -> bool:
    """Names of members are for the organisation, its office, and who lives in its community."""
    if not viewer.is_somebody:
        return False
    own = organisation.pk in viewer.member_of or viewer.speaks_for(organisation.pk, *Role.values)
    near = same_community(viewer.home, organisation.place.path)
    return own or near or tends(viewer, organisation.place.path)


def members_visible_to(viewer: Viewer, organisation: Organisation) -> QuerySet[Membership]:
    if not may_read_members(viewer, organisation):
        return Membership.objects.none()
    found = Membership.objects.filter(in_force(), organisation=organisation)
    return found.select_related("person__home", "organisation__place").order_by("pk")


def mandates_visible_to(viewer: Viewer, organisation: Organisation) -> QuerySet[Mandate]:
    """Who acts for it today, and whose mandate has ended."""
    if not may_read_members(viewer, organisation):
        return Mandate.objects.none()
    found = Mandate.objects.filter(organisation=organisation)
    return found.select_related("person__home", "place", "organisation__place", "given_by").order_by("pk")


def tended_paths(viewer: Viewer) -> tuple[str, ...]:
    """The places this viewer tends, without those that lie in another of them."""
    paths = sorted(viewer.paths(*TENDERS))
    return tuple(path for path in paths if not any(path != other and path.startswith(other) for other in paths))


def organisations_around(viewer: Viewer) -> QuerySet[Organisation]:
    """Those of the viewer's places and of everything above them; for anybody else, all of them."""
    found = organisations_visible_to(viewer)
    paths = viewer.paths(*Role.values) or ((community_of(viewer.home) or viewer.home,) if viewer.is_somebody else ())
    if not paths:
        return found
    above = {path for own in paths for path in paths_to(own)}
    return found.filter(subtrees(paths, "place__path") | Q(place__path__in=above))


def members_of(organisation: Organisation) -> QuerySet[Membership]:
    """Who belongs to it today: for counting; for names see `members_visible_to`."""
    return Membership.objects.filter(in_force(), organisation=organisation)


def is_member(person: Person, organisation: Organisation) -> bool:
    return Membership.objects.filter(in_force(), person=person, organisation=organisation).exists()


def may_found_somewhere(viewer: Viewer) -> bool:
    """Whoever tends a place; and residents, for circles and teams of their own."""
    return viewer.is_somebody and bool(viewer.paths(*TENDERS) or community_of(viewer.home))


@dataclass(frozen=True)
class Part:
    """What somebody is in an organisation: their roles where, or what they do as a member."""

    organisation: Organisation
    duty: str = ""
    mandates: tuple[Mandate, ...] = ()


def parts_of(person: Person) -> list[Part]:
    """The organisations somebody belongs to or acts for today."""
    held: dict[Organisation, list[Mandate]] = {}
    for mandate in Mandate.objects.filter(in_force(), person=person).select_related("organisation", "place"):
        held.setdefault(mandate.organisation, []).append(mandate)
    memberships = Membership.objects.filter(in_force(), person=person).select_related("organisation")
    duties = {membership.organisation: membership.duty for membership in memberships}
    bodies = sorted({*held, *duties}, key=lambda body: body.pk)
    return [Part(body, duties.get(body, ""), tuple(held.get(body, ()))) for body in bodies]
