"""The words that papers share, in each language asked for, and how days and hours are written on them."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

from django.utils.dateformat import format as formatted
from django.utils.translation import gettext, override, pgettext

from tongzhuo.papers.shapes import CHINESE, Languages, Proof

Said = list[str]
"""One text in each language asked for."""


def in_each(languages: Languages, say: Callable[[], str]) -> Said:
    """What `say` says in each language, the same text only once."""
    said = []
    for language in languages:
        with override(language):
            said.append(str(say()))
    return list(dict.fromkeys(said))


def proof_words(proof: Proof) -> str:
    """How an hour was proved, in the language that is active."""
    return {
        Proof.SCANNED: pgettext("proof of hours", "Scanned in and out"),
        Proof.ROSTER: pgettext("proof of hours", "Leader’s roll call"),
        Proof.PAPER: pgettext("proof of hours", "Signed on paper"),
        Proof.LATER: pgettext("proof of hours", "Entered later, on paper"),
    }[proof]


def hours(minutes: int) -> str:
    """2370 minutes are 39.5: at least one place, at most two."""
    return f"{minutes / 60:.2f}".removesuffix("0")


def long_day(day: dt.date) -> str:
    """23 November 2026 or 2026年11月23日, never broken over two lines."""
    return formatted(day, pgettext("day on paper", "j F Y")).replace(" ", "\N{NO-BREAK SPACE}")


def days(first: dt.date, last: dt.date | None) -> list[str]:
    """2026-11-24, or from one day to another on two lines of a column."""
    return [f"{first:%Y-%m-%d}"] if last in (None, first) else [f"{first:%Y-%m-%d} –", f"{last:%Y-%m-%d}"]


def sentence(text: str, values: dict[str, str]) -> list[dict[str, Any]]:
    """A translated text with `%(name)s` in it, cut into words and the values between them."""
    parts = re.split(r"%\((\w+)\)s", text)
    cut = [{"text": part, "value": False} for part in parts]
    for place in range(1, len(parts), 2):
        cut[place] = {"text": values[parts[place]], "value": True}
    return [part for part in cut if part["text"]]


def page_language(languages: Languages) -> dict[str, str | None]:
    """What the typesetter must know: where a line of this language may break."""
    return {"lang": "zh", "region": "cn"} if languages[0] == CHINESE else {"lang": languages[0], "region": None}


def complete() -> str:
    return gettext("Five seats at one table, all taken")
