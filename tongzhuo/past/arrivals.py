"""Answers to events that are over, a batch at a time: one transaction, one line of the memory.

Who answered, who held it and what it was are found by what the list calls them, or made on the way.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from tongzhuo.kernel.memory import record
from tongzhuo.kernel.verdicts import Verdict, require
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.organisations.arrivals import OrganisationRow, arrive_organisations
from tongzhuo.organisations.models import Organisation
from tongzhuo.past import rules
from tongzhuo.past.drafts import PastAnswer, PastEvent
from tongzhuo.past.models import PastShift, PastSignUp
from tongzhuo.people.arrivals import PersonRow, arrive_people
from tongzhuo.people.models import Person
from tongzhuo.people.queries import may_be_recorded
from tongzhuo.places.arriving import Arrived
from tongzhuo.places.models import Place
from tongzhuo.places.queries import common_path
from tongzhuo.places.rules import may_bring_all
from tongzhuo.projects.models import Project
from tongzhuo.projects.states import ProjectState
from tongzhuo.records.arrivals import arrive_hours
from tongzhuo.records.drafts import LateEntry
from tongzhuo.service.models import Activity, Shift, SignUp
from tongzhuo.service.states import ENDED, HOLD_A_PLACE, CameBy, ShiftState, SignUpState

ANSWERED = _("This person has answered for this event already.")


@dataclass
class _Batch:
    """What the rows of one batch share while they are written."""

    by: Viewer
    source: str
    at: datetime
    people: dict[str, Person]
    groups: dict[str, Organisation]
    arrived: Arrived = field(default_factory=Arrived)
    living: set[tuple[int, int]] = field(default_factory=set)
    hours: dict[str, LateEntry] = field(default_factory=dict)
    touched: set[int] = field(default_factory=set)

    def person(self, row: PastAnswer) -> Person:
        return self.people[row.person.key] if isinstance(row.person, PersonRow) else row.person

    def group(self, event: PastEvent) -> Organisation:
        return self.groups[event.group.key] if isinstance(event.group, OrganisationRow) else event.group


@transaction.atomic
def arrive_sign_ups(*, by: Viewer, rows: Sequence[PastAnswer], source: str) -> Arrived:
    """Write a batch; the keys of `rows` differ from one another. A list adds and corrects, it removes nothing."""
    at = now()
    require(may_bring_all(by, (row.event.place.path for row in rows), at=at))
    arrived = Arrived()
    people, groups = _people(by, rows, source, arrived), _groups(by, rows, source, arrived)
    batch = _Batch(by, source, at, people, groups, arrived)
    good = _allowed(batch, rows)
    shifts = _shifts(batch, [row.event for row in good])
    _write(batch, good, shifts)
    _write_hours(batch)
    _count(batch)
    if arrived.wrote:
        root = common_path(row.event.place.path for row in rows)
        on = Place.objects.filter(path=root).first() or rows[0].event.place
        record(by=by, did="sign_ups.arrived", on=on, path=root, source=source, **arrived.facts())
    return arrived


def _people(by: Viewer, rows: Sequence[PastAnswer], source: str, arrived: Arrived) -> dict[str, Person]:
    told = {row.person.key: row.person for row in rows if isinstance(row.person, PersonRow)}
    known = Person.objects.select_related("merged_into").filter(source=source, source_key__in=told)
    missing = [one for key, one in told.items() if key not in set(known.values_list("source_key", flat=True))]
    if missing:
        arrive_people(by=by, rows=missing, source=source)
    for one in missing:
        arrived.note("person", one.key, one.name, one.name)
    return {one.source_key: one.merged_into or one for one in known.all()}


def _groups(by: Viewer, rows: Sequence[PastAnswer], source: str, arrived: Arrived) -> dict[str, Organisation]:
    held = (row.event.group for row in rows)
    told = {group.key: group for group in held if isinstance(group, OrganisationRow)}
    known = Organisation.objects.filter(source=source, source_key__in=told)
    missing = [one for key, one in told.items() if key not in set(known.values_list("source_key", flat=True))]
    if missing:
        arrive_organisations(by=by, rows=missing, source=source)
    for one in missing:
        arrived.note("organisation", one.key, one.name_zh, one.name_en)
    return {one.source_key: one for one in known.all()}


def _allowed(batch: _Batch, rows: Sequence[PastAnswer]) -> list[PastAnswer]:
    pks = [batch.person(row).pk for row in rows]
    recorded = set(Person.objects.filter(may_be_recorded(), pk__in=pks).values_list("pk", flat=True))
    good = []
    for row in rows:
        person = batch.person(row)
        group = batch.group(row.event)
        known = person.pk in recorded
        if _heard(batch, row, rules.may_tell_past(batch.by, row, person, group, recorded=known, at=batch.at)):
            good.append(row)
    return good


def _heard(batch: _Batch, row: PastAnswer, verdict: Verdict) -> bool:
    if not verdict:
        batch.arrived.refused[row.key] = verdict.reason
    return bool(verdict)


def _shifts(batch: _Batch, events: Sequence[PastEvent]) -> dict[str, Shift]:
    """By the keys of the events. The first row that tells of one says what it was."""
    told = {event.key: event for event in reversed(events)}
    known = PastShift.objects.select_related("shift").filter(source=batch.source, source_key__in=told)
    shifts = {one.source_key: one.shift for one in known.order_by("pk")}
    for key, event in told.items():
        if key not in shifts:
            shifts[key] = _shift(batch, event)
            batch.arrived.note("event", key, event.title, event.title)
    return shifts


def _shift(batch: _Batch, event: PastEvent) -> Shift:
    group = batch.group(event)
    activity = Activity.objects.create(
        project=_project(batch, group, event.place), kind=event.kind, title=event.title, place=event.place,
        lat=event.lat, lon=event.lon, recorded_by=group, by_invitation=True,
    )  # fmt: skip
    shift = Shift.objects.create(activity=activity, starts=event.starts, ends=event.ends, state=ShiftState.DONE)
    PastShift.objects.create(shift=shift, source=batch.source, source_key=event.key)
    return shift


def _project(batch: _Batch, group: Organisation, place: Place) -> Project:
    """All that a list tells of one group is one closed project."""
    told = Project.objects.filter(team=group, state=ProjectState.CLOSED, activities__shifts__past__source=batch.source)
    title = group.name_zh or group.name_en
    return told.order_by("pk").first() or Project.objects.create(
        title=title, title_en=group.name_en, team=group, place=place, state=ProjectState.CLOSED
    )


def _write(batch: _Batch, rows: Sequence[PastAnswer], shifts: dict[str, Shift]) -> None:
    told = PastSignUp.objects.select_for_update(of=("self",)).select_related("sign_up")
    standing = {one.source_key: one for one in told.filter(source=batch.source, source_key__in=[r.key for r in rows])}
    answers = SignUp.objects.filter(shift__in=shifts.values()).exclude(state__in=ENDED)
    batch.living = set(answers.values_list("shift_id", "person_id"))
    for row in rows:
        if row.key in standing:
            _correct(batch, row, standing[row.key])
        else:
            _add(batch, row, shifts[row.event.key])


def _add(batch: _Batch, row: PastAnswer, shift: Shift) -> None:
    person, lives = batch.person(row), row.state not in ENDED
    if lives and (shift.pk, person.pk) in batch.living:
        batch.arrived.refused[row.key] = str(ANSWERED)
        return
    made = SignUp.objects.create(
        shift=shift, person=person, state=row.state, came_by=CameBy.DESK, starts=shift.starts, ends=shift.ends,
        signed_by_id=batch.by.person_id, answered_at=row.answered, **_since(row, shift),
    )  # fmt: skip
    PastSignUp.objects.create(sign_up=made, guests=row.guests, source=batch.source, source_key=row.key)
    if lives:
        batch.living.add((shift.pk, person.pk))
    batch.arrived.new += 1
    _note_hours(batch, row)
    batch.touched.add(shift.pk)


def _correct(batch: _Batch, row: PastAnswer, standing: PastSignUp) -> None:
    sign_up = standing.sign_up
    if not _heard(batch, row, rules.may_tell_again(row, sign_up, batch.person(row))):
        return
    became, guests = row.state != sign_up.state, row.guests != standing.guests
    if became:
        sign_up.state, sign_up.answered_at = row.state, row.answered or sign_up.answered_at
        sign_up.save(update_fields=["state", "answered_at"])
        _note_hours(batch, row)
        batch.touched.add(sign_up.shift_id)
    if guests:
        standing.guests = row.guests
        standing.save(update_fields=["guests"])
    batch.arrived.changed += became or guests
    batch.arrived.same += not (became or guests)


def _since(row: PastAnswer, shift: Shift) -> dict[str, datetime]:
    return {"waiting_since": row.answered or shift.starts} if row.state == SignUpState.WAITING else {}


def _note_hours(batch: _Batch, row: PastAnswer) -> None:
    entry = row.hours(batch.person(row), batch.group(row.event))
    if entry is not None:
        batch.hours[row.key] = entry


def _write_hours(batch: _Batch) -> None:
    """They wait for a second person, as all hours that come later do."""
    if batch.hours:
        arrive_hours(by=batch.by, rows=list(batch.hours.values()), source=batch.source)


def _count(batch: _Batch) -> None:
    for shift in Shift.objects.select_for_update(of=("self",)).filter(pk__in=batch.touched).order_by("pk"):
        shift.taken = SignUp.objects.filter(shift=shift, state__in=HOLD_A_PLACE).count()
        shift.save(update_fields=["taken"])
