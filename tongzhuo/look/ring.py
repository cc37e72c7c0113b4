"""The ring: five seats at one table, drawn on the server as inline SVG.

Colours come from the stylesheet, so dark mode and print work by themselves. A seat is, from far to near: `none` (a dot:
not needed), `open` (pushed back: nobody yet), `asked` (half way in) or `seated` (pulled in; seated neighbours are
joined). The middle is `forming`, `linked`, `active`, `done` or `unmet`.
"""

import math
from collections.abc import Iterable, Mapping
from contextlib import nullcontext
from functools import lru_cache
from typing import Literal, NamedTuple

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, ngettext, override, pgettext

from tongzhuo.look.icons import PARTY_ICONS

Size = Literal["s", "m", "l"]

PARTIES = ("community", "ngo", "social_worker", "volunteers", "resources")
SEAT_STATES = ("none", "open", "asked", "seated")
CORE_STATES = ("forming", "linked", "active", "done", "unmet")
PARTY_CLASS = {
    "community": "c-community",
    "ngo": "c-ngo",
    "social_worker": "c-social",
    "volunteers": "c-volunteer",
    "resources": "c-resource",
}

_PLUS = '<path d="M12 5v14M5 12h14"/>'
_RADIUS = {"open": 41.0, "asked": 36.5, "seated": 33.0}
_ICON_WIDTH = {"open": 7.5, "asked": 11.5, "seated": 13.5}


class _Label(NamedTuple):
    """Where a party's name stands in the large figure, and how much room its note has there, in units of the figure."""

    x: float
    y: float
    anchor: str
    room: float


_LABELS = (
    _Label(0, -64.5, "middle", 200),
    _Label(53, -17, "start", 62),
    _Label(38, 50, "start", 77),
    _Label(-38, 50, "end", 77),
    _Label(-53, -17, "end", 62),
)


def ring_svg(
    seats: Mapping[str, str],
    core: str = "forming",
    size: Size = "s",
    *,
    language: str | None = None,
    notes: Mapping[str, str] | None = None,
    guide: bool = False,
    progress: float | None = None,
    label: str | None = None,
) -> SafeString:
    """The figure of one need.

    `seats` gives the state of each party (a party left out is not needed). `size`: s (20 to 48 px, position and weight
    only), m (from 80 px, the count in the middle), l (icons in the seats, names and `notes` outside). `guide` draws the
    outer ring of a government that guides. `progress` (0 to 1) is the gold arc while work is under way. `label`
    replaces the sentence; an empty one marks the figure as decoration. A state outside the lists is a ValueError.
    """
    states = tuple(seats.get(party, "none") for party in PARTIES)
    _check(states, core)
    said = tuple((notes or {}).get(party) for party in PARTIES) if size == "l" else (None,) * len(PARTIES)
    with override(language) if language else nullcontext():
        return _drawn(
            states=states,
            core=core,
            size=size,
            notes=said,
            guide=guide,
            progress=progress,
            label=label,
            language=get_language() or "",
        )


def sentence(seats: Mapping[str, str], core: str = "forming") -> str:
    """The ring in words: who sits, who is missing, and how it stands."""
    return _sentence(tuple(seats.get(party, "none") for party in PARTIES), core)


def party_name(party: str) -> str:
    """The name of a party, as a heading."""
    return {
        "community": pgettext("party", "Community"),
        "ngo": pgettext("party", "NGO"),
        "social_worker": pgettext("party", "Social worker"),
        "volunteers": pgettext("party", "Volunteers"),
        "resources": pgettext("party", "Resources"),
    }[party]


def seat_words(state: str) -> str:
    """A seat's state in a word or two."""
    return {
        "none": pgettext("seat", "not needed"),
        "open": pgettext("seat", "seat empty"),
        "asked": pgettext("seat", "asked"),
        "seated": pgettext("seat", "seated"),
    }[state]


def _check(states: Iterable[str], core: str) -> None:
    unknown = {*states} - {*SEAT_STATES} | {core} - {*CORE_STATES}
    if unknown:
        raise ValueError(f"No such state of a seat or of the middle: {', '.join(sorted(unknown))}")


def _sentence(states: tuple[str, ...], core: str) -> str:
    needed = [party for party, state in zip(PARTIES, states, strict=True) if state != "none"]
    missing = [party for party, state in zip(PARTIES, states, strict=True) if state in {"open", "asked"}]
    if not needed:
        words = gettext("no seat at this table yet")
    elif missing:
        text = ngettext(
            "%(taken)d of %(needed)d seat taken; still needed: %(missing)s",
            "%(taken)d of %(needed)d seats taken; still needed: %(missing)s",
            len(needed),
        )
        names = pgettext("between the names in a list", ", ").join(_party_in_a_sentence(party) for party in missing)
        words = text % {"taken": len(needed) - len(missing), "needed": len(needed), "missing": names}
    else:
        text = ngettext(
            "%(taken)d of %(needed)d seat taken; table full",
            "%(taken)d of %(needed)d seats taken; table full",
            len(needed),
        )
        words = text % {"taken": len(needed), "needed": len(needed)}
    standing = {
        "active": pgettext("middle of the ring", "under way"),
        "done": pgettext("middle of the ring", "done"),
        "unmet": pgettext("middle of the ring", "not met"),
    }.get(core)
    return gettext("%(seats)s; %(standing)s") % {"seats": words, "standing": standing} if standing else words


def _party_in_a_sentence(party: str) -> str:
    return {
        "community": pgettext("in a sentence", "community"),
        "ngo": pgettext("in a sentence", "NGO"),
        "social_worker": pgettext("in a sentence", "social worker"),
        "volunteers": pgettext("in a sentence", "volunteers"),
        "resources": pgettext("in a sentence", "resources"),
    }[party]


# A list page draws the same few rings again and again; the key holds everything that changes the drawing.
@lru_cache(maxsize=1024)
def _drawn(
    *,
    states: tuple[str, ...],
    core: str,
    size: Size,
    notes: tuple[str | None, ...],
    guide: bool,
    progress: float | None,
    label: str | None,
    language: str,  # noqa: ARG001 - part of the key: the words inside depend on it
) -> SafeString:
    shapes = ['<circle class="lk-guide" r="50.5"/>'] if guide else []
    shapes += _joins(states)
    shapes += [_seat(place, state, large=size == "l") for place, state in enumerate(states)]
    shapes.append(_core(states, core, size, progress))
    if size == "l":
        shapes += [_name_and_note(place, state, notes[place]) for place, state in enumerate(states)]
    box = "-112 -76 224 142" if size == "l" else "-52 -52 104 104"
    words = _sentence(states, core) if label is None else label
    says = f'role="img" aria-label="{escape(words)}"' if words else 'aria-hidden="true"'
    return mark_safe(f'<svg class="lk lk-{size}" viewBox="{box}" {says}>{"".join(shapes)}</svg>')


def _joins(states: tuple[str, ...]) -> list[str]:
    """The dark bits between two seated neighbours; they lie under the seats."""
    return [
        f'<path class="lk-join" d="M{_at(33, _angle(place) + 26)}A33 33 0 0 1 {_at(33, _angle(place) + 46)}"/>'
        for place, state in enumerate(states)
        if state == states[(place + 1) % len(states)] == "seated"
    ]


def _seat(place: int, state: str, *, large: bool) -> str:
    party, angle = PARTIES[place], _angle(place)
    shape = _seat_shape(state, angle, large=large)
    picture = _picture(party, state, angle) if large and state != "none" else ""
    return f'<g class="lk-seat lk-{state} {PARTY_CLASS[party]}">{shape}{picture}</g>'


def _seat_shape(state: str, angle: float, *, large: bool) -> str:
    if state == "none":
        x, y = _at(36, angle).split()
        return f'<circle cx="{x}" cy="{y}" r="{2.2 if large else 3.5}"/>'
    if state == "open" and not large:
        return f'<path d="M{_at(41, angle - 21)}A41 41 0 0 1 {_at(41, angle + 21)}"/>'
    half = 20.5 if large else 20
    if state == "seated":
        return f'<path d="{_pill(33, 16, angle, half)}"/>'
    if state == "asked":
        return f'<path d="{_pill(36.5, 13 if large else 11.5, angle, half - 1)}"/>'
    return f'<path d="{_pill(41, 14, angle, half - 3.5)}"/>'


def _picture(party: str, state: str, angle: float) -> str:
    x, y = (float(number) for number in _at(_RADIUS[state], angle).split())
    width = _ICON_WIDTH[state]
    lines = _PLUS if state == "open" else PARTY_ICONS[party]
    return (
        f'<svg x="{x - width / 2:.2f}" y="{y - width / 2:.2f}" width="{width}" height="{width}" '
        f'viewBox="0 0 24 24">{lines}</svg>'
    )


def _core(states: tuple[str, ...], core: str, size: Size, progress: float | None) -> str:
    radius = {"s": 14.0, "m": 17.0, "l": 15.5}[size]
    inside = f'<circle r="{radius:g}"/>'
    if core == "active" and progress is not None:
        inside += _progress(radius, progress)
    if core == "done":
        inside += '<path class="lk-mark" d="m-6 .5 4.3 4.5 8-9"/>'
    elif core == "unmet":
        inside += '<path class="lk-mark" d="M-6 0h12"/>'
    elif size != "s":
        needed = sum(state != "none" for state in states)
        inside += (
            f'<text y="{5.3 if size == "m" else 5}" text-anchor="middle">{states.count("seated")}'
            f'<tspan class="lk-of">/{needed}</tspan></text>'
        )
    return f'<g class="lk-core lk-core-{core}">{inside}</g>'


def _progress(radius: float, share: float) -> str:
    around = 2 * math.pi * radius
    return (
        f'<circle class="lk-prog" r="{radius:g}" transform="rotate(-90)" '
        f'stroke-dasharray="{around * min(max(share, 0), 1):.1f} {around:.1f}"/>'
    )


def _name_and_note(place: int, state: str, note: str | None) -> str:
    label = _LABELS[place]
    words = seat_words(state) if note is None else _fitting(note, label.room)
    return (
        f'<text class="lk-name" x="{label.x:g}" y="{label.y:g}" text-anchor="{label.anchor}">'
        f"{escape(party_name(PARTIES[place]))}</text>"
        f'<text class="lk-note lk-note-{state}" x="{label.x:g}" y="{label.y + 9.5:g}" text-anchor="{label.anchor}">'
        f"{escape(words)}</text>"
    )


def _fitting(note: str, room: float) -> str:
    """The note, cut where its room ends: a Chinese character is 7.8 units wide, a Latin letter about half of that."""
    used = 0.0
    for place, letter in enumerate(note):
        used += 7.8 if ord(letter) > 0x2E7F else 4.1
        if used > room:
            return note[: place - 1].rstrip() + "…"
    return note


def _angle(place: int) -> float:
    return -90 + 72 * place


def _at(radius: float, degrees: float) -> str:
    angle = math.radians(degrees)
    return f"{round(radius * math.cos(angle), 1):g} {round(radius * math.sin(angle), 1):g}"


def _pill(radius: float, thickness: float, angle: float, half: float) -> str:
    """A bent bar with round ends, from `angle` - `half` to `angle` + `half` degrees."""
    outer, inner, cap = radius + thickness / 2, radius - thickness / 2, thickness / 2
    start, end = angle - half, angle + half
    return (
        f"M{_at(outer, start)}A{outer:g} {outer:g} 0 0 1 {_at(outer, end)}A{cap:g} {cap:g} 0 0 1 {_at(inner, end)}"
        f"A{inner:g} {inner:g} 0 0 0 {_at(inner, start)}A{cap:g} {cap:g} 0 0 1 {_at(outer, start)}Z"
    )
