"""What an ask says is missing, as a sentence in the language of the reader."""

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from tongzhuo.needs.models import Ask
from tongzhuo.needs.states import AskKind
from tongzhuo.vocabulary.amounts import format_amount


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
