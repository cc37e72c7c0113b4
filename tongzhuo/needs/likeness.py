"""How alike two needs are, from their words: pairs of Chinese characters and other words, rare ones counting more."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache

_HAN_RUN = re.compile(r"[\u3400-\u9fff]+")
# Characters that join words and carry none of the meaning.
_JOINING = frozenset("的了我你他她它是在有就和也都不没吗呢吧着要这那个很会能想请把被给")
_WORD = re.compile(r"[a-z0-9]{4,}")


@lru_cache(maxsize=4096)  # the same needs are compared again whenever an inbox is opened
def tokens(text: str) -> frozenset[str]:
    """电梯坏了 gives 电梯, 梯坏; "the lift broke" gives lift, broke."""
    text = text.lower()
    pairs = (run[at : at + 2] for run in _HAN_RUN.findall(text) for at in range(max(1, len(run) - 1)))
    return frozenset(pair for pair in pairs if not _JOINING & set(pair)) | frozenset(_WORD.findall(text))


def weights(texts: Iterable[frozenset[str]]) -> dict[str, float]:
    """A token that stands in every need says nothing about any of them."""
    seen: Counter[str] = Counter()
    total = 0
    for total, text in enumerate(texts, start=1):  # noqa: B007 - the last one counts them
        seen.update(text)
    return {token: math.log(1 + total / count) for token, count in seen.items()}


def likeness(one: frozenset[str], other: frozenset[str], weight: Mapping[str, float]) -> float:
    """0 for nothing in common, 1 for the same tokens (a weighted Dice coefficient)."""
    both = sum(map(weight.__getitem__, one & other))
    if not both:
        return 0.0
    each = sum(map(weight.__getitem__, one)) + sum(map(weight.__getitem__, other))
    return 2 * both / each


def telling(text: str, shared: frozenset[str], weight: Mapping[str, float], most: int = 3) -> list[str]:
    """The stretches of `text` made of shared tokens, those that say most first: to be shown as the reason."""
    stretches: dict[str, float] = {}
    for run in _HAN_RUN.findall(text):
        stretches.update(_stretches(run, shared, weight))
    stretches |= {word: weight[word] for word in _WORD.findall(text.lower()) if word in shared}
    return sorted(stretches, key=lambda stretch: (-stretches[stretch], stretch))[:most]


def _stretches(run: str, shared: frozenset[str], weight: Mapping[str, float]) -> dict[str, float]:
    found: dict[str, float] = {}
    begin, said = 0, 0.0
    for at in range(len(run)):
        pair = run[at : at + 2]
        if len(pair) == 2 and pair in shared:
            said += weight[pair]
            continue
        if said:
            found[run[begin : at + 1]] = said
        begin, said = at + 1, 0.0
    return found
