"""The engine's codes and figures as sentences for people, in the language of the reader."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from tongzhuo.linkages.models import Link
from tongzhuo.needs.models import Ask
from tongzhuo.needs.states import AskKind
from tongzhuo.vocabulary.amounts import format_amount

Facts = Mapping[str, Any]


def asked_words(ask: Ask, quantity: int | None) -> str:
    """What an ask says is missing: "4 people: homework help", "14 desk lamps", "¥1,800 for snacks"."""
    amount, what = amount_words(ask, quantity), ask.what_name
    if ask.kind == AskKind.PEOPLE:
        return _("%(people)s: %(what)s") % {"people": amount, "what": what} if what else amount
    if ask.kind == AskKind.MONEY:
        return _("%(amount)s for %(what)s") % {"amount": amount, "what": what}
    if ask.kind == AskKind.GOODS:
        return _("%(what)s, %(amount)s") % {"what": what, "amount": amount}
    if ask.kind == AskKind.SPACE:
        return _("%(what)s for %(people)s") % {"what": what or _("A room"), "people": amount}
    return what or str(AskKind(ask.kind).label)


def amount_words(ask: Ask, quantity: int | None) -> str:
    """A quantity of what an ask is about: "20 people", "14 pieces", "¥1,800", "to be agreed"."""
    if ask.kind in (AskKind.PEOPLE, AskKind.SPACE) and quantity is not None:
        return ngettext("%(n)s person", "%(n)s people", quantity) % {"n": quantity}
    return format_amount(quantity, ask.unit, get_language() or "")


def reasons_of(link: Link) -> list[str]:
    return [sentence for reason in link.reasons if (sentence := reason_words(reason))]


def first_reason(link: Link) -> str:
    return next(iter(reasons_of(link)), "")


def distance(metres: float) -> str:
    """ "400 m" or "3.1 km"."""
    return _("%(n)s m") % {"n": round(metres, -1)} if metres < 1000 else _("%(n)s km") % {"n": f"{metres / 1000:.1f}"}


def reason_words(reason: Facts) -> str:
    make = REASONS.get(reason["code"])
    return make(reason) if make else ""


REASONS: dict[str, Callable[[Facts], str]] = {
    "chosen": lambda _facts: _("Chosen by the coordinator."),
}


def funnel_words(funnel: list[Any]) -> list[str]:
    return [str(step) for step in funnel]


def change_words(change: Facts) -> str:
    return str(change.get("code", ""))


def left_out_words(entry: Facts, name: str) -> str:
    return f"{name} {entry['why']}"
