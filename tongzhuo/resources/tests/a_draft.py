"""Drafts that may stand, for tests to change."""

import datetime as dt
from typing import Any

from django.utils.timezone import localdate

from tests.cast import Cast
from tongzhuo.places.states import WhenKind
from tongzhuo.resources.actions import make_offer
from tongzhuo.resources.drafts import OfferDraft
from tongzhuo.resources.models import Offer
from tongzhuo.resources.states import OfferKind


def soon(days: int = 7) -> dt.date:
    return localdate() + dt.timedelta(days=days)


def lamps(cast: Cast, **more: Any) -> OfferDraft:
    facts = {"kind": OfferKind.GOODS, "what": cast.lamp, "unit": cast.piece, "quantity": 14, "place": cast.willow}
    return OfferDraft(**(facts | more))


def staff_day(cast: Cast, **more: Any) -> OfferDraft:
    facts = {"kind": OfferKind.PEOPLE, "what_text": "Twenty people", "quantity": 20, "place": cast.willow}
    hours = {"starts_on": soon(), "from_time": dt.time(9), "until_time": dt.time(12), "when": WhenKind.INTERVAL}
    return OfferDraft(**(facts | hours | more))


def a_room(cast: Cast, **more: Any) -> OfferDraft:
    """Open on Mondays and Wednesdays for four weeks."""
    facts = {"kind": OfferKind.SPACE, "what": cast.room, "quantity": 30, "place": cast.willow, "when": WhenKind.WEEKLY}
    hours = {"starts_on": soon(1), "ends_on": soon(28), "from_time": dt.time(14), "until_time": dt.time(18)}
    return OfferDraft(**(facts | hours | {"weekdays": 0b101} | more))


def offered(
    cast: Cast, who: str = "bei", organisation: str | None = "northlight", draft: Any = lamps, **more: Any
) -> Offer:
    party = {"organisation": cast.organisations[organisation]} if organisation else {"person": cast.people[who]}
    return make_offer(by=cast.as_(who), draft=draft(cast, **more), **party)
