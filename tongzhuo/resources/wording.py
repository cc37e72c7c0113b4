"""Offers in words: how much, when, how far."""

from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from tongzhuo.look import dates
from tongzhuo.places.states import WhenKind
from tongzhuo.places.when import spans
from tongzhuo.resources.models import Offer
from tongzhuo.resources.states import OfferKind
from tongzhuo.vocabulary.amounts import format_amount

EVERY_DAY = 0b1111111


def amount_words(offer: Offer) -> str:
    """14 pieces, ¥1,800, 20 people, room for 30; "to be agreed" where nobody has said."""
    n = offer.quantity
    if n is None or offer.kind in (OfferKind.GOODS, OfferKind.MONEY):
        return format_amount(n, offer.unit)
    if offer.kind == OfferKind.PEOPLE:
        return ngettext("%(n)d person", "%(n)d people", n) % {"n": n}
    if offer.kind == OfferKind.SPACE:
        return _("room for %(n)d") % {"n": n}
    if offer.kind == OfferKind.PROFESSIONAL:
        return ngettext("%(n)d more case", "%(n)d more cases", n) % {"n": n}
    return ngettext("%(n)d more need", "%(n)d more needs", n) % {"n": n}


def time_words(offer: Offer) -> str:
    """When it can be had, in the time of its place; "any time" where nobody has said."""
    with timezone.override(ZoneInfo(offer.place.time_zone)):
        if offer.when == WhenKind.WEEKLY:
            return _weekly(offer)
        span = spans(offer, offer.place.time_zone)[0]
        if offer.when == WhenKind.INTERVAL and span.starts:
            return dates.span(span.starts, span.ends)
        if offer.starts_on and offer.ends_on:
            return dates.span(offer.starts_on, offer.ends_on)
        if offer.ends_on:
            return _("until %(day)s") % {"day": dates.day(offer.ends_on)}
        return dates.span(offer.starts_on, None) if offer.starts_on else _("any time")


def reach_words(offer: Offer) -> str:
    """How far it goes: "within 5 km of Willow Lane, for Hexin District"."""
    facts = {"km": f"{(offer.radius_m or 0) / 1000:g}", "place": offer.place.name}
    if offer.radius_m and offer.serves:
        return _("within %(km)s km of %(place)s, only %(serves)s") % (facts | {"serves": offer.serves.name})
    if offer.radius_m:
        return _("within %(km)s km of %(place)s") % facts
    return _("anywhere in %(serves)s") % {"serves": offer.serves.name} if offer.serves else _("anywhere")


def _weekly(offer: Offer) -> str:
    facts = {
        "days": _days(offer.weekdays),
        "from": dates.clock_time(offer.from_time) if offer.from_time else "0:00",
        "until": dates.clock_time(offer.until_time) if offer.until_time else "24:00",
        "last": dates.day(offer.ends_on) if offer.ends_on else "",
    }
    if offer.ends_on:
        return _("%(days)s, %(from)s to %(until)s, until %(last)s") % facts
    return _("%(days)s, %(from)s to %(until)s") % facts


def weekday_names() -> list[str]:
    """Monday first, as they stand beside a date."""
    names = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    return [pgettext("weekday", name) for name in names]


def _days(weekdays: int) -> str:
    if weekdays == EVERY_DAY:
        return _("every day")
    names = (
        pgettext("every week on", "Mon"),
        pgettext("every week on", "Tue"),
        pgettext("every week on", "Wed"),
        pgettext("every week on", "Thu"),
        pgettext("every week on", "Fri"),
        pgettext("every week on", "Sat"),
        pgettext("every week on", "Sun"),
    )
    chosen = [name for day, name in enumerate(names) if weekdays >> day & 1]
    return _("every %(days)s") % {"days": pgettext("between weekdays", ", ").join(chosen)}
