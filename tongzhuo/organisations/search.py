"""Looking for people and organisations. Case notes, numbers and ways to reach somebody are never found by this."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import localdate

from tongzhuo.kernel.codes import read_code
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.organisations.models import Organisation
from tongzhuo.organisations.queries import organisations_around, people_met_by
from tongzhuo.people.models import Person, Window
from tongzhuo.people.queries import people_kept_by, valid_skills
from tongzhuo.people.rules import keeps_desk
from tongzhuo.people.sight import name_for
from tongzhuo.people.states import DESK, Sight
from tongzhuo.people.times import WeeklyHours, days_in_words
from tongzhuo.vocabulary.states import Shelf


@dataclass(frozen=True)
class Wish:
    """What somebody looks for. `weekday` 0 is Monday; `check` is a slug. Both are for who keeps a desk."""

    words: str = ""
    show: str = ""
    weekday: int | None = None
    check: str = ""

    @property
    def narrowed(self) -> bool:
        return bool(self.words or self.check or self.weekday is not None)


@dataclass(frozen=True)
class PersonRow:
    """One line of the list, as this viewer may read it."""

    person: Person
    name: str
    about: str = ""
    free: str = ""
    resting: bool = False


def people_found(viewer: Viewer, wish: Wish) -> QuerySet[Person]:
    """At a desk, the people of its places by name, skill, day and check; elsewhere, neighbours by display name."""
    if not viewer.paths(*DESK):
        met = people_met_by(viewer).exclude(pk=viewer.person_id or 0)
        return met.filter(display_name__icontains=wish.words).order_by("display_name", "pk")
    found = people_kept_by(viewer)
    if wish.words:
        found = found.filter(_called(wish.words) | Q(_skilled(Q(_term_called(wish.words)))))
    if wish.check:
        found = found.filter(_skilled(Q(term__shelf=Shelf.CHECK, term__slug=wish.check)))
    if wish.weekday is not None:
        found = found.filter(_free_on(wish.weekday))
    rows = found.select_related("home", "availability").prefetch_related("availability__windows", "skills__term")
    return rows.order_by("name", "pk")


def organisations_found(viewer: Viewer, wish: Wish) -> QuerySet[Organisation]:
    """By name, cause or code, nearest place first."""
    found = organisations_around(viewer)
    if wish.check or wish.weekday is not None:
        return found.none()
    if wish.words:
        words, code = wish.words, read_code(wish.words)
        cause = Organisation.causes.through.objects.filter(organisation=OuterRef("pk")).filter(_term_called(words))
        by_name = Q(name_zh__icontains=words) | Q(name_en__icontains=words) | Q(code=code or "-")
        found = found.filter(by_name | Exists(cause))
    return found.order_by("-place__path", "name_zh", "name_en", "pk")


def person_row(viewer: Viewer, person: Person) -> PersonRow:
    if not keeps_desk(viewer, person.home.path):
        return PersonRow(person, name_for(person, Sight.NEIGHBOUR))
    available = getattr(person, "availability", None)
    rest = available.rest_until if available else None
    windows = [window.weekday for window in available.windows.all()] if available else []
    skills = [skill.term.name for skill in person.skills.all() if skill.term.shelf == Shelf.SKILL][:3]
    about = [person.door or person.home.name, *skills]
    return PersonRow(
        person,
        name_for(person, Sight.OFFICE),
        about=" · ".join(about),
        free=days_in_words(windows) if windows else "",
        resting=bool(rest and rest >= localdate()),
    )


def row_beside(person: Person) -> PersonRow:
    """The short line beside an opened record, at the desk."""
    return PersonRow(person, person.name, about=person.door or person.home.name)


def week_of(person: Person) -> list[WeeklyHours]:
    """The hours somebody offers every week."""
    windows = Window.objects.filter(availability__person=person)
    return [WeeklyHours(*row) for row in windows.values_list("weekday", "from_time", "until_time")]


def _called(words: str) -> Q:
    code = read_code(words)
    return Q(name__icontains=words) | Q(display_name__icontains=words) | Q(volunteer_number=words) | Q(code=code or "-")


def _term_called(words: str) -> Q:
    return Q(term__name_zh__icontains=words) | Q(term__name_en__icontains=words)


def _skilled(how: Q) -> Exists:
    return Exists(valid_skills().filter(how, person=OuterRef("pk")))


def _free_on(weekday: int) -> Q:
    windows = Window.objects.filter(availability__person=OuterRef("pk"), weekday=weekday)
    resting = Q(availability__rest_until__gte=localdate())
    return Q(Exists(windows)) & ~resting
