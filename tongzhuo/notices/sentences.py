"""The sentences people are told, in the language of whoever reads them.

A kind has a subject and lines. A fact is a word, a number, a date, or `both(...)`: words in each language.
A line whose facts were not all given is left out; those of the subject and the first line must be given.
`starts`, `ends` and `zone` (IANA name) make the fact `when`. Several things of one kind are said together: `many` is
their subject, with `count`, and each of them is a line.
"""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, override, pgettext

from tongzhuo.look import dates
from tongzhuo.notices.spoken import SENTENCES, Sentence, Words


@dataclass(frozen=True)
class Said:
    """A sentence with its facts, in one language."""

    subject: str
    lines: tuple[str, ...]


SHOWN_TOGETHER = 20


def both(words: Callable[[], object]) -> dict[str, str]:
    """A fact in every language: `both(lambda: place.name)`."""
    said = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            said[language] = str(words())
    return said


def kept(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts as they are stored: dates as text, lazy words in every language, empty ones left out."""
    return {name: _kept(fact) for name, fact in facts.items() if fact not in (None, "", {})}


def grouped(kind: str, things: list[dict[str, Any]]) -> dict[str, Any]:
    """The facts of one notice about all these things. A kind without `many` speaks of one thing only: ValueError."""
    if len(things) == 1:
        return things[0]
    if not SENTENCES[kind].many:
        raise ValueError(f"{kind!r} speaks of one thing only.")
    return {"things": things}


def missing_facts(kind: str, facts: Mapping[str, Any]) -> set[str]:
    """The facts that a sentence of this kind cannot do without and was not given."""
    sentence = SENTENCES[kind]
    return (_names(sentence.subject) | _names(sentence.lines[0])) - _with_when(facts, "UTC").keys()


def said(kind: str, facts: Mapping[str, Any], zone: str) -> Said:
    """The sentence of one notice in the active language; `zone` is used when the facts name none."""
    sentence = SENTENCES[kind]
    if "things" in facts:
        return _said_together(sentence, facts["things"], zone)
    told = _with_when(facts, zone)
    lines = (str(line) % told for line in sentence.lines if _names(line) <= told.keys())
    return Said(str(sentence.subject) % told, tuple(lines))


def _said_together(sentence: Sentence, things: list[dict[str, Any]], zone: str) -> Said:
    lines = [_in_a_line(sentence, _with_when(facts, zone)) for facts in things[:SHOWN_TOGETHER]]
    if more := len(things) - SHOWN_TOGETHER:
        lines += [gettext("And %(count)s more.") % {"count": more}] if more > 0 else []
    return Said(str(sentence.many) % {"count": len(things)}, tuple(lines))


def _in_a_line(sentence: Sentence, told: Mapping[str, str]) -> str:
    first = str(sentence.lines[0]) % told
    if "when" not in told:
        return first
    return pgettext("what and when", "%(what)s: %(when)s") % {"what": first, "when": told["when"]}


def _names(words: Words) -> set[str]:
    return set(re.findall(r"%\((\w+)\)s", str(words)))


def _kept(fact: Any) -> Any:
    if isinstance(fact, Promise):
        return both(lambda: fact)
    return fact.isoformat() if isinstance(fact, dt.date) else fact


def _with_when(facts: Mapping[str, Any], zone: str) -> dict[str, str]:
    with timezone.override(ZoneInfo(facts.get("zone") or zone)):
        told = {name: _told(fact) for name, fact in facts.items()}
        starts, ends = _moment(facts.get("starts")), _moment(facts.get("ends"))
        if starts:
            told["when"] = dates.span(starts, ends)
        elif ends:
            told["when"] = gettext("by %(day)s") % {"day": dates.day(ends)}
    return told


def _told(fact: Any) -> str:
    if isinstance(fact, Mapping):
        return str(fact.get(get_language() or "") or next(iter(fact.values()), ""))
    moment = _moment(fact)
    return dates.when(moment) if moment else str(fact)


def _moment(fact: Any) -> dt.datetime | dt.date | None:
    if not isinstance(fact, str) or not re.fullmatch(r"\d{4}-\d\d-\d\d(T.+)?", fact):
        return None
    return dt.datetime.fromisoformat(fact) if "T" in fact else dt.date.fromisoformat(fact)
