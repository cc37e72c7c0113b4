"""What somebody can do, speaks, and when they are free."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils.timezone import localdate, now
from django.utils.translation import gettext_lazy as _

from tongzhuo.kernel.memory import record
from tongzhuo.kernel.verdicts import Refused, no, require
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.people import rules
from tongzhuo.people.actions.locking import locked
from tongzhuo.people.models import Availability, DayException, Person, PersonSkill, Window
from tongzhuo.people.queries import guardians_of
from tongzhuo.people.states import ShownBy
from tongzhuo.people.times import DifferentDay, Limits, WeeklyHours
from tongzhuo.vocabulary.models import Term
from tongzhuo.vocabulary.states import Shelf


@transaction.atomic
def set_availability(
    *,
    by: Viewer,
    person: Person,
    windows: Iterable[WeeklyHours] = (),
    different: Iterable[DifferentDay] = (),
    limits: Limits = Limits(),  # noqa: B008 -- a tuple that nobody can change
) -> Availability:
    """Replace the hours somebody offers, the days that differ and how much they want to be asked."""
    person, windows, different = locked(person), sorted(set(windows)), sorted(set(different))
    require(rules.may_change_person(by, person, guardians_of(person), at=now()))
    require(rules.hours_make_sense(windows, different, limits))
    available, _made = Availability.objects.update_or_create(person=person, defaults=limits._asdict())
    available.windows.all().delete()
    available.exceptions.all().delete()
    Window.objects.bulk_create([Window(availability=available, **window._asdict()) for window in windows])
    DayException.objects.bulk_create([DayException(availability=available, **day._asdict()) for day in different])
    record(
        by=by,
        did="person.availability_set",
        on=person,
        path=person.home.path,
        windows=len(windows),
        days=len(different),
    )
    return available


@transaction.atomic
def set_languages(*, by: Viewer, person: Person, languages: Iterable[Term]) -> None:
    person, spoken = locked(person), list(languages)
    require(rules.may_change_person(by, person, guardians_of(person), at=now()))
    _require_shelf(spoken, Shelf.LANGUAGE)
    person.languages.set(spoken)
    record(
        by=by, did="person.languages_set", on=person, path=person.home.path, languages=[term.slug for term in spoken]
    )


@transaction.atomic
def declare_skill(*, by: Viewer, person: Person, term: Term, level: int = 1) -> PersonSkill:
    """Somebody says what they can do. What was proved before stays proved."""
    person = locked(person)
    require(rules.may_change_person(by, person, guardians_of(person), at=now()))
    _require_shelf([term], Shelf.SKILL)
    skill, made = PersonSkill.objects.get_or_create(person=person, term=term, defaults={"level": level})
    if made:
        record(by=by, did="person.skill_declared", on=person, path=person.home.path, skill=term.slug)
    return skill


@transaction.atomic
def prove_skill(
    *,
    by: Viewer,
    person: Person,
    term: Term,
    shown_by: str = ShownBy.CERTIFICATE,
    until: dt.date | None = None,
    level: int = 1,
) -> PersonSkill:
    """The office has seen a certificate or trained somebody: a skill or a check, until that day."""
    person = locked(person)
    require(rules.may_prove_skill(by, person, at=now()))
    _require_shelf([term], Shelf.SKILL, Shelf.CHECK)
    if shown_by == ShownBy.SELF:
        raise Refused(no("not_proved", _("Say what was shown: a training, or a certificate.")))
    if until is not None and until < localdate():
        raise Refused(no("run_out", _("This has run out already.")))
    skill, _made = PersonSkill.objects.update_or_create(
        person=person, term=term, defaults={"shown_by": shown_by, "until": until, "level": level}
    )
    record(by=by, did="person.skill_proved", on=person, path=person.home.path, skill=term.slug, shown_by=shown_by)
    return skill


@transaction.atomic
def drop_skill(*, by: Viewer, skill: PersonSkill) -> None:
    """Somebody does not want to be asked for this any more; only the office takes back what it noted."""
    person = locked(skill.person)
    if skill.term.shelf == Shelf.CHECK:
        require(rules.may_prove_skill(by, person, at=now()))
    else:
        require(rules.may_change_person(by, person, guardians_of(person), at=now()))
    record(by=by, did="person.skill_dropped", on=person, path=person.home.path, skill=skill.term.slug)
    skill.delete()


def _require_shelf(terms: Iterable[Term], *shelves: str) -> None:
    if any(term.shelf not in shelves for term in terms):
        raise Refused(no("wrong_shelf", _("This word does not belong here.")))
