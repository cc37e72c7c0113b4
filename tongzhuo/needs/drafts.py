"""What somebody wants to write down, before it is: lines of a need, a consent said aloud, a photo, a recording."""

import datetime as dt
from dataclasses import dataclass, field

from django.core.files.base import File
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from tongzhuo.kernel.verdicts import Verdict, no
from tongzhuo.needs.states import AskKind
from tongzhuo.people.contacts import Contact
from tongzhuo.people.states import Agreement, HowAgreed
from tongzhuo.places.models import Place
from tongzhuo.places.states import WhenKind
from tongzhuo.places.when import MOST_OCCASIONS
from tongzhuo.vocabulary.models import Term
from tongzhuo.vocabulary.states import Shelf

MOST_WORDS = 12_000
MOST_ASKS = 20
FARTHEST = dt.timedelta(days=730)

# The shelves whose words an ask of that kind may use.
SHELVES: dict[str, tuple[Shelf, ...]] = {
    AskKind.PEOPLE: (Shelf.SKILL,),
    AskKind.GOODS: (Shelf.ITEM,),
    AskKind.MONEY: (Shelf.PURPOSE,),
    AskKind.SPACE: (Shelf.SPACE_KIND,),
    AskKind.PROFESSIONAL: (Shelf.SERVICE,),
    AskKind.OPERATOR: (Shelf.NEED_KIND, Shelf.SERVICE),
}
# More than this is a slip of the hand: people, base units, fen, heads in a room, cases, operators.
MOST: dict[str, int] = {
    AskKind.PEOPLE: 5_000,
    AskKind.GOODS: 1_000_000_000,
    AskKind.MONEY: 10_000_000_000,
    AskKind.SPACE: 20_000,
    AskKind.PROFESSIONAL: 50,
    AskKind.OPERATOR: 5,
}
_TIMED = (AskKind.PEOPLE, AskKind.SPACE)
_MUST_SAY_WHAT = {
    AskKind.GOODS: _("Say which thing is missing."),
    AskKind.MONEY: _("Say what the money is for."),
    AskKind.SPACE: _("Say what kind of space."),
}


@dataclass(frozen=True)
class ConsentNote:
    """What a person agreed to, how it was said, when, and to whom."""

    how: str = HowAgreed.ALOUD
    given_on: dt.date | None = None
    purposes: tuple[str, ...] = (Agreement.BE_RECORDED, Agreement.SHARE_TASK)
    given_to: str = ""

    @property
    def day(self) -> dt.date:
        return self.given_on or localdate()


@dataclass(frozen=True)
class Newcomer:
    """Somebody the desk writes for who is not written down yet. No telephone is needed: a neighbour will do."""

    name: str
    home: Place
    door: str = ""
    contact: tuple[Contact, ...] = ()


@dataclass(frozen=True)
class AttachmentDraft:
    """A recording or a photo that has passed its check. `kind` is "audio" or "photo"."""

    kind: str
    file: "File[bytes]"
    seconds: int | None = None


@dataclass(frozen=True)
class AskDraft:
    """One line of a need. `quantity` and `at_least` are in base units for each occasion (people, pieces, fen, heads,
    cases); None means "to be agreed". `code` names the ask that it corrects. Bit 0 of `weekdays` is Monday."""

    kind: str
    what: Term | None = None
    what_text: str = ""
    unit: Term | None = None
    quantity: int | None = None
    at_least: int | None = None
    when: str = WhenKind.OPEN
    starts_on: dt.date | None = None
    ends_on: dt.date | None = None
    from_time: dt.time | None = None
    until_time: dt.time | None = None
    weekdays: int = 0
    language: Term | None = None
    checks: tuple[Term, ...] = field(default=())
    note: str = ""
    at_home: bool = False
    code: str = ""


def faults_of(draft: AskDraft, *, today: dt.date) -> list[Verdict]:
    """What is wrong with a line, each with the `field` to put right in its facts; none when it may stand."""
    if draft.kind not in AskKind.values:
        return [no("kind_unknown", _("There is no such kind of ask."), field="kind")]
    checks = (
        _what_fault(draft),
        _unit_fault(draft),
        _quantity_fault(draft),
        _least_fault(draft),
        _home_fault(draft),
        _when_fault(draft, today),
    )
    words = (
        _word_fault(draft.language, Shelf.LANGUAGE, "language"),
        *(_word_fault(c, Shelf.CHECK, "checks") for c in draft.checks),
    )
    return [fault for fault in (*checks, *words) if fault is not None]


def _fault(code: str, field: str, reason: object, **facts: object) -> Verdict:
    return no(code, reason, field=field, **facts)


def _what_fault(draft: AskDraft) -> Verdict | None:
    if draft.what and draft.what.shelf not in SHELVES[AskKind(draft.kind)]:
        return _fault("what_does_not_fit", "what", _("That does not fit this kind of line."))
    if not (draft.what or draft.what_text.strip()) and draft.kind in _MUST_SAY_WHAT:
        return _fault("what_missing", "what_text", _MUST_SAY_WHAT[AskKind(draft.kind)])
    return None


def _unit_fault(draft: AskDraft) -> Verdict | None:
    if draft.unit is None:
        return None
    if draft.unit.shelf != Shelf.UNIT or draft.kind not in (AskKind.GOODS, AskKind.MONEY):
        return _fault("unit_does_not_fit", "unit", _("This line is not counted in that unit."))
    counted_in = draft.what.base if draft.what and draft.kind == AskKind.GOODS else None
    if counted_in and _base_id(counted_in) != _base_id(draft.unit):
        reason = _("%(item)s is counted in %(unit)s.") % {
            "item": draft.what.name if draft.what else "",
            "unit": counted_in.name,
        }
        return _fault("unit_does_not_fit", "unit", reason)
    return None


def _base_id(unit: Term) -> int:
    return unit.base_id or unit.pk


def _quantity_fault(draft: AskDraft) -> Verdict | None:
    if draft.quantity is None:
        return None
    most = MOST[AskKind(draft.kind)]
    if draft.quantity < 1:
        return _fault(
            "quantity_not_positive",
            "quantity",
            _("Say how much: one or more, or leave it empty if it is to be agreed."),
        )
    if draft.quantity > most:
        return _fault(
            "quantity_absurd",
            "quantity",
            _("That is more than one need can ask for. Is there a digit too many?"),
            most=most,
        )
    return None


def _least_fault(draft: AskDraft) -> Verdict | None:
    if draft.at_least is None:
        return None
    if draft.at_least < 1 or draft.quantity is None or draft.at_least > draft.quantity:
        return _fault("at_least_out_of_range", "at_least", _("“At least” lies between one and the number you ask for."))
    return None


def _home_fault(draft: AskDraft) -> Verdict | None:
    if not draft.at_home:
        return None
    if draft.kind != AskKind.PEOPLE:
        return _fault("home_does_not_fit", "at_home", _("Only people go to somebody’s home."))
    if draft.quantity is not None and draft.quantity < 2:
        return _fault("needs_two", "quantity", _("Two go to somebody’s home, never one alone. Ask for two."))
    return None


def _when_fault(draft: AskDraft, today: dt.date) -> Verdict | None:
    if draft.when not in WhenKind.values:
        return _fault("when_unknown", "when", _("There is no such way to say when."))
    if draft.when == WhenKind.OPEN:
        return None
    faults = (_missing_date(draft), _missing_hours(draft), _date_fault(draft, today))
    return next((fault for fault in faults if fault is not None), None)


def _missing_date(draft: AskDraft) -> Verdict | None:
    if draft.when in (WhenKind.INTERVAL, WhenKind.WEEKLY) and draft.starts_on is None:
        return _fault("start_missing", "starts_on", _("Say from when. A rough date will do."))
    if draft.when in (WhenKind.DUE, WhenKind.WEEKLY) and draft.ends_on is None:
        return _fault("end_missing", "ends_on", _("Say until when. A rough date will do."))
    if draft.when == WhenKind.WEEKLY and not 0 < draft.weekdays < 128:
        return _fault("weekdays_missing", "weekdays", _("Say on which days of the week."))
    return None


def _missing_hours(draft: AskDraft) -> Verdict | None:
    if draft.when == WhenKind.DUE or draft.kind not in _TIMED:
        return None
    if draft.from_time is None or draft.until_time is None:
        field = "from_time" if draft.from_time is None else "until_time"
        return _fault("hours_missing", field, _("Say from what time and until what time."))
    return None


def _date_fault(draft: AskDraft, today: dt.date) -> Verdict | None:
    first = draft.starts_on if draft.when != WhenKind.DUE else None
    last = draft.ends_on or draft.starts_on
    if first and last and last < first:
        return _fault("ends_before_start", "ends_on", _("The last day lies before the first."))
    if last and last < today:
        return _fault("over_already", "ends_on" if draft.ends_on else "starts_on", _("That day is over."))
    if last and last > today + FARTHEST:
        return _fault("too_far_ahead", "ends_on" if draft.ends_on else "starts_on", _("Plan two years ahead at most."))
    return _pattern_fault(draft, first, last)


def _pattern_fault(draft: AskDraft, first: dt.date | None, last: dt.date | None) -> Verdict | None:
    if draft.when != WhenKind.WEEKLY or first is None or last is None:
        return None
    times = _times(draft, first, last)
    if times == 0:
        return _fault("never_happens", "weekdays", _("None of these weekdays lies between the two dates."))
    if times > MOST_OCCASIONS:
        return _fault("too_often", "ends_on", _("That is more than 400 times. End it earlier, then ask again."))
    return None


def _times(draft: AskDraft, first: dt.date, last: dt.date) -> int:
    days = (first + dt.timedelta(days=n) for n in range((last - first).days + 1))
    return sum(draft.weekdays >> day.weekday() & 1 for day in days)


def _word_fault(term: Term | None, shelf: Shelf, field: str) -> Verdict | None:
    if term and term.shelf != shelf:
        return _fault("word_from_another_shelf", field, _("That word stands on another shelf."))
    return None
