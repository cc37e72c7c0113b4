"""Small questions for tests: say what stands on the table, get an Instance."""

from typing import Any

import numpy as np

from tongzhuo.engine.instance import Instance, Kind

HOUR, DAY, WEEK = 60, 24 * 60, 7 * 24 * 60
MORNING = (8 * HOUR, 12 * HOUR)
WHOLE_WEEK = (0, WEEK)
HERE = (30.5, 114.3)


def north(metres: float) -> tuple[float, float]:
    """A point so many metres north of HERE."""
    return HERE[0] + metres / 111_195.08, HERE[1]


class Table:
    """`need`, `role`, `person` and `offer` return the code of what they add; keywords are the columns' names."""

    def __init__(self, **instance: Any) -> None:
        self.instance = instance
        self.rows: dict[str, list[dict[str, Any]]] = {"need": [], "role": [], "party": [], "supply": []}
        self.links: dict[str, list[dict[str, Any]]] = {"fixed": [], "busy": [], "barred": []}

    def need(self, code: str = "", **columns: Any) -> str:
        return self._add("need", code, columns)

    def role(self, kind: Kind = Kind.PEOPLE, need: str = "", code: str = "", **columns: Any) -> str:
        """Asks for as many as the quantity at least; without a need it opens one of its own."""
        columns.setdefault("at_least", max(1, columns.get("quantity", 1)))
        if kind in (Kind.PEOPLE, Kind.SPACE) and "start" not in columns:
            columns |= {"start": 9 * HOUR, "end": 11 * HOUR}
        if columns.get("start") == -1:
            columns["end"] = -1
        return self._add("role", code, {"need": need or self.need(), "kind": kind, **_point(columns)})

    def person(self, code: str = "", party: str = "", **columns: Any) -> str:
        """Someone free all week, within any distance, unless said otherwise."""
        columns.setdefault("windows", [WHOLE_WEEK])
        return self._supply(Kind.PEOPLE, code, party, columns, person=True)

    def offer(self, kind: Kind, code: str = "", party: str = "", **columns: Any) -> str:
        """What an organisation gives."""
        if kind in (Kind.PEOPLE, Kind.SPACE):
            columns.setdefault("windows", [WHOLE_WEEK])
        return self._supply(kind, code, party, columns, person=columns.pop("person", False))

    def fixed(self, role: str, supply: str, quantity: int = 1) -> None:
        self.links["fixed"].append({"role": role, "supply": supply, "quantity": quantity})

    def busy(self, supply: str, start: int, end: int, **columns: Any) -> None:
        self.links["busy"].append({"supply": supply, "start": start, "end": end, **_point(columns)})

    def barred(self, role: str, supply: str) -> None:
        self.links["barred"].append({"role": role, "supply": supply})

    def build(self) -> Instance:
        columns: dict[str, Any] = dict(self.instance)
        for table, rows in (*self.rows.items(), *self.links.items()):
            names = {name for row in rows for name in row} - {"terms", "purposes", "windows"}
            for name in names | ({"code"} if table in self.rows else set()):
                values = [self._value(name, row.get(name, _BLANK.get(name))) for row in rows]
                if all(value is not None for value in values):
                    columns[f"{table}_{name}"] = values
        supplies = self.rows["supply"]
        columns["term_ptr"], columns["term_index"] = _lists(supplies, "terms")
        columns["purpose_ptr"], columns["purpose_index"] = _lists(supplies, "purposes")
        columns["window_ptr"], windows = _lists(supplies, "windows")
        columns["window_start"], columns["window_end"] = [w[0] for w in windows], [w[1] for w in windows]
        return Instance.build(**columns)

    def _add(self, table: str, code: str, columns: dict[str, Any]) -> str:
        code = code or f"{table[0]}{len(self.rows[table]) + 1}"
        self.rows[table].append({"code": code, **columns})
        return code

    def _supply(self, kind: Kind, code: str, party: str, columns: dict[str, Any], *, person: bool) -> str:
        if party not in [row["code"] for row in self.rows["party"]]:
            party = self._add("party", party, {"person": person})
        return self._add("supply", code, {"kind": kind, "party": party, **_point(columns)})

    def _value(self, name: str, value: Any) -> Any:
        tables = {"need": "need", "role": "role", "party": "party", "supply": "supply"}
        return self._row(tables[name], value) if name in tables else value

    def _row(self, table: str, code: str) -> int:
        return [row["code"] for row in self.rows[table]].index(code)


_BLANK: dict[str, Any] = {
    "urgency": 1, "size": 1, "cause": -1, "community": -1, "lift": 100, "what": -1, "purpose": -1, "quantity": 1,
    "at_least": 1, "start": -1,
    "end": -1, "lat": np.nan, "lon": np.nan, "place": -1, "language": -1, "welcome": 0, "checks": 0, "capacity": 1,
    "languages": 0, "causes": 0, "place_from": -1, "place_to": -1, "radius_m": -1, "max_bookings": -1,
    "max_minutes": -1, "rest_until": -1, "load": 0, "reliability": 500, "consented": True,
}  # fmt: skip


def _point(columns: dict[str, Any]) -> dict[str, Any]:
    where = columns.pop("at", None)
    return columns | ({"lat": where[0], "lon": where[1]} if where else {})


def _lists(rows: list[dict[str, Any]], name: str) -> tuple[list[int], list[Any]]:
    lists = [row.get(name, []) for row in rows]
    return np.cumsum([0, *map(len, lists)]).tolist(), [value for values in lists for value in values]
