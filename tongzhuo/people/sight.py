"""What a viewer reads of a person: one row of "who sees what" for each level of sight."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from tongzhuo.kernel.viewer import Viewer
from tongzhuo.people.contacts import masked
from tongzhuo.people.models import ContactWay, Person, PersonSkill
from tongzhuo.people.names import surname_form
from tongzhuo.people.queries import agreed, guardians_of, same_community
from tongzhuo.people.rules import is_own, keeps_desk
from tongzhuo.people.states import Agreement, SeenBy, Sight
from tongzhuo.vocabulary.states import Shelf


@dataclass(frozen=True)
class SeenWay:
    """A way to reach somebody; `pk` only for who may change it."""

    way: str
    label: str
    value: str
    note: str = ""
    masked: bool = False
    pk: int | None = None
    seen_by: str = ""


@dataclass(frozen=True)
class SeenSkill:
    """A skill or a check: `valid` is the yes or no that a seated party gets; the rest is for the office."""

    name: str
    valid: bool
    slug: str = ""
    shown_by: str = ""
    until: dt.date | None = None


@dataclass(frozen=True)
class SeenPerson:
    """A person as one viewer may read them. What is not for this viewer is empty."""

    code: str
    sight: Sight
    name: str
    full_name: str = ""
    home: str = ""
    door: str = ""
    birth_date: dt.date | None = None
    volunteer_number: str = ""
    identity_number: str = ""
    has_identity_number: bool | None = None
    contact_ways: tuple[SeenWay, ...] = ()
    checks: tuple[SeenSkill, ...] = ()
    skills: tuple[SeenSkill, ...] = ()
    languages: tuple[str, ...] = ()


def sight_of(
    viewer: Viewer, person: Person, *, seated: bool = False, guardians: Collection[int] | None = None
) -> Sight:
    """How much this viewer sees. `seated`: both sit at the same table, which only the caller can know."""
    if is_own(viewer, person, guardians_of(person) if guardians is None else guardians):
        return Sight.SELF
    if keeps_desk(viewer, person.home.path):
        return Sight.OFFICE
    if seated:
        return Sight.SEATED
    same = viewer.is_somebody and same_community(viewer.home, person.home.path)
    return Sight.NEIGHBOUR if same and agreed(person, Agreement.BE_ASKED) else Sight.PUBLIC


def name_for(person: Person, sight: Sight, *, helped: bool = False, full_agreed: bool = False) -> str:
    """The name to print. `helped`: the person whom a need helps, known to seated parties by surname form alone
    unless the full name was agreed to (`full_agreed`), and to nobody else. A volunteer goes by the display name."""
    if sight >= Sight.OFFICE:
        return person.name
    if helped:
        return (person.name if full_agreed else surname_form(person.name)) if sight == Sight.SEATED else ""
    return person.shown_name if sight >= Sight.NEIGHBOUR else ""


def public_name(person: Person) -> str:
    """The name for everybody: only where the person agreed to that."""
    return person.shown_name if agreed(person, Agreement.SHOW_NAME) else ""


def seen(
    viewer: Viewer, person: Person, *, on: dt.date, seated: bool = False, sight: Sight | None = None
) -> SeenPerson:
    """This person as this viewer may read them on that day."""
    sight = sight_of(viewer, person, seated=seated) if sight is None else sight
    name = public_name(person) if sight == Sight.PUBLIC else name_for(person, sight)
    if sight < Sight.SEATED:
        return SeenPerson(person.code, sight, name)
    checks, skills = _skills(person, sight, on)
    ways = tuple(_ways(person, sight))
    if sight == Sight.SEATED:
        return SeenPerson(person.code, sight, name, contact_ways=ways, checks=checks)
    return SeenPerson(
        code=person.code,
        sight=sight,
        name=name,
        full_name=person.name,
        home=person.home.name,
        door=person.door,
        birth_date=person.birth_date,
        volunteer_number=person.volunteer_number or "",
        identity_number=person.identity_number if sight == Sight.SELF else "",
        has_identity_number=bool(person.identity_number),
        contact_ways=ways,
        checks=checks,
        skills=skills,
        languages=tuple(term.name for term in person.languages.all()),
    )


def _ways(person: Person, sight: Sight) -> list[SeenWay]:
    ways = person.contact_ways.order_by("pk")
    if sight >= Sight.OFFICE:
        return [_whole(way) for way in ways]
    whole = agreed(person, Agreement.SHARE_CONTACT)
    shared = [way for way in ways if way.seen_by != SeenBy.OFFICE]
    return [SeenWay(way.way, way.get_way_display(), *_value(way, whole=whole)) for way in shared]


def _whole(way: ContactWay) -> SeenWay:
    return SeenWay(way.way, way.get_way_display(), way.value, way.note, pk=way.pk, seen_by=way.seen_by)


def _value(way: ContactWay, *, whole: bool) -> tuple[str, str, bool]:
    return (way.value, way.note, False) if whole else (masked(way.way, way.value), "", True)


def _skills(person: Person, sight: Sight, day: dt.date) -> tuple[tuple[SeenSkill, ...], tuple[SeenSkill, ...]]:
    checks: list[SeenSkill] = []
    skills: list[SeenSkill] = []
    for held in person.skills.select_related("term").order_by("pk"):
        (checks if held.term.shelf == Shelf.CHECK else skills).append(_skill(held, sight, day))
    return tuple(checks), tuple(skills)


def _skill(held: PersonSkill, sight: Sight, day: dt.date) -> SeenSkill:
    valid = held.until is None or held.until >= day
    if sight < Sight.OFFICE:
        return SeenSkill(held.term.name, valid)
    return SeenSkill(held.term.name, valid, held.term.slug, held.get_shown_by_display(), held.until)
