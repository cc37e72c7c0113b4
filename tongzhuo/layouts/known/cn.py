"""Official divisions of China as three public collections write them. Keep the year: codes are renamed and merged."""

from collections.abc import Iterable, Mapping
from typing import Any

from tongzhuo.layouts.shape import Layout

_LEVELS = {"village": "community", "villages": "community"}


def _unfolded(cells: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    """An object of codes and names, as the JSON files have it under the code of the place above."""
    return ({"code": code, "name": name} for code, name in cells["codes"].items())


CN = (
    Layout(
        name="cn-liyanjie",
        kind="places",
        columns={"code": "code", "name": "name", "level": "level"},
        signature=frozenset({"code", "parent_code", "level", "name"}),
        constants={"year": "2021"},
        values={"level": _LEVELS},
        source="cn-divisions",
    ),
    Layout(
        name="cn-liyanjie-json",
        kind="places",
        columns={"code": "code", "name": "name"},
        signature=frozenset({"under", "codes"}),
        constants={"year": "2021"},
        source="cn-divisions",
        prepare=_unfolded,
    ),
    Layout(
        name="cn-vonng",
        kind="places",
        columns={"code": "code", "name": "name", "level": "level", "latitude": "lat", "longitude": "lon"},
        signature=frozenset({"code", "parent", "name", "level", "rank", "adcode", "latitude", "longitude"}),
        constants={"year": "2016", "datum": "gcj02"},
        values={"level": _LEVELS},
        source="cn-divisions",
    ),
    Layout(
        name="cn-modood",
        kind="places",
        columns={"code": "code", "name": "name"},
        signature=frozenset({"code", "name", "provinceCode"}),
        constants={"year": "2023"},
        source="cn-divisions",
    ),
)
