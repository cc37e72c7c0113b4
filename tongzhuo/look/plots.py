"""Plans as pictures: ways on a map, circles on a map, bars. Numbers in, SVG out; colours come from the stylesheet."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

WIDTH, HEIGHT, MARGIN = 800, 520, 80
LEAST_SPAN = 0.008  # degrees: a single point still has some country around it
MOST_NAMES = 12
COLUMNS, ROOM_FOR_WORDS = 480, 75  # how wide columns are together; how wide one is that can carry its words


class Spot(NamedTuple):
    """A point in degrees of WGS-84."""

    lat: float
    lon: float


class Way(NamedTuple):
    """`many` go from one point to another; `kind` is a class of the stylesheet: `person` or `body`."""

    start: Spot
    end: Spot
    many: int
    kind: str


class Circle(NamedTuple):
    """A figure at a point, as large as it says, with a name."""

    spot: Spot
    figure: int
    name: str


@dataclass(frozen=True)
class Frame:
    """From degrees to units of the picture: north is up, and a metre is as long in both directions."""

    west: float
    north: float
    scale: float
    squeeze: float

    @classmethod
    def around(cls, spots: Sequence[Spot]) -> "Frame":
        lats, lons = [spot.lat for spot in spots], [spot.lon for spot in spots]
        squeeze = math.cos(math.radians((min(lats) + max(lats)) / 2))
        high = max(max(lats) - min(lats), LEAST_SPAN)
        wide = max((max(lons) - min(lons)) * squeeze, LEAST_SPAN)
        scale = min((WIDTH - 2 * MARGIN) / wide, (HEIGHT - 2 * MARGIN) / high)
        west = (min(lons) + max(lons)) / 2 * squeeze - WIDTH / 2 / scale
        return cls(west, (min(lats) + max(lats)) / 2 + HEIGHT / 2 / scale, scale, squeeze)

    def at(self, spot: Spot) -> str:
        x = (spot.lon * self.squeeze - self.west) * self.scale
        return f"{x:.0f} {(self.north - spot.lat) * self.scale:.0f}"


def ways_svg(ways: Sequence[Way], names: Sequence[Circle], label: str) -> SafeString:
    """Lines from whoever comes (discs) to where they are needed (squares), the places around by name."""
    if not ways:
        return SafeString("")
    frame = Frame.around([spot for way in ways for spot in (way.start, way.end)])
    starts = {(way.start, way.kind): 0 for way in ways}
    for way in ways:
        starts[way.start, way.kind] += way.many
    lines = "".join(_line(frame, width, ways) for width in range(1, 7))
    needs = "".join(f"M{frame.at(spot)}m-9 -9h18v18h-18z" for spot in sorted({way.end for way in ways}))
    discs = "".join(_disc(frame, spot, 4 + _radius(many, 3), kind) for (spot, kind), many in sorted(starts.items()))
    return _picture(f'{lines}{discs}<path class="goal" d="{needs}"/>{_names(frame, names)}', label)


def circles_svg(circles: Sequence[Circle], label: str) -> SafeString:
    """Circles as large as their figures, the figure inside and the name below."""
    if not circles:
        return SafeString("")
    frame = Frame.around([circle.spot for circle in circles])
    drawn = [_figure(frame, circle) for circle in sorted(circles, key=lambda circle: -circle.figure)]
    return _picture("".join(drawn), label)


def bar_svg(part: int, whole: int) -> SafeString:
    """A bar of which `part` of `whole` is full. The figures stand beside it."""
    full = 200 * part / whole if whole else 0
    return mark_safe(
        '<svg class="bar-of" viewBox="0 0 200 8" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect width="200" height="8"/><rect class="full" width="{full:.1f}" height="8"/></svg>'
    )


def columns_svg(columns: Sequence[tuple[str, int, str]], label: str) -> SafeString:
    """A column for each (name below, height, words above); the same figures stand in a table beside it."""
    most = max((height for _name, height, _words in columns), default=0)
    if not most:
        return SafeString("")
    wide = COLUMNS / len(columns)
    drawn = "".join(_column(round(wide * (place + 0.5)), wide, one, most) for place, one in enumerate(columns))
    return mark_safe(
        f'<svg class="chart" viewBox="0 0 {COLUMNS} 250" role="img" aria-label="{escape(label)}">'
        f'<path class="ax" d="M0 210H{COLUMNS}"/>{drawn}</svg>'
    )


def _column(middle: int, wide: float, one: tuple[str, int, str], most: int) -> str:
    name, height, words = one
    half, tall = round(min(wide * 0.34, 44)), round(170 * height / most)
    above = f'<text class="big" x="{middle}" y="{202 - tall}" text-anchor="middle">{escape(words)}</text>'
    return (
        f'<rect class="col" x="{middle - half}" y="{210 - tall}" width="{2 * half}" height="{tall}" rx="3"/>'
        f"{above if wide >= ROOM_FOR_WORDS else ''}"
        f'<text x="{middle}" y="236" text-anchor="middle">{escape(name)}</text>'
    )


def _line(frame: Frame, width: int, ways: Iterable[Way]) -> str:
    """All ways of one width as one path."""
    drawn = [f"M{frame.at(way.start)}L{frame.at(way.end)}" for way in ways if min(6, _radius(way.many, 1)) == width]
    return f'<path class="way" stroke-width="{width + 1}" d="{"".join(sorted(drawn))}"/>' if drawn else ""


def _disc(frame: Frame, spot: Spot, radius: int, kind: str) -> str:
    x, y = frame.at(spot).split()
    return f'<circle class="{escape(kind)}" cx="{x}" cy="{y}" r="{radius}"/>'


def _figure(frame: Frame, circle: Circle) -> str:
    x, y = frame.at(circle.spot).split()
    radius = 16 + _radius(circle.figure, 6)
    return (
        f'<g><circle class="want" cx="{x}" cy="{y}" r="{radius}"/><text x="{x}" y="{int(y) + 7}">{circle.figure}</text>'
        f'<text class="n" x="{x}" y="{int(y) + radius + 18}">{escape(circle.name)}</text></g>'
    )


def _names(frame: Frame, names: Sequence[Circle]) -> str:
    largest = sorted(names, key=lambda name: (-name.figure, name.name))[:MOST_NAMES]
    points = [(*frame.at(name.spot).split(), name.name) for name in largest]
    return "".join(f'<text class="n" x="{x}" y="{int(y) - 16}">{escape(name)}</text>' for x, y, name in points)


def _radius(many: int, unit: int) -> int:
    """Areas grow with what they say, so radii with its root."""
    return max(1, round(unit * math.sqrt(min(many, 100))))


def _picture(inside: str, label: str) -> SafeString:
    return mark_safe(
        f'<svg class="plot" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(label)}">{inside}</svg>'
    )
