"""The other pictures drawn on the server: the promised-answer clock and the estate with its lit windows."""

import math
import random
from functools import lru_cache

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

BUILDINGS = 6
COLUMNS = 8
MOST_FLOORS = 6
MOST_WINDOWS = BUILDINGS * COLUMNS * MOST_FLOORS

_FLOOR = 31
_GROUND = 250
_ROOFS = (0, 14, 4, 20, 8, 2)
_TREES = ((186, 1.0), (585, 1.15), (984, 0.95))
_TREE = (
    '<path class="trunk" d="M0 0v-62"/><path d="M0-62c-30-6-36 18-36 44M0-66c-18-14-26 22-22 52M0-66c16-14 26 20 22 '
    '54M0-62c30-6 38 16 36 42M0-68c-3 8-6 40-4 52"/>'
)


def clock_svg(fraction: float, pace: str = "") -> SafeString:
    """Time left until the promised answer, as an arc: `fraction` of 1 is all of it. `pace`: "", "soon" or "late".

    A late clock is a full ring. The words beside it say the time.
    """
    around = 2 * math.pi * 18
    share = 1.0 if pace == "late" else min(max(fraction, 0.0), 1.0)
    return mark_safe(
        f'<svg class="due {escape(pace)}" viewBox="0 0 44 44" aria-hidden="true"><circle cx="22" cy="22" r="18"/>'
        f'<circle class="run" cx="22" cy="22" r="18" transform="rotate(-90 22 22)" '
        f'stroke-dasharray="{around * share:.1f} {around:.1f}"/><path d="M22 13v9.5l5.5 3"/></svg>'
    )


def estate_svg(lit: int, total: int, seed: str = "") -> SafeString:
    """`total` windows of a neighbourhood, `lit` of them with a light on; the same `seed` lights the same windows.

    At most 288 windows fit; of a larger place the picture keeps the proportion and the sentence the true numbers.
    """
    return _estate(max(0, min(lit, total)), max(0, total), seed, get_language() or "")


@lru_cache(maxsize=256)
def _estate(lit: int, total: int, seed: str, _language: str) -> SafeString:
    drawn = min(total, MOST_WINDOWS)
    bright = lit if drawn == total else round(lit * drawn / total)
    windows = list(_windows(drawn))
    lights = set(random.Random(seed).sample(range(drawn), bright))
    walls = "".join(_building(number, _floors(drawn)) for number in range(BUILDINGS))
    dark = _panes("pane", [spot for number, spot in enumerate(windows) if number not in lights])
    light = _panes("pane lit", [spot for number, spot in enumerate(windows) if number in lights])
    trees = "".join(f'<g transform="translate({x} {_GROUND}) scale({scale:g})">{_TREE}</g>' for x, scale in _TREES)
    label = gettext("Houses with %(total)d windows; %(lit)d of them are lit") % {"total": total, "lit": lit}
    return mark_safe(
        f'<svg viewBox="0 0 1200 252" role="img" aria-label="{escape(label)}">{walls}{dark}{light}'
        f'<path class="ground" d="M0 {_GROUND}h1200"/><g class="willow">{trees}</g></svg>'
    )


def _floors(windows: int) -> int:
    return min(MOST_FLOORS, max(2, math.ceil(windows / (BUILDINGS * COLUMNS))))


def _top(number: int, floors: int) -> int:
    return 34 + _ROOFS[number] + (MOST_FLOORS - floors) * _FLOOR


def _building(number: int, floors: int) -> str:
    left, top = 8 + number * 199, _top(number, floors)
    wall = f'<path class="wall" d="M{left} {_GROUND}V{top}h170V{_GROUND}z"/>'
    return wall + f'<path class="roof" d="M{left - 5} {top - 4}h180v7h-180z"/>'


def _windows(count: int) -> list[tuple[float, int]]:
    """The top left corners of the windows, floor by floor from the ground, over all buildings alike."""
    floors = _floors(count)
    spots = [
        (8 + number * 199 + 12 + column * 18.8, _top(number, floors) + 18 + floor * _FLOOR)
        for floor in reversed(range(floors))
        for column in range(COLUMNS)
        for number in range(BUILDINGS)
    ]
    return spots[:count]


def _panes(kind: str, spots: list[tuple[float, int]]) -> str:
    """One path for all windows of a kind: a page of 288 rectangles would weigh four times as much."""
    if not spots:
        return ""
    return f'<path class="{kind}" d="{"".join(f"M{x + 1.5:.4g} {y + 1.5:g}h9v14h-9z" for x, y in sorted(spots))}"/>'
