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
from django.utils.translation import gettext_lazy as _

from tongzhuo.look import dates

Words = str | Promise


@dataclass(frozen=True)
class Sentence:
    """What is said about one kind of event."""

    subject: Words
    lines: tuple[Words, ...]
    many: Words = ""


@dataclass(frozen=True)
class Said:
    """A sentence with its facts, in one language."""

    subject: str
    lines: tuple[str, ...]


SHOWN_TOGETHER = 20


def _says(subject: Words, *lines: Words, many: Words = "") -> Sentence:
    return Sentence(subject, lines, many)


SENTENCES: dict[str, Sentence] = {
    "need.raised": _says(_("A new need is waiting for an answer."), _("“%(need)s”"), _("Promised by %(promised)s.")),
    "need.confirmed": _says(
        _("Your need has its table now."),
        _("“%(need)s” is confirmed. We are looking for the people it takes."),
        _("You hear from us as soon as they say yes."),
    ),
    "need.declined": _says(
        _("We cannot take this one on."), _("“%(need)s”"), _("%(reason)s"), _("You may call us and talk about it.")
    ),
    "need.referred": _says(
        _("Somebody else can help better."), _("“%(need)s” went on to %(to_whom)s."), _("%(reason)s")
    ),
    "need.merged": _says(
        _("Your need goes on together with another."),
        _("“%(need)s” is now part of “%(into)s”."),
        _("Nothing you said is lost."),
    ),
    "need.linked": _says(_("Everybody needed has said yes."), _("“%(need)s”"), _("Next: %(when)s.")),
    "need.withdrawn": _says(
        _("This is no longer needed."),
        _("“%(need)s” was taken back."),
        _("Thank you for having been ready."),
        many=_("%(count)s needs were taken back."),
    ),
    "need.reopened": _says(_("A need is open again."), _("“%(need)s”"), _("%(reason)s")),
    "need.unmet": _says(_("We did not manage this one. Here is why."), _("“%(need)s”"), _("%(reason)s")),
    "link.asked": _says(
        _("A seat is waiting for you."),
        _("%(what)s"),
        _("When: %(when)s"),
        _("Where: %(where)s"),
        _("Why you: %(why)s"),
        _("If it does not suit you, say no. It changes nothing."),
        many=_("%(count)s seats are waiting for you."),
    ),
    "link.accepted": _says(_("%(who)s said yes."), _("“%(need)s”: %(what)s"), _("When: %(when)s")),
    "link.declined": _says(
        _("%(who)s cannot come."), _("“%(need)s”: %(what)s is open again."), _("When: %(when)s"), _("%(reason)s")
    ),
    "link.withdrawn": _says(
        _("%(who)s has to step back."), _("“%(need)s”: %(what)s is open again."), _("When: %(when)s"), _("%(reason)s")
    ),
    "link.expired": _says(_("No answer from %(who)s."), _("“%(need)s”: %(what)s is open again."), _("When: %(when)s")),
    "link.taken_back": _says(
        _("An invitation was taken back."),
        _("%(what)s"),
        _("When: %(when)s"),
        _("You need do nothing."),
        many=_("%(count)s invitations were taken back."),
    ),
    "link.lapsed": _says(
        _("This seat is no longer held for you."), _("%(what)s"), _("That's all right. It changes nothing.")
    ),
    "outcome.claimed": _says(
        _("Is it solved?"), _("“%(need)s”: they say that it is done."), _("“%(note)s”"), _("Yours is the last word.")
    ),
    "outcome.to_ask": _says(
        _("Somebody’s word is missing."), _("“%(need)s” is said to be done."), _("Please ask whether it is solved.")
    ),
    "outcome.answered": _says(_("The person helped has answered."), _("“%(need)s”: %(answer)s")),
    "hours.confirmed": _says(
        _("Your hours are confirmed."), _("%(what)s: %(hours)s h"), _("When: %(when)s"), _("Thank you for your time.")
    ),
    "hours.corrected": _says(
        _("Your hours were corrected."), _("%(what)s: %(hours)s h added or taken off"), _("%(reason)s")
    ),
    "certificate.taken_back": _says(
        _("A certificate of yours was taken back."),
        _("%(number)s, issued by %(issuer)s"),
        _("%(reason)s"),
        _("Make a new one whenever you like: it says what the records say now."),
    ),
    "record.noted": _says(
        _("Something was written into your record."),
        _("%(what)s, by %(unit)s"),
        _("If it is not right, tell them: they must look."),
    ),
    "record.corrected": _says(
        _("Your record was put right."),
        _("%(what)s, by %(unit)s"),
        _("%(reason)s"),
        _("The first line stays readable."),
    ),
    "star.publicised": _says(
        _("Your hours reach a star."),
        _("Stars: %(stars)s, for %(hours)s hours or more"),
        _("It is publicised with your volunteer number until %(until)s, then it takes effect."),
        _("If you do not want it, say so on the page. No reason is needed."),
    ),
    "star.began": _says(_("Your star is in effect."), _("Stars: %(stars)s"), _("Thank you for your time.")),
    "star.revoked": _says(
        _("A star of yours is no longer reached."),
        _("Hours were corrected: fewer than %(hours)s are left of those that count."),
        _("Stars now: %(left)s"),
    ),
    "star.stopped": _says(
        _("Your star was stopped after an objection."),
        _("Stars: %(stars)s"),
        _("%(reason)s"),
        _("You may call the office."),
    ),
    "honour.given": _says(_("Somebody thanks you."), _("“%(deed)s”"), _("Nobody else reads it until you say yes.")),
    "fund.due": _says(
        _("The account of %(fund)s is due."), _("Publish it by %(day)s: one press, the book has the figures.")
    ),
    "fund.late": _says(_("The account of %(fund)s is late."), _("It was due on %(day)s. One press publishes it.")),
    "hours.refused": _says(_("These hours were not confirmed."), _("%(what)s: %(hours)s h"), _("%(reason)s")),
    "spending.granted": _says(_("Your time credit is used for what you asked."), _("%(what)s: %(hours)s h")),
    "spending.refused": _says(
        _("The office cannot do this."), _("%(what)s: %(hours)s h"), _("%(reason)s"), _("Your credit is as it was.")
    ),
    "mandate.given": _says(
        _("You may now act for %(organisation)s."), _("%(role)s, %(place)s."), _("Until %(until)s.")
    ),
    "mandate.ended": _says(_("You no longer act for %(organisation)s."), _("%(role)s, %(place)s.")),
    "membership.begun": _says(_("You now belong to %(organisation)s."), _("Your duty: %(duty)s")),
    "membership.ended": _says(_("You no longer belong to %(organisation)s."), _("Thank you for your time.")),
    "sign_up.offered": _says(
        _("A place has become free for you."),
        _("%(what)s"),
        _("When: %(when)s"),
        _("Where: %(where)s"),
        _("It is kept for you until %(until)s."),
    ),
    "sign_up.passed_on": _says(
        _("The place went on to the next."),
        _("%(what)s"),
        _("When: %(when)s"),
        _("That's all right. It changes nothing."),
    ),
    "sign_up.cancelled": _says(
        _("%(who)s can’t come."), _("%(what)s"), _("When: %(when)s"), _("The place is free again."), _("%(reason)s")
    ),
    "sign_up.blocked": _says(
        _("Before your shift something has to be put right."),
        _("%(what)s"),
        _("When: %(when)s"),
        _("%(missing)s"),
        _("%(office)s helps you with it."),
        _("Your place is kept until %(until)s."),
        many=_("Before %(count)s of your shifts something has to be put right."),
    ),
    "sign_up.restored": _says(
        _("All is in order again. We look forward to you."),
        _("%(what)s"),
        _("When: %(when)s"),
        many=_("All is in order again for %(count)s of your shifts."),
    ),
    "sign_up.let_go": _says(
        _("Your place could not be kept any longer."),
        _("%(what)s"),
        _("When: %(when)s"),
        _("%(missing)s"),
        _("Once it is put right you may sign up again. Your past hours stay as they are."),
    ),
    "sign_up.not_ready": _says(
        _("Somebody on a shift of yours is not ready."),
        _("%(who)s, %(what)s: %(seen)s"),
        _("When: %(when)s"),
        _("Since: %(since)s"),
        _("The place is kept until %(until)s, then it goes on to who waits."),
        many=_("On %(count)s of your shifts somebody is not ready."),
    ),
    "sign_up.ready": _says(
        _("Somebody on a shift of yours is ready again."),
        _("%(who)s, %(what)s"),
        _("When: %(when)s"),
        many=_("On %(count)s of your shifts somebody is ready again."),
    ),
    "sign_up.gave_way": _says(
        _("A place of a shift of yours is free again."),
        _("%(who)s, %(what)s: %(seen)s"),
        _("When: %(when)s"),
    ),
    "shift.uncovered": _says(
        _("A shift has no accident cover for its day."),
        _("%(what)s"),
        _("When: %(when)s"),
        _("Until it is written down, nobody can be noted as having come."),
        many=_("%(count)s shifts have no accident cover for their day."),
    ),
    "sign_up.guardian_agreed": _says(
        _("Your guardian agrees. You are on it."), _("%(what)s"), _("When: %(when)s"), _("Where: %(where)s")
    ),
    "sign_up.guardian_refused": _says(
        _("Your guardian does not agree this time."),
        _("%(what)s"),
        _("When: %(when)s"),
        _("Talk about it together. There will be something else that suits you both."),
    ),
    "activity.changed": _says(
        _("Something you signed up for has changed."),
        _("%(what)s"),
        _("What is new: %(changed)s"),
        _("If it does not suit you any more, say so. It changes nothing."),
    ),
    "series.left": _says(
        _("%(who)s can’t come any more."),
        _("%(what)s, dates: %(count)s"),
        _("The next of them: %(when)s"),
        _("The places are free again."),
        _("%(reason)s"),
    ),
    "series.extended": _says(
        _("It goes on: there are more dates."),
        _("%(what)s"),
        _("Until %(last)s."),
        _("Say on which of them you come."),
    ),
    "guardian.asked": _says(
        _("%(who)s would like to help, and you decide with them."),
        _("%(what)s"),
        _("When: %(when)s"),
        _("Where: %(where)s"),
    ),
    "offer.expired": _says(
        _("Your offer is over."), _("“%(offer)s” has come to its last day."), _("You may put a new one on the table.")
    ),
    "shift.moved": _says(
        _("Your shift has moved."),
        _("%(what)s"),
        _("Now: %(when)s"),
        _("Before: %(before)s"),
        _("Where: %(where)s"),
        _("%(reason)s"),
        _("If it does not suit you any more, say so. It changes nothing."),
        many=_("%(count)s shifts have moved."),
    ),
    "shift.cancelled": _says(
        _("Your shift is off. Please do not set out."),
        _("%(what)s"),
        _("When: %(when)s"),
        _("Where: %(where)s"),
        _("%(reason)s"),
        many=_("%(count)s shifts are off. Please do not set out."),
    ),
    "shift.still_coming": _says(
        _("Still coming?"),
        _("%(what)s"),
        _("When: %(when)s"),
        _("Where: %(where)s"),
        _("If you can't, say so now. The seat opens for somebody else at once."),
    ),
}


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
