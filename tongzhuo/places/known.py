"""Names of places that files leave out: countries, provinces and states, Chinese cities.

Codes and names of China: National Bureau of Statistics, by way of modood/Administrative-divisions-of-China (2023).
A place that is not in the table is called by its segment until a file or a person names it.
"""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings

from tongzhuo.places.states import Level

_TABLE = Path(__file__).parent / "data" / "known.csv"
# In these countries the segments of a path, joined, are the official code.
CODED_COUNTRIES = ("cn",)
_LEVELS = tuple(Level.values)


@dataclass(frozen=True)
class Known:
    level: str
    name_zh: str
    name_en: str
    time_zone: str


@cache
def _table() -> dict[str, Known]:
    with _TABLE.open(encoding="utf-8", newline="") as file:
        return {r["path"]: Known(r["level"], r["name_zh"], r["name_en"], r["time_zone"]) for r in csv.DictReader(file)}


def known_place(path: str) -> Known:
    """What we know of the place at `path`; at least a level, by its depth, and its segment as a name."""
    if known := _table().get(path):
        return known
    *above, segment = path.strip("/").split("/")
    return Known(level_at(path), "", segment.replace("-", " ").upper(), "" if above else settings.TIME_ZONE)


def level_at(path: str) -> str:
    """The level that a place so deep in the tree usually has."""
    return _LEVELS[min(path.count("/") - 1, len(_LEVELS)) - 1]


def official_code_of(path: str) -> str:
    """`/cn/11/01/05/` is 110105; nothing in countries whose paths are not made of codes."""
    country, *segments = path.strip("/").split("/")
    return "".join(segments) if country in CODED_COUNTRIES else ""


def path_of_code(code: str, country: str = "cn") -> str:
    """`110105` and `110105000000` are `/cn/11/01/05/`; "" when it is no code of 2, 4, 6, 9 or 12 digits."""
    if not code.isascii() or not code.isdigit() or len(code) not in (2, 4, 6, 9, 12):
        return ""
    parts = [code[start:end] for start, end in ((0, 2), (2, 4), (4, 6), (6, 9), (9, 12)) if code[start:end]]
    while len(code) == 12 and len(parts) > 1 and not parts[-1].strip("0"):
        parts.pop()
    return f"/{country}/" + "/".join(parts) + "/"


def known_below(path: str, name: str) -> str:
    """The path of the place right under `path` that the table calls `name`, in full or without its kind; or ""."""
    below = _below().get(path, {})
    return below.get(name) or below.get(name.rstrip("省市")) or ""


@cache
def _below() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for path, known in _table().items():
        names = found.setdefault(path[: path.rstrip("/").rfind("/") + 1], {})
        for name in (known.name_zh, known.name_zh.rstrip("省市"), known.name_en):
            names.setdefault(name, path)
    return found


def known_in(path: str, text: str) -> str:
    """The deepest place of the table under `path` whose Chinese name stands in `text`, or `path` itself."""
    named = [
        below
        for below, known in _table().items()
        if below.startswith(path) and len(known.name_zh) > 2 and known.name_zh in text
    ]
    return max(named, key=lambda below: below.count("/"), default=path)
