"""The engine's codes and figures as sentences for people, in the language of the reader."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from tongzhuo.linkages.models import Link

Facts = Mapping[str, Any]


def reasons_of(link: Link) -> list[str]:
    return [sentence for reason in link.reasons if (sentence := reason_words(reason))]


def first_reason(link: Link) -> str:
    return next(iter(reasons_of(link)), "")


def distance(metres: float) -> str:
    """ "400 m" or "3.1 km"."""
    return _("%(n)d m") % {"n": round(metres, -1)} if metres < 1000 else _("%(n)s km") % {"n": f"{metres / 1000:.1f}"}


def reason_words(reason: Facts) -> str:
    """Why somebody was proposed; nothing where the figure says nothing to people."""
    make = REASONS.get(reason["code"])
    return make(reason) if make else ""


def named(facts: Facts) -> str:
    """The name of the word that a fact is about."""
    term = facts.get("term") or {}
    name: str = term.get("zh" if (get_language() or "").startswith("zh") else "en", "")
    return name


def _reliable(facts: Facts) -> str:
    return _("Has come every time.") if facts["fact"] > RELIABLE else ""


def _rested(facts: Facts) -> str:
    if not facts["fact"]:
        return _("Has not been asked for a while.")
    hours = max(1, round(facts["fact"] / 60))
    return ngettext("Only %(n)d hour in these weeks.", "Only %(n)d hours in these weeks.", hours) % {"n": hours}


RELIABLE = 700
REASONS: dict[str, Callable[[Facts], str]] = {
    "walked_in": lambda _facts: _("Came of their own accord."),
    "chosen": lambda _facts: _("Chosen by the coordinator."),
    "agreed": lambda _facts: _("Has been asked already."),
    "near": lambda facts: _("%(distance)s away.") % {"distance": distance(facts["fact"])},
    "free_then": lambda _facts: _("Free at that time."),
    "only_one": lambda _facts: _("Nobody else fits."),
    "to_be_agreed": lambda _facts: _("The amount is to be agreed."),
    "has_enough": lambda _facts: _("Has enough."),
    "skill": lambda facts: _("Fits what is asked: %(what)s.") % {"what": named(facts)},
    "language": lambda facts: _("Speaks %(language)s.") % {"language": named(facts)},
    "cause": lambda facts: _("Works in this field: %(field)s.") % {"field": named(facts)},
    "reliable": _reliable,
    "rested": _rested,
}
