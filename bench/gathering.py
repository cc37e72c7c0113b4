"""A made-up district for measuring shifts: people with accounts, one activity, its shifts and who is on them.

Runs in a process of its own with the settings of the measured installation; what others need comes back as JSON.
"""

import datetime as dt
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection, transaction
from django.utils.timezone import now

from tongzhuo.kernel.viewer import the_system
from tongzhuo.organisations.models import Organisation
from tongzhuo.organisations.states import Kind
from tongzhuo.people.models import Account, Person
from tongzhuo.places.models import Place
from tongzhuo.places.states import Level
from tongzhuo.projects import actions as projects
from tongzhuo.records.codes import SLOT, six_digits
from tongzhuo.records.models import Attendance, Scan
from tongzhuo.service import actions
from tongzhuo.service.drafts import ActivityDraft, ShiftDraft
from tongzhuo.service.models import Activity, Shift, SignUp
from tongzhuo.service.states import SignUpState

US = the_system("bench")
A_BATCH = 2_000
TWO_HOURS, A_WEEK = dt.timedelta(hours=2), dt.timedelta(weeks=1)
SPREAD, OF_EACH = 8, 50
SPARE = 30  # minutes: so late may the first check-in be


@transaction.atomic
def people(count: int, *, signed_in: int) -> list[dict[str, str]]:
    """So many people with accounts in one community; the first `signed_in` come back with their session."""
    path, parent = "/", None
    for part, level in (("cn", Level.COUNTRY), ("99", Level.CITY), ("01", Level.COUNTY), ("05", Level.TOWN)):
        path += f"{part}/"
        parent = Place.objects.create(path=path, parent=parent, name_zh=part, name_en=part, level=level)
    facts = {"name_zh": "柳荫里", "name_en": "Willow Lane", "level": Level.COMMUNITY, "time_zone": "Asia/Shanghai"}
    home = Place.objects.create(path=f"{path}001/", parent=parent, **facts)
    office = Organisation.objects.create(kind=Kind.COMMITTEE, name_zh="柳荫里居委会", place=home)
    project = projects.open_project(by=US, title="邻里日", title_en="Neighbours' day", place=home)
    draft = ActivityDraft(title="邻里日", title_en="Neighbours' day", place=home, recorded_by=office)
    actions.open_activity(by=US, project=projects.begin_project(by=US, project=project), draft=draft)
    for first in range(0, count, A_BATCH):
        numbers = range(first, min(count, first + A_BATCH))
        accounts = Account.objects.bulk_create([Account(email=f"n{n}@example.org") for n in numbers])
        Person.objects.bulk_create(
            [Person(account=a, name=f"邻居{n}", home=home) for n, a in zip(numbers, accounts, strict=True)]
        )
    rows = Person.objects.select_related("account").order_by("pk")[:signed_in]
    return [{"code": person.code, "session": session_of(person.account)} for person in rows if person.account]


def session_of(account: Account) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session.save()
    return str(session.session_key)


def shifts_to_join(run: int) -> dict[str, Any]:
    """One shift with ten places and eight with fifty, in weeks that no other run of this measurement uses."""
    starts = now() + (2 + 2 * run) * A_WEEK
    last = _open(starts, 10)
    spread = [_open(starts + A_WEEK + nth * TWO_HOURS, OF_EACH) for nth in range(SPREAD)]
    return {"last": last.code, "spread": [shift.code for shift in spread]}


def standing(codes: list[str]) -> dict[str, Any]:
    """Who is on these shifts: {state: [[person, sign-up], …]}, whoever waits in the order of the list."""
    told: dict[str, list[list[str]]] = {state: [] for state in SignUpState.values}
    rows = SignUp.objects.filter(shift__code__in=codes).select_related("person")
    for one in rows.order_by("waiting_since", "pk"):
        told[one.state].append([one.person.code, one.code])
    return told


def event_day(sign_ups: int, on_the_event: int, minutes: int) -> dict[str, Any]:
    """An event that has begun and shifts of a hundred in the weeks ahead, with so many sign-ups; the digits of each
    minute from now on; statistics as a database has them that has run for a while."""
    begun = now() - dt.timedelta(minutes=30)
    event = _open(begun, None)
    ahead = [_open(now() + dt.timedelta(hours=3 * nth), 150) for nth in range(1, 1 + (sign_ups - on_the_event) // 100)]
    everybody = list(Person.objects.order_by("pk").values_list("pk", flat=True))
    rows = [_signed(event, pk) for pk in everybody[:on_the_event]]
    for nth, shift in enumerate(ahead):
        rows += [_signed(shift, everybody[(nth * 100 + m) % len(everybody)]) for m in range(100)]
    SignUp.objects.bulk_create(rows, batch_size=A_BATCH)
    Shift.objects.filter(pk__in=[shift.pk for shift in ahead]).update(taken=100)
    Shift.objects.filter(pk=event.pk).update(taken=on_the_event)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    moments = [now() + n * SLOT for n in range(minutes + SPARE)]
    digits = {int(at.timestamp() // 60): six_digits(event, at) for at in moments}
    return {"event": event.code, "ahead": ahead[0].code, "digits": digits, "sign_ups": len(rows)}


def noted(shift: str) -> dict[str, int]:
    """How many comings the database has for this shift."""
    rows = (Attendance.objects.filter(sign_up__shift__code=shift), Scan.objects.filter(shift__code=shift))
    return dict(zip(("attendances", "scans"), [of.count() for of in rows], strict=True))


def _open(starts: dt.datetime, places: int | None) -> Shift:
    activity = Activity.objects.select_related("place").get()
    return actions.open_shift(by=US, activity=activity, draft=ShiftDraft(starts, starts + TWO_HOURS, places))


def _signed(shift: Shift, person: int) -> SignUp:
    return SignUp(shift=shift, person_id=person, starts=shift.starts, ends=shift.ends)
