"""A flow from column to column: posts as high as they are many, bands between them. Numbers in, SVG out."""

from collections.abc import Sequence
from typing import NamedTuple

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

WIDE, HIGH, TOP, ROOM, POST = 1040, 200, 30, 58, 12
LABELS = 160  # what the last column leaves free for its words


class Post(NamedTuple):
    """So many at one stage. `kind` is a class of the stylesheet: `post`, `store` or `hole`."""

    name: str
    many: int
    words: str
    what: str
    kind: str = "post"


class Band(NamedTuple):
    source: str
    target: str
    many: int


def flow_svg(columns: Sequence[Sequence[Post]], ways: Sequence[Band], label: str) -> SafeString:
    """Posts that are nothing are left out. Every post has room for its words, however small it is."""
    whole = max((post.many for column in columns for post in column), default=0)
    if not whole:
        return SafeString("")
    step = (WIDE - LABELS) / max(1, len(columns) - 1)
    spots, drawn, bottom = {}, "", 0.0
    for place, column in enumerate(columns):
        y = float(TOP)
        for post in (one for one in column if one.many):
            tall = max(4.0, HIGH * post.many / whole)
            spots[post.name] = [round(place * step), y, y]
            drawn += _post(round(place * step), y, tall, post)
            y += max(tall, ROOM) + 12
        bottom = max(bottom, y)
    bands = "".join(_band(spots, way, whole) for way in ways if way.many and way.source in spots)
    return mark_safe(
        f'<svg class="flow" viewBox="-4 4 {WIDE} {bottom:.0f}" role="img" aria-label="{escape(label)}">'
        f"{bands}{drawn}</svg>"
    )


def _post(x: int, y: float, tall: float, post: Post) -> str:
    middle = y + min(tall, 60) / 2
    return (
        f'<rect class="{escape(post.kind)}" x="{x}" y="{y:.1f}" width="{POST}" height="{tall:.1f}" rx="4"/>'
        f'<text class="n" x="{x + 26}" y="{middle + 6:.1f}">{escape(post.words)}</text>'
        f'<text x="{x + 26}" y="{middle + 27:.1f}">{escape(post.what)}</text>'
    )


def _band(spots: dict[str, list[float]], way: Band, whole: int) -> str:
    """From where the last band of its source ended to where its target begins."""
    tall = max(4.0, HIGH * way.many / whole)
    source, target = spots[way.source], spots[way.target]
    x, y, to_x, to_y = source[0] + POST, source[2], target[0], target[1]
    source[2] += tall
    middle = (x + to_x) / 2
    return (
        f'<path class="band" d="M{x:.0f} {y:.1f}C{middle:.0f} {y:.1f} {middle:.0f} {to_y:.1f} {to_x:.0f} {to_y:.1f}'
        f'V{to_y + tall:.1f}C{middle:.0f} {to_y + tall:.1f} {middle:.0f} {y + tall:.1f} {x:.0f} {y + tall:.1f}Z"/>'
    )
