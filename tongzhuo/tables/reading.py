"""Reading the fields of one row: each either has a value of the right kind, or a fault with a sentence."""

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

MOST_QUANTITY = 10**12
EARLIEST, LATEST = dt.date(1850, 1, 1), dt.date(2199, 12, 31)
LONGEST_SHOWN = 80
_YES = frozenset(("yes", "y", "true", "1", "x", "是", "有", "对", "√", "✓", "真"))
_NO = frozenset(("no", "n", "false", "0", "否", "无", "没有", "×", "假"))
_DATES = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d")
_CLOCK = re.compile(r"(\d{1,2})(?:[:：点时](\d{2})?分?)?(?::\d{2})?")
_WEEKDAYS = {"mon": 0, "tue": 1, "wed": 2, "thu": 3, "fri": 4, "sat": 5, "sun": 6}
_WEEKDAYS |= {name: day for names in ("一二三四五六日", "1234567") for day, name in enumerate(names)} | {"天": 6}
_DAY_WORD = re.compile(r"mon|tue|wed|thu|fri|sat|sun|[一二三四五六日天1-7]")
_EVERY = {
    "每天": range(7),
    "every day": range(7),
    "daily": range(7),
    "工作日": range(5),
    "weekdays": range(5),
    "周末": (5, 6),
    "weekends": (5, 6),
}


class Fault(NamedTuple):
    """Why a row was rejected: its number, the column, what stands there, a sentence."""

    row: int
    column: str
    value: str
    reason: str


class Hours(NamedTuple):
    from_time: dt.time
    until_time: dt.time


@dataclass
class Reading:
    """The fields of one row. Whatever cannot be read is noted in `faults` and read as nothing.

    `columns` leads from a field to its column in the file, for whoever must mend it. `date_format` as for strptime;
    without it the usual ways of writing. `zone` tells on which day a moment in UTC lies.
    """

    number: int
    fields: Mapping[str, str]
    columns: Mapping[str, str] = field(default_factory=dict)
    date_format: str = ""
    zone: str = "UTC"
    faults: list[Fault] = field(default_factory=list)

    def fault(self, name: str, reason: str) -> None:
        value = self.fields.get(name, "")
        shown = value if len(value) <= LONGEST_SHOWN else value[: LONGEST_SHOWN - 1] + "…"
        self.faults.append(Fault(self.number, self.columns.get(name, name), shown, reason))

    def text(self, name: str, most: int = 200) -> str:
        value = self.fields.get(name, "")
        if len(value) > most:
            self.fault(
                name, _("This is %(length)d characters long; %(most)d fit.") % {"length": len(value), "most": most}
            )
            return ""
        return value

    def required(self, name: str, most: int = 200) -> str:
        value = self.text(name, most)
        if not self.fields.get(name):
            self.fault(name, _("This must not be empty."))
        return value

    def amount(self, name: str, factor: int = 1, most: int = MOST_QUANTITY) -> int | None:
        """A quantity in base units, or None when none is said. `factor` is how many base units the unit has."""
        value = self.number_in(name)
        if value is None:
            return None
        base = value * factor
        if value <= 0:
            self.fault(name, _("A quantity is more than zero. Leave it empty when it is to be agreed."))
        elif base != base.to_integral_value():
            self.fault(name, _("This cannot be divided so finely."))
        elif base > most:
            self.fault(name, _("This is absurdly much. Is there a digit too many?"))
        else:
            return int(base)
        return None

    def whole(self, name: str, most: int, least: int = 0) -> int | None:
        value = self.number_in(name)
        if value is None:
            return None
        if value != value.to_integral_value() or not least <= value <= most:
            self.fault(name, _("Write a whole number from %(least)d to %(most)d.") % {"least": least, "most": most})
            return None
        return int(value)

    def number_in(self, name: str) -> Decimal | None:
        text = self.fields.get(name, "")
        value = _decimal(text) if text else None
        if text and value is None:
            self.fault(name, _("This is no number."))
        return value

    def date(self, name: str) -> dt.date | None:
        text = unicodedata.normalize("NFKC", self.fields.get(name, ""))
        if not text:
            return None
        day = _day(text, self.date_format, self.zone)
        if day is None:
            self.fault(name, _("This is no date. Write it as 2026-12-01."))
        elif not EARLIEST <= day <= LATEST:
            self.fault(name, _("This date is too far away. Is the year right?"))
        else:
            return day
        return None

    def time(self, name: str) -> dt.time | None:
        text = unicodedata.normalize("NFKC", self.fields.get(name, ""))
        if not text:
            return None
        clock = _time(text)
        if clock is None:
            self.fault(name, _("This is no time of day. Write it as 16:30."))
        return clock

    def moment(self, name: str) -> dt.datetime | None:
        """ISO 8601 with its distance to UTC, or seconds or milliseconds since 1970."""
        text = self.fields.get(name, "")
        found = _moment(text) if text else None
        if text and found is None:
            self.fault(name, _("This is no moment. Write it as 2026-12-01T09:00:00+08:00."))
        return found

    def hours(self, name: str) -> list[Hours]:
        """`9:00-12:00; 14:00-18:00`"""
        found = []
        text = unicodedata.normalize("NFKC", self.fields.get(name, ""))
        for part in filter(None, re.split(r"[;,、\s]+", re.sub(r"\s*(?:-|–|—|~|至|到|to)\s*", "-", text))):
            first, _dash, last = part.partition("-")
            starts, ends = _time(first), _time(last)
            if starts is None or ends is None or ends <= starts:
                self.fault(name, _("Write hours as 9:00-12:00; 14:00-18:00."))
                return []
            found.append(Hours(starts, ends))
        return found

    def weekdays(self, name: str) -> list[int]:
        """`Mon-Fri`, `周一至周五`, `1,3,5`, `every day`; 0 is Monday."""
        text = unicodedata.normalize("NFKC", self.fields.get(name, "")).casefold()
        if not text:
            return []
        if text in _EVERY:
            return list(_EVERY[text])
        days = _days_of(text)
        if not days:
            self.fault(name, _("Write days as Mon-Fri or Mon, Wed, Sat."))
        return sorted(days)

    def flag(self, name: str) -> bool:
        text = self.fields.get(name, "").casefold()
        if text and text not in _YES | _NO:
            self.fault(name, _("Write yes or no."))
        return text in _YES

    def choice(self, name: str, known: Mapping[str, str], *, default: str = "") -> str:
        """The value that one of the `known` ways of writing stands for."""
        text = self.fields.get(name, "").casefold()
        if not text and default:
            return default
        if text not in known:
            values = ", ".join(dict.fromkeys(known.values()))
            self.fault(name, _("This must be one of: %(values)s.") % {"values": values})
        return known.get(text, default)

    def many(self, name: str) -> list[str]:
        """Several words in one cell."""
        return [word for part in re.split(r"[;；,，、|/\n]+", self.fields.get(name, "")) if (word := part.strip())]


@lru_cache(4096)
def _decimal(text: str) -> Decimal | None:
    """`1,000`, `２` and `1 000` are numbers; `1e99` and `nan` are none."""
    plain = unicodedata.normalize("NFKC", text).replace(" ", "")
    try:
        value = Decimal(re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", plain))
    except InvalidOperation:
        return None
    return value if value.is_finite() and abs(value.adjusted()) <= 30 else None


def _day(text: str, date_format: str, zone: str) -> dt.date | None:
    if date_format:
        return _parsed(text, date_format)
    if "T" in text and text.endswith("Z"):
        return _instant(text, zone)
    text = text.partition(" ")[0] if re.match(r"\d+[-/.]\d+[-/.]\d+ \d", text) else text
    return next((day for form in _DATES if (day := _parsed(text, form))), None)


def _parsed(text: str, form: str) -> dt.date | None:
    try:
        return dt.datetime.strptime(text, form).date()  # noqa: DTZ007 - a date has no zone
    except ValueError:
        return None


def _instant(text: str, zone: str) -> dt.date | None:
    """A moment in UTC is a date only at some place."""
    try:
        return dt.datetime.fromisoformat(text).astimezone(ZoneInfo(zone)).date()
    except ValueError:
        return None


def _moment(text: str) -> dt.datetime | None:
    """A number of eleven digits or more is in milliseconds; what has no distance to UTC could be anywhere."""
    try:
        if text.isascii() and text.isdigit():
            return dt.datetime.fromtimestamp(int(text) / (1000 if len(text) > 10 else 1), dt.UTC)
        found = dt.datetime.fromisoformat(text)
    except (ValueError, OverflowError, OSError):
        return None
    return found if found.tzinfo and EARLIEST <= found.date() <= LATEST else None


def _time(text: str) -> dt.time | None:
    match = _CLOCK.fullmatch(text.strip())
    if not match or not (int(match[1]) < 24 and int(match[2] or 0) < 60):
        return None
    return dt.time(int(match[1]), int(match[2] or 0))


def _days_of(text: str) -> set[int]:
    days: set[int] = set()
    text = re.sub(r"星期|礼拜|周|\b(mon|tue|wed|thu|fri|sat|sun)[a-z]*", lambda m: m[1] or "", text)
    for part in filter(None, re.split(r"[;,、/\s]+", re.sub(r"\s*(?:-|–|—|~|至|到|\bto\b)\s*", "-", text))):
        first, _dash, last = part.partition("-")
        firsts, lasts = _DAY_WORD.findall(first), _DAY_WORD.findall(last)
        if "".join(firsts) != first or "".join(lasts) != last or not firsts:
            return set()
        days |= {_WEEKDAYS[name] for name in firsts}
        if lasts:
            start, end = _WEEKDAYS[firsts[-1]], _WEEKDAYS[lasts[0]]
            days |= {(start + step) % 7 for step in range((end - start) % 7 + 1)} | {_WEEKDAYS[name] for name in lasts}
    return days
