"""Training, awards and evaluations are written down, for one person or for all who were there."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.timezone import now

from tongzhuo.honours import rules
from tongzhuo.honours.actions.proving import prove
from tongzhuo.honours.drafts import Commendation, Judgement, Training
from tongzhuo.honours.models import Award, Evaluation, TrainingRecord
from tongzhuo.honours.queries import met_among
from tongzhuo.kernel.memory import record
from tongzhuo.kernel.verdicts import require
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.organisations.models import Organisation
from tongzhuo.people.actions.locking import locked
from tongzhuo.people.models import Person
from tongzhuo.records.models import ServiceRecord


def fields_of(said: Training | Commendation | Judgement) -> dict[str, Any]:
    """A draft as the columns of its line, without idle blanks. Terms stay terms."""
    found = {name: getattr(said, name) for name in said.__dataclass_fields__}
    return {name: value.strip() if isinstance(value, str) else value for name, value in found.items()}


@transaction.atomic
def note_training(*, by: Viewer, people: Sequence[Person], unit: Organisation, said: Training) -> list[TrainingRecord]:
    """One line for each of those who were there. The skill counts at once where `by` keeps their desk."""
    people = _held(people)
    require(rules.may_note_training(by, unit, people, said, met=met_among(by, people), at=now()))
    require(rules.proves_a_skill(said))
    facts = fields_of(said) | {"recorded_by": unit, "entered_by_id": by.person_id}
    made = [TrainingRecord.objects.create(person=person, **facts) for person in people]
    for one in made:
        prove(by, one)
    record(by=by, did="training.noted", on=unit, path=unit.place.path, lines=[one.code for one in made])
    return made


@transaction.atomic
def note_award(*, by: Viewer, people: Sequence[Person], unit: Organisation, said: Commendation) -> list[Award]:
    """An award of this organisation, or of another whose paper was looked at."""
    people = _held(people)
    require(rules.may_note_award(by, unit, people, said, met=met_among(by, people), at=now()))
    facts = fields_of(said) | {"recorded_by": unit, "entered_by_id": by.person_id}
    made = [Award.objects.create(person=person, **facts) for person in people]
    record(by=by, did="award.noted", on=unit, path=unit.place.path, lines=[one.code for one in made])
    return made


@transaction.atomic
def evaluate_service(*, by: Viewer, service: ServiceRecord, said: Judgement) -> Evaluation:
    """How a confirmed service was done. What is said after the tenth working day is marked as late."""
    rows = ServiceRecord.objects.select_for_update(of=("self",)).select_related("recorded_by__place", "person")
    service = rows.get(pk=service.pk)
    require(rules.may_evaluate(by, service, said, evaluated=service.evaluations.exists(), at=now()))
    unit = service.recorded_by
    made = Evaluation.objects.create(
        person=service.person, recorded_by=unit, entered_by_id=by.person_id or 0, service=service, **fields_of(said)
    )
    record(by=by, did="evaluation.noted", on=made, path=unit.place.path, lines=[made.code])
    return made


@transaction.atomic
def accept_skill(*, by: Viewer, training: TrainingRecord) -> TrainingRecord:
    """The office accepts that a training, which another organisation held, proves the skill."""
    locked(training.person)
    rows = TrainingRecord.objects.select_for_update(of=("self",)).select_related("person__home", "skill")
    training = rows.get(pk=training.pk)
    corrected = TrainingRecord.objects.filter(corrects=training).exists()
    require(rules.may_accept_skill(by, training, corrected=corrected))
    prove(by, training)
    record(by=by, did="training.accepted", on=training, path=training.person.home.path)
    return training


def _held(people: Sequence[Person]) -> list[Person]:
    """Always in the same order, so that two forms at once do not wait for each other."""
    keys = {person.pk for person in people}
    rows = Person.objects.select_for_update(of=("self",)).select_related("home")
    return list(rows.filter(pk__in=keys, merged_into=None).order_by("pk"))
