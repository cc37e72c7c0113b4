"""From an amount as somebody wrote it to a whole number of base units, and back to words."""

import re
import unicodedata
from decimal import Decimal, InvalidOperation

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from tongzhuo.vocabulary.models import Term

MOST = 10**12  # more than this many base units is a slip of the pen
_TIMES = {"百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000, "k": 1000}
_NUMBER = re.compile(r"(?P<digits>[+-]?\d[\d,]*(?:\.\d+)?|[+-]?\.\d+)\s*(?P<times>[百千万亿k]*)", re.IGNORECASE)
_GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?|[^,]*")
_MONEY = {"fen": ("¥", 100), "yuan": ("¥", 100), "cent": ("$", 100), "dollar": ("$", 100)}
# Base units that grow: from this many on they are told in a larger unit.
_LARGER = {"gram": (1000, "kg"), "millilitre": (1000, "L"), "centimetre": (100, "m"), "minute": (60, "h")}
_LARGER_ZH = {"kg": "公斤", "L": "升", "m": "米", "h": "小时"}
_SHORT = {
    "gram": "g",
    "kilogram": "kg",
    "tonne": "t",
    "millilitre": "ml",
    "litre": "L",
    "centimetre": "cm",
    "metre": "m",
    "minute": "min",
    "hour": "h",
    "square-metre": "m²",
}


class AmountError(ValueError):
    """An amount that cannot be taken. `code` is for programs, the text for people."""

    code = "amount"
    reason = _("This is no amount.")

    def __init__(self, text: str) -> None:
        super().__init__(str(self.reason) % {"text": text})
        self.text = text


class AmountUnreadable(AmountError):
    code = "amount_unreadable"
    reason = _("“%(text)s” is no number. Write it with digits, for instance 14 or 2.5.")


class AmountNotPositive(AmountError):
    code = "amount_not_positive"
    reason = _("“%(text)s” is not more than nothing.")


class AmountNotWhole(AmountError):
    code = "amount_not_whole"
    reason = _("“%(text)s” does not come out even in this unit.")


class AmountTooFine(AmountNotWhole):
    code = "amount_too_fine"
    reason = _("“%(text)s” has more than two places after the point. Money ends there.")


class AmountOfOtherUnit(AmountError):
    code = "unit_misfit"
    reason = _("%(item)s: counted in %(right)s, not in %(unit)s.")

    def __init__(self, text: str, item: Term, unit: Term) -> None:
        right = item.base or item
        ValueError.__init__(self, str(self.reason) % {"item": item.name, "unit": unit.name, "right": right.name})
        self.text = text


class AmountTooLarge(AmountError):
    code = "amount_too_large"
    reason = _("“%(text)s” is more than anybody could bring. Is it a slip?")


def to_base(amount: str, unit: Term | None = None, item: Term | None = None) -> int:
    """`amount` in base units: `to_base("2.5", kilogram)` is 2500, `to_base("１.２万", fen)` is 12000.

    Reads full-width digits, commas between thousands, 百 千 万 亿, a currency sign before and the unit's name after.
    With an `item`, a unit in which it cannot be counted is refused. Raises AmountUnreadable, AmountNotPositive,
    AmountNotWhole (of money AmountTooFine), AmountTooLarge or AmountOfOtherUnit.
    """
    shown = amount.strip()[:40]
    if unit is not None and item is not None and item.base_id not in (None, unit.pk, unit.base_id):
        raise AmountOfOtherUnit(shown, item, unit)
    value = _number(shown, unit) * (unit.factor if unit else 1)
    if value <= 0:
        raise AmountNotPositive(shown)
    if value > MOST:
        raise AmountTooLarge(shown)
    if value != value.to_integral_value():
        raise AmountTooFine(shown) if unit is not None and unit.slug in _MONEY else AmountNotWhole(shown)
    return int(value)


def format_amount(quantity: int | None, unit: Term | None = None, language: str = "") -> str:
    """A stored quantity in words: ¥1,800, 14 件, 14 pieces, 2.5 kg. None is "to be agreed"."""
    if quantity is None:
        return gettext("to be agreed")
    slug = unit.slug if unit else ""
    chinese = (language or get_language() or "").startswith("zh")
    if slug in _MONEY:
        sign, factor = _MONEY[slug]
        return f"{sign}{_plain(Decimal(quantity) / factor, places=2 if quantity % factor else 0)}"
    if unit is not None and unit.factor > 1:
        return f"{_plain(Decimal(quantity) / unit.factor)} {_name(unit, quantity, chinese=chinese)}"
    if slug in _LARGER and quantity >= _LARGER[slug][0]:
        factor, short = _LARGER[slug]
        return f"{_plain(Decimal(quantity) / factor)} {_larger_name(short, chinese=chinese)}"
    name = _name(unit, quantity, chinese=chinese) if unit else ""
    return f"{_plain(Decimal(quantity))} {name}".strip()


def _number(shown: str, unit: Term | None = None) -> Decimal:
    text = _bare(unicodedata.normalize("NFKC", shown).replace("，", ",").lstrip("¥￥$€ "), unit)
    found = _NUMBER.fullmatch(text)
    if found is None or not _GROUPED.fullmatch(found["digits"]):
        raise AmountUnreadable(shown)
    try:
        value = Decimal(found["digits"].replace(",", ""))
    except InvalidOperation as error:
        raise AmountUnreadable(shown) from error
    for times in found["times"].casefold():
        value *= _TIMES[times]
    return value


def _bare(text: str, unit: Term | None) -> str:
    """Without the unit behind it, where it is the one that was chosen: 1.2万元, 14 kg."""
    names = [unit.name_zh, unit.name_en, _SHORT.get(unit.slug, ""), *unit.aliases] if unit is not None else []
    written = text.casefold()
    behind = max((name for name in names if written.endswith(name.casefold())), key=len, default="")
    return text[: len(text) - len(behind)].rstrip()


def _plain(value: Decimal, places: int | None = None) -> str:
    """1,800 or 2.5: thousands set apart, no idle zeros."""
    if places is not None:
        return f"{value:,.{places}f}"
    text = f"{value:,.3f}"
    return text.rstrip("0").rstrip(".")


def _larger_name(short: str, *, chinese: bool) -> str:
    return _LARGER_ZH[short] if chinese else short


def _name(unit: Term, quantity: int, *, chinese: bool) -> str:
    if chinese:
        return unit.name_zh or unit.name_en
    if unit.slug in _SHORT:
        return _SHORT[unit.slug]
    name = unit.name_en or unit.name_zh
    if quantity == unit.factor or not name.isascii():
        return name
    return {"person": "people"}.get(name, name + ("es" if name.endswith(("s", "x", "ch", "sh")) else "s"))
