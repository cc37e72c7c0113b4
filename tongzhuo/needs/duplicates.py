"""Needs that may be the same one, with the sentences that say so: for whoever decides whether to merge them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from django.utils.translation import gettext

from tongzhuo.kernel.fields import subtree
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.look.dates import span
from tongzhuo.needs import rules
from tongzhuo.needs.likeness import likeness, telling, tokens, weights
from tongzhuo.needs.models import Need
from tongzhuo.needs.queries import community_of
from tongzhuo.needs.states import OPEN_STATES, State

COMPARED = 120
LEAST, ALIKE = 0.1, 0.22  # by the words alone, and with who, where and what kind counted in
_COMPARED_BY = ("pk", "title", "words", "raised_for_id", "spot", "kind_id")


@dataclass(frozen=True)
class Duplicate:
    """A need that may be the same one; sentences for it and against it."""

    need: Need
    score: float
    pros: tuple[str, ...]
    cons: tuple[str, ...]


def likely_duplicates(viewer: Viewer, need: Need, *, most: int = 3) -> list[Duplicate]:
    """For whoever keeps the place: needs of the same community that wait or are open and sound alike."""
    if not rules.keeps(viewer, need.place):
        return []
    here = subtree(community_of(need.place).path, "place__path")
    rows = (
        Need.objects.filter(here, state__in=(State.RAISED, *OPEN_STATES)).exclude(pk=need.pk).exclude(apart_from=need)
    )
    others = list(rows.order_by("-created").values_list(*_COMPARED_BY, named=True)[:COMPARED])
    texts = {one.pk: tokens(_text(one)) for one in (need, *others)}
    weight = weights(texts.values())
    scores = {other.pk: _score(need, other, texts, weight) for other in others}
    closest = sorted((pk for pk, score in scores.items() if score >= ALIKE), key=lambda pk: -scores[pk])[:most]
    alike = Need.objects.select_related("kind").in_bulk(closest) if closest else {}
    return [_compared(need, alike[pk], scores[pk], texts, weight) for pk in closest if pk in alike]


class _Words(Protocol):
    """What is compared of a need: of all that wait, only this is read."""

    pk: int
    title: str
    words: str
    raised_for_id: int | None
    spot: str
    kind_id: int | None


def _same_person(need: _Words, other: _Words) -> bool:
    return need.raised_for_id is not None and need.raised_for_id == other.raised_for_id


def _same_spot(need: _Words, other: _Words) -> bool:
    return bool(need.spot) and need.spot == other.spot


def _same_kind(need: _Words, other: _Words) -> bool:
    return need.kind_id is not None and need.kind_id == other.kind_id


def _score(need: _Words, other: _Words, texts: Mapping[int, frozenset[str]], weight: Mapping[str, float]) -> float:
    alike = likeness(texts[need.pk], texts[other.pk], weight)
    if alike < LEAST:
        return 0.0
    return alike + 0.15 * _same_person(need, other) + 0.1 * _same_spot(need, other) + 0.05 * _same_kind(need, other)


def _compared(
    need: Need, other: Need, score: float, texts: Mapping[int, frozenset[str]], weight: Mapping[str, float]
) -> Duplicate:
    words = telling(_text(need), texts[need.pk] & texts[other.pk], weight)
    same_person, same_kind, days_apart = _same_person(need, other), _same_kind(need, other), _days_apart(need, other)
    pros = (
        same_person and gettext("The same person asked"),
        _same_spot(need, other) and gettext("The same door"),
        words and gettext("Both speak of %(words)s") % {"words": gettext(", ").join(words)},
        same_kind and gettext("The same kind of need"),
        days_apart is False and gettext("On the same days"),
    )
    cons = (
        days_apart
        and gettext("But the days differ: %(one)s, and %(other)s") % {"one": _days(need), "other": _days(other)},
        not same_kind
        and need.kind
        and other.kind
        and gettext("But another kind: %(kind)s") % {"kind": other.kind.name},
        need.raised_for_id and other.raised_for_id and not same_person and gettext("But somebody else asked"),
    )
    return Duplicate(other, score, tuple(str(pro) for pro in pros if pro), tuple(str(con) for con in cons if con))


def _text(need: _Words) -> str:
    return f"{need.title} {need.words}"


def _days_apart(need: Need, other: Need) -> bool | None:
    """None when one of them has not said."""
    if not (need.starts_on and other.starts_on):
        return None
    first_ends, second_ends = need.ends_on or need.starts_on, other.ends_on or other.starts_on
    return need.starts_on > second_ends or other.starts_on > first_ends


def _days(need: Need) -> str:
    return span(need.starts_on, need.ends_on or need.starts_on) if need.starts_on else ""
