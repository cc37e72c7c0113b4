"""What telephones noted, with a network or long after: each scan is answered, and none stops the others."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from tongzhuo.kernel.verdicts import Refused, require
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.people.models import Person
from tongzhuo.records import actions, queries, rules
from tongzhuo.records.models import Scan
from tongzhuo.records.passes import holder_of
from tongzhuo.records.states import Direction, Way
from tongzhuo.service.models import Shift, SignUp
from tongzhuo.service.queries import shifts_visible_to
from tongzhuo.service.rules import runs_activity
from tongzhuo.service.states import ENDED

NOTED, KNOWN, KEPT, REFUSED = "noted", "known", "kept", "refused"
MOST_AT_ONCE = 100
LONGEST_KEY = 40
TOLD_LATE = _(
    "The day was closed before this telephone could tell. It is kept: whoever records the hours decides, with a second"
    " person."
)


@dataclass(frozen=True)
class Told:
    """One scan as a telephone says it. `shown`: the code of the day or six digits for oneself, or with `by_pass`
    what somebody else showed. `said` (None: now) and `clock` are of the telephone's own clock."""

    key: str
    shift: str
    shown: str
    direction: str
    by_pass: bool = False
    said: dt.datetime | None = None
    clock: dt.datetime | None = None


@dataclass(frozen=True)
class Answer:
    """`answer` is one of noted, known, kept (people decide), refused; who was noted is named to whoever leads."""

    key: str
    answer: str
    code: str = ""
    sentence: str = ""
    name: str = ""


def answer(viewer: Viewer, row: Any, clock: dt.datetime) -> Answer:
    """The answer to one row of JSON, also to one that nobody can read."""
    told = told_from(row, clock)
    if told is not None:
        return hand_in(viewer, told)
    key = str(row.get("key", "")) if isinstance(row, dict) else ""
    return Answer(key, REFUSED, "unreadable", _now("This scan cannot be read. The leader ticks you on the list."))


def told_from(row: Any, clock: dt.datetime) -> Told | None:
    """The scan in a row of JSON; None when it cannot be read."""
    if not isinstance(row, dict):
        return None
    words = {name: str(row.get(name, "")) for name in ("key", "shift", "shown", "direction", "said")}
    said = moment(words.pop("said"))
    if said is None or not 0 < len(words["key"]) <= LONGEST_KEY or words["direction"] not in Direction.values:
        return None
    return Told(**words, by_pass=row.get("by_pass") is True, said=said, clock=clock)


def moment(words: object) -> dt.datetime | None:
    """A moment with its zone; None when it is none."""
    try:
        found = parse_datetime(str(words))
    except ValueError:
        return None
    return found if found is not None and found.tzinfo is not None else None


def hand_in(viewer: Viewer, told: Told) -> Answer:
    """Note one scan as this viewer; a refusal is an answer like the others."""
    try:
        return _noted(viewer, told)
    except Refused as refused:
        return Answer(told.key, REFUSED, refused.verdict.code, str(refused.verdict.reason))


def _noted(viewer: Viewer, told: Told) -> Answer:
    shift = shifts_visible_to(viewer).filter(code=told.shift).first()
    if shift is None:
        return Answer(told.key, REFUSED, "no_such_shift", _now("You have no part in that shift."))
    person, way = _who(viewer, shift, told)
    known = Scan.objects.filter(key=told.key).first()
    require(rules.may_tell_again(known, shift, person))
    facts: dict[str, Any] = {
        "by": viewer,
        "shift": shift,
        "person": person,
        "direction": told.direction,
        "way": way,
        "key": told.key,
        "code": "" if told.by_pass else told.shown,
        "clock": told.clock,
    }
    name = person.shown_name if told.by_pass else ""
    try:
        actions.note_presence(**facts, said=told.said)
    except Refused as refused:
        if refused.verdict.code != rules.CLOSED[0] or told.said is None:
            raise
        actions.keep_late_scan(**facts, said=told.said)
        known = Scan.objects.get(key=told.key)
    if known is not None and queries.was_kept(known):
        return Answer(told.key, KEPT, rules.CLOSED[0], str(TOLD_LATE), name)
    return Answer(told.key, KNOWN if known else NOTED, name=name)


def _who(viewer: Viewer, shift: Shift, told: Told) -> tuple[Person, str]:
    """Whose coming it is, and how it was shown. Passes are read for whoever runs it alone."""
    if not told.by_pass:
        return Person.objects.get(code=viewer.code), Way.DAY_CODE if "." in told.shown else Way.DIGITS
    runs = runs_activity(viewer, shift.activity)
    rows = SignUp.objects.filter(shift=shift).exclude(state__in=ENDED).select_related("person")
    holder = holder_of(told.shown, rows) if runs else None
    require(rules.may_read_pass(holder, runs=runs))
    assert holder is not None
    return holder.person, Way.PASS
