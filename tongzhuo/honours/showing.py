"""Lines as a person's page shows them: what it was, its facts in words, and whether it still stands."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from tongzhuo.honours import queries, rules
from tongzhuo.honours.models import Award, Evaluation, Honour, Noted, TrainingRecord
from tongzhuo.honours.states import HonourState, StarState
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.look import dates
from tongzhuo.people.models import Person
from tongzhuo.people.queries import guardians_of

KINDS: dict[type[Noted], str] = {TrainingRecord: "training", Award: "award", Evaluation: "evaluation"}


@dataclass(frozen=True)
class Row:
    """One line. `instead` is why another stands in its place, "" where none does."""

    line: Noted
    title: str
    facts: list[str]
    words: str
    stands: bool
    instead: str
    correct_at: str


def title_of(line: Noted) -> str:
    return line.service.activity_name if isinstance(line, Evaluation) else str(getattr(line, "name", ""))


def rows(viewer: Viewer, lines: Iterable[Noted]) -> list[Row]:
    """For a page. No query where the lines came from `queries`."""
    return [_row(viewer, line) for line in lines]


def _row(viewer: Viewer, line: Noted) -> Row:
    instead = getattr(line, "corrected_by", None)
    may_correct = rules.may_correct_line(viewer, line, corrected=instead is not None)
    at = reverse(f"honours:correct-{KINDS[type(line)]}", args=[line.code]) if may_correct else ""
    words = line.content if isinstance(line, TrainingRecord) else getattr(line, "words", "")
    return Row(line, title_of(line), _facts(line), words, queries.stands(line), instead.reason if instead else "", at)


def _facts(line: Noted) -> list[str]:
    if isinstance(line, TrainingRecord):
        return [dates.day(line.held_on), dates.hours(line.minutes), line.organiser, *_skill(line)]
    if isinstance(line, Award):
        return [dates.day(line.given_on), line.granted_by]
    if isinstance(line, Evaluation):
        late = [_("said late")] if line.is_late else []
        return [line.get_quality_display(), dates.day(line.evaluated_on), line.recorded_by.name, *late]
    return []


def _skill(line: TrainingRecord) -> list[str]:
    if line.skill is None:
        return []
    told = _("proves: %(skill)s") if line.proved_at else _("%(skill)s: the office has still to accept it")
    return [told % {"skill": line.skill.name}]


def page_of(viewer: Viewer, person: Person) -> dict[str, Any]:
    """What the page of one person shows this viewer."""
    beside = queries.beside_hours(viewer, person)
    guardians = guardians_of(person)
    decides = bool(viewer.is_somebody and (viewer.person_id == person.pk or viewer.person_id in guardians))
    return {
        "person": person,
        "own": viewer.is_somebody and viewer.person_id == person.pk,
        "decides": decides,
        "beside": beside,
        "trainings": rows(viewer, beside.trainings),
        "awards": rows(viewer, beside.awards),
        "evaluations": rows(viewer, beside.evaluations),
        "in_effect": max((one.stars for one in beside.ratings if one.state == StarState.IN_EFFECT), default=0),
        "ratings": [
            one for one in beside.ratings if decides or one.state in (StarState.PUBLICISED, StarState.IN_EFFECT)
        ],
        "asked": [one for one in beside.honours if one.state == HonourState.GIVEN],
        "honours": [(one, rules.may_take_back_honour(viewer, one)) for one in beside.honours if _told(one)],
    }


def _told(honour: Honour) -> bool:
    return honour.state in (HonourState.SHOWN, HonourState.KEPT)
