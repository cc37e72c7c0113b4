"""What is wrong is put right by a line in its place; the first one stays as it was, to be read."""

from typing import Any, TypeVar

from django.db import transaction
from django.utils.timezone import now

from tongzhuo.honours import rules
from tongzhuo.honours.actions.noting import fields_of
from tongzhuo.honours.actions.proving import prove, unprove
from tongzhuo.honours.drafts import Commendation, Judgement, Training
from tongzhuo.honours.models import Award, Evaluation, Noted, TrainingRecord
from tongzhuo.kernel.memory import record
from tongzhuo.kernel.verdicts import require
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.people.actions.locking import locked

Kind = TypeVar("Kind", bound=Noted)
# What a line says, which one that strikes it out says again.
SAYS: dict[type[Noted], tuple[str, ...]] = {
    TrainingRecord: ("name", "content", "minutes", "organiser", "held_on", "skill_id", "skill_until"),
    Award: ("name", "given_on", "granted_by", "seen"),
    Evaluation: ("quality", "evaluated_on", "words"),
}


@transaction.atomic
def correct_training(*, by: Viewer, line: TrainingRecord, said: Training, reason: str) -> TrainingRecord:
    """The skill that the wrong line proved goes, that of the right one comes."""
    line = _held(by, line, reason)
    require(rules.training_makes_sense(said, at=now()) and rules.proves_a_skill(said))
    made = _in_place_of(by, line, reason, fields_of(said))
    unprove(line)
    prove(by, made)
    _record(by, made)
    return made


@transaction.atomic
def correct_award(*, by: Viewer, line: Award, said: Commendation, reason: str) -> Award:
    line = _held(by, line, reason)
    require(rules.award_makes_sense(said, line.recorded_by, at=now()))
    made = _in_place_of(by, line, reason, fields_of(said))
    _record(by, made)
    return made


@transaction.atomic
def correct_evaluation(*, by: Viewer, line: Evaluation, said: Judgement, reason: str) -> Evaluation:
    line = _held(by, line, reason)
    require(rules.judgement_makes_sense(said, line.service, at=now()))
    made = _in_place_of(by, line, reason, fields_of(said))
    _record(by, made)
    return made


@transaction.atomic
def strike_line(*, by: Viewer, line: Kind, reason: str) -> Kind:
    """Nothing of it was so: a line in its place that says the same, struck out, and why."""
    line = _held(by, line, reason)
    made = _in_place_of(by, line, reason, {name: getattr(line, name) for name in SAYS[type(line)]}, struck=True)
    if isinstance(line, TrainingRecord):
        unprove(line)
    _record(by, made)
    return made


def _held(by: Viewer, line: Kind, reason: str) -> Kind:
    locked(line.person)
    rows = type(line)._default_manager.select_related("person__home", "recorded_by__place")
    held = rows.get(pk=line.pk)
    corrected = type(line)._default_manager.filter(corrects=held).exists()
    require(rules.may_correct_line(by, held, reason, corrected=corrected))
    return held


def _in_place_of(by: Viewer, line: Kind, reason: str, facts: dict[str, Any], *, struck: bool = False) -> Kind:
    kept = {"service_id": line.service_id} if isinstance(line, Evaluation) else {}
    return type(line)._default_manager.create(
        person=line.person,
        recorded_by=line.recorded_by,
        entered_by_id=by.person_id,
        corrects=line,
        reason=reason.strip(),
        struck=struck,
        **kept,
        **facts,
    )


def _record(by: Viewer, made: Noted) -> None:
    kind = type(made)._meta.model_name
    path = made.recorded_by.place.path
    record(by=by, did="noted.corrected", on=made, path=path, kind=kind, lines=[made.code], struck=made.struck)
