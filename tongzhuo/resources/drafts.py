"""What somebody wants to put on the table, before it is put there, and what is wrong with it."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from tongzhuo.kernel.verdicts import Verdict, no
from tongzhuo.places.models import Place
from tongzhuo.places.states import WhenKind
from tongzhuo.places.when import MOST_OCCASIONS
from tongzhuo.resources.states import OfferKind
from tongzhuo.vocabulary.models import Term
from tongzhuo.vocabulary.states import Shelf

MOST_CONDITIONS = 2000
FARTHEST = dt.timedelta(days=3 * 366)
WIDEST_M = 20_000_000

# The shelf whose words an offer of that kind may use, and the shelf of what it may be restricted to.
SHELVES: dict[str, Shelf] = {
    OfferKind.PEOPLE: Shelf.SKILL,
    OfferKind.GOODS: Shelf.ITEM,
    OfferKind.SPACE: Shelf.SPACE_KIND,
    OfferKind.PROFESSIONAL: Shelf.SERVICE,
    OfferKind.OPERATOR: Shelf.SERVICE,
}
RESTRICTED_TO: dict[str, Shelf] = dict.fromkeys(OfferKind.values, Shelf.NEED_KIND) | {OfferKind.MONEY: Shelf.PURPOSE}
# More than this is a slip of the hand: people, base units, fen, heads in a room, cases, needs.
MOST: dict[str, int] = {
    OfferKind.PEOPLE: 20_000,
    OfferKind.GOODS: 10_000_000_000,
    OfferKind.MONEY: 100_000_000_000,
    OfferKind.SPACE: 100_000,
    OfferKind.PROFESSIONAL: 1_000,
    OfferKind.OPERATOR: 1_000,
}


@dataclass(frozen=True)
class OfferDraft:
    """One thing to offer. `quantity` is in base units of its kind, see `Offer`; None means "to be agreed".
    Bit 0 of `weekdays` is Monday. `radius_m` None: anywhere within `serves`, or anywhere at all."""

    kind: str
    place: Place
    what: Term | None = None
    what_text: str = ""
    unit: Term | None = None
    quantity: int | None = None
    on_loan: bool = False
    purpose: Term | None = None
    when: str = WhenKind.OPEN
    starts_on: dt.date | None = None
    ends_on: dt.date | None = None
    from_time: dt.time | None = None
    until_time: dt.time | None = None
    weekdays: int = 0
    serves: Place | None = None
    spot: str = ""
    lat: float | None = None
    lon: float | None = None
    radius_m: int | None = None
    conditions: str = ""
    needs_keeper: bool = False
    insured: bool = False
    show_name: bool = False
    photographs: bool = False
    valid_until: dt.date | None = None


def faults_of(draft: OfferDraft, *, today: dt.date) -> list[Verdict]:
    """What is wrong with it, each with the `field` to put right in its facts; none when it may stand."""
    if draft.kind not in OfferKind.values:
        return [no("kind_unknown", _("There is no such kind of offer."), field="kind")]
    checks = (_what_fault, _purpose_fault, _unit_fault, _quantity_fault, _reach_fault, _words_fault)
    found = [*(check(draft) for check in checks), _when_fault(draft, today), _valid_fault(draft, today)]
    return [fault for fault in found if fault is not None]


def _fault(code: str, field: str, reason: object, **facts: object) -> Verdict:
    return no(code, reason, field=field, **facts)


def _what_fault(draft: OfferDraft) -> Verdict | None:
    if draft.what and draft.what.shelf != SHELVES.get(draft.kind):
        return _fault("what_does_not_fit", "what", _("That does not fit this kind of offer."))
    if draft.kind in (OfferKind.GOODS, OfferKind.SPACE) and not (draft.what or draft.what_text.strip()):
        return _fault("what_missing", "what_text", _("Say what it is, in a few words."))
    return None


def _purpose_fault(draft: OfferDraft) -> Verdict | None:
    if draft.purpose and draft.purpose.shelf != RESTRICTED_TO[draft.kind]:
        return _fault("purpose_does_not_fit", "purpose", _("That is no purpose for this kind of offer."))
    return None


def _unit_fault(draft: OfferDraft) -> Verdict | None:
    if draft.unit is None:
        owed = draft.kind == OfferKind.MONEY and draft.quantity is not None
        return _fault("unit_missing", "unit", _("Say in which currency.")) if owed else None
    if draft.unit.shelf != Shelf.UNIT or draft.kind not in (OfferKind.GOODS, OfferKind.MONEY):
        return _fault("unit_does_not_fit", "unit", _("This is not counted in that unit."))
    counted_in = draft.what.base if draft.what else None
    if counted_in and (counted_in.base_id or counted_in.pk) != (draft.unit.base_id or draft.unit.pk):
        reason = _("It is counted in this unit: %(unit)s.") % {"unit": counted_in.name}
        return _fault("unit_does_not_fit", "unit", reason)
    return None


def _quantity_fault(draft: OfferDraft) -> Verdict | None:
    if draft.quantity is None:
        return None
    if draft.quantity < 1:
        return _fault("quantity_not_positive", "quantity", _("Say how much, or leave it empty if it is to be agreed."))
    if draft.quantity > MOST[draft.kind]:
        return _fault(
            "quantity_absurd", "quantity", _("That is more than anybody could bring. Is there a digit too many?")
        )
    return None


def _reach_fault(draft: OfferDraft) -> Verdict | None:
    if draft.radius_m is not None and not 0 < draft.radius_m <= WIDEST_M:
        return _fault("radius_absurd", "radius_m", _("That is no distance on this earth."))
    return None


def _words_fault(draft: OfferDraft) -> Verdict | None:
    if len(draft.conditions) > MOST_CONDITIONS:
        return _fault("conditions_too_long", "conditions", _("That is very long. Please say it in 2,000 characters."))
    return None


def _valid_fault(draft: OfferDraft, today: dt.date) -> Verdict | None:
    if draft.valid_until and draft.valid_until < today:
        return _fault("over_already", "valid_until", _("That day is over."))
    return None


def _when_fault(draft: OfferDraft, today: dt.date) -> Verdict | None:
    if draft.when not in (WhenKind.OPEN, WhenKind.INTERVAL, WhenKind.WEEKLY):
        return _fault("when_unknown", "starts_on", _("There is no such way to say when."))
    faults = (_missing_date(draft), _missing_hours(draft), _date_fault(draft, today), _pattern_fault(draft))
    return next((fault for fault in faults if fault is not None), None)


def _missing_date(draft: OfferDraft) -> Verdict | None:
    if draft.starts_on is None and (draft.when != WhenKind.OPEN or draft.kind == OfferKind.PEOPLE):
        return _fault("start_missing", "starts_on", _("Say on which day, or from which day on."))
    if draft.when == WhenKind.WEEKLY and draft.ends_on is None:
        return _fault("end_missing", "ends_on", _("Say until which day it repeats."))
    return None


def _missing_hours(draft: OfferDraft) -> Verdict | None:
    if draft.when == WhenKind.OPEN or (draft.from_time and draft.until_time):
        return None
    field = "until_time" if draft.from_time else "from_time"
    return _fault("hours_missing", field, _("Say from what time and until what time."))


def _date_fault(draft: OfferDraft, today: dt.date) -> Verdict | None:
    last = draft.ends_on or (draft.starts_on if draft.when == WhenKind.INTERVAL else None)
    field = "ends_on" if draft.ends_on else "starts_on"
    if last and draft.starts_on and last < draft.starts_on:
        return _fault("ends_before_start", "ends_on", _("The last day lies before the first."))
    if last and last < today:
        return _fault("over_already", field, _("That day is over."))
    if max(last or today, draft.starts_on or today) > today + FARTHEST:
        return _fault("too_far_ahead", field, _("Offer three years ahead at most."))
    return None


def _pattern_fault(draft: OfferDraft) -> Verdict | None:
    if draft.when != WhenKind.WEEKLY or draft.starts_on is None or draft.ends_on is None:
        return None
    if not 0 < draft.weekdays < 128:
        return _fault("weekdays_missing", "weekdays", _("Say on which days of the week."))
    days = (draft.starts_on + dt.timedelta(days=n) for n in range((draft.ends_on - draft.starts_on).days + 1))
    times = sum(draft.weekdays >> day.weekday() & 1 for day in days)
    if times == 0:
        return _fault("never_happens", "weekdays", _("None of these weekdays lies between the two dates."))
    if times > MOST_OCCASIONS:
        return _fault("too_often", "ends_on", _("That is more than 400 times. End it earlier, then offer again."))
    return None
