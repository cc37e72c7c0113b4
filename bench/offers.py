"""What the needs of an invented city ask beside people, and what is offered: goods, money, rooms, social workers."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np

from bench.ground import pointers, zipf
from tongzhuo.engine.instance import Floats, Ints, Kind

DAY = 24 * 60
ITEM_0, PURPOSE_0, CARE_0 = 100, 200, 300  # first terms of items, purposes and specialties
FEN = 10_000  # money is asked and given in units of 100 yuan
SIZES = np.array([10, 30, 60])  # heads: small, middle and large rooms
PARTS = (7 * 60, 13 * 60 + 30, 20 * 60)  # when a room's day-parts begin
Columns = dict[str, Any]


@dataclasses.dataclass(frozen=True)
class Offers:
    """Shares of the needs that ask for each kind, and what is there for them."""

    goods: float = 0.40
    items: int = 60
    units: tuple[int, int] = (5, 40)  # a need asks
    lot: tuple[int, int] = (20, 120)  # a giver has
    goods_radius_km: tuple[float, float, float] = (8.0, 0.4, 20.0)  # lognormal median and sigma; cap
    money: float = 0.25
    purposes: int = 8
    hundreds: tuple[int, int] = (5, 50)  # of yuan: a need asks
    fund: tuple[int, int] = (50, 400)  # of yuan: a fund has
    reach: tuple[float, ...] = (0.5, 0.35, 0.15)  # a fund serves one community, five neighbouring ones, the city
    rooms: float = 0.20
    rooms_an_ask: float = 0.30
    room_sizes: tuple[float, ...] = (0.3, 0.4, 0.3)
    sizes_asked: tuple[float, ...] = (0.5, 0.35, 0.15)
    room_open: float = 0.45  # chance of each of 21 day-parts
    room_radius_m: int = 3_000
    care: float = 0.10
    specialties: int = 5
    cases: tuple[float, ...] = (0.7, 0.3)  # a need takes one or two
    caseload: tuple[int, int] = (1, 4)
    care_radius_m: int = 10_000
    stock: tuple[float, float] = (0.7, 0.95)  # offers of an item, purpose or specialty cover this much of the demand
    away_km: float = 3.0  # standard deviation of the way from an offer to some need


def with_offers(rng: np.random.Generator, columns: Columns, knobs: Offers) -> Columns:
    """`columns` with roles of the other kinds for a share of the needs, and the supplies for them."""
    draw = _Draw(rng, columns, knobs)
    for kind in (draw.goods, draw.money, draw.rooms, draw.care):
        roles, supplies = kind()
        columns = _with_rows(_with_rows(columns, "role", roles), "supply", supplies)
    return columns


class _Draw:
    """The needs as they stand: of each its first role, whose time, point and community the others share."""

    def __init__(self, rng: np.random.Generator, columns: Columns, knobs: Offers) -> None:
        self.rng, self.knobs, self.needs = rng, knobs, len(columns["need_urgency"])
        first = np.zeros(self.needs, np.int64)
        first[columns["role_need"][::-1]] = np.arange(len(columns["role_need"]))[::-1]
        self.start, self.end = columns["role_start"][first], columns["role_end"][first]
        self.place, self.lat, self.lon = (columns[f"role_{name}"][first] for name in ("place", "lat", "lon"))

    def goods(self) -> tuple[Columns, Columns]:
        knobs, need = self.knobs, self._some(self.knobs.goods)
        item, amount = (
            self.rng.choice(knobs.items, len(need), p=zipf(knobs.items, 0.8)),
            self._between(knobs.units, need),
        )
        of_item, lots = self._lots(item, amount, knobs.items, knobs.lot)
        median, sigma, cap = knobs.goods_radius_km
        radius = 1_000 * np.minimum(self.rng.lognormal(np.log(median), sigma, len(lots)), cap)
        roles = self._asked(Kind.GOODS, need, amount, what=ITEM_0 + item)
        return roles, self._offered(Kind.GOODS, lots, term=ITEM_0 + of_item, radius_m=radius.astype(np.int64))

    def money(self) -> tuple[Columns, Columns]:
        knobs, need = self.knobs, self._some(self.knobs.money)
        purpose, amount = self.rng.integers(0, knobs.purposes, len(need)), self._between(knobs.hundreds, need)
        of_purpose, funds = self._lots(purpose, amount, knobs.purposes, knobs.fund)
        reach = self.rng.choice(3, len(funds), p=knobs.reach)
        home = self.place[self.rng.choice(need, len(funds))] if len(funds) else np.zeros(0, np.int64)
        first = np.select([reach == 0, reach == 1], [home, home // 5 * 5], -1)
        last = np.select([reach == 0, reach == 1], [home + 1, home // 5 * 5 + 5], -1)
        roles = self._asked(Kind.MONEY, need, amount * FEN, purpose=PURPOSE_0 + purpose)
        purposes = {"purpose": PURPOSE_0 + of_purpose, "place_from": first, "place_to": last}
        return roles, self._offered(Kind.MONEY, funds * FEN, **purposes)

    def rooms(self) -> tuple[Columns, Columns]:
        knobs, need = self.knobs, self._some(self.knobs.rooms)
        asked = SIZES[self.rng.choice(3, len(need), p=knobs.sizes_asked)]
        count = max(2, int(len(need) * knobs.rooms_an_ask))
        heads = SIZES[self.rng.choice(3, count, p=knobs.room_sizes)]
        roles = self._asked(Kind.SPACE, need, asked, start=self.start[need], end=self.end[need])
        rooms = self._offered(Kind.SPACE, heads, radius_m=np.full(count, knobs.room_radius_m))
        room, part = np.nonzero(self.rng.random((count, 21)) < knobs.room_open)
        opens = part // 3 * DAY + np.array(PARTS)[part % 3]
        windows = {"_windows": np.bincount(room, minlength=count), "window_start": opens, "window_end": opens + 240}
        return roles, rooms | windows

    def care(self) -> tuple[Columns, Columns]:
        knobs, need = self.knobs, self._some(self.knobs.care)
        special = self.rng.integers(0, knobs.specialties, len(need))
        cases = 1 + self.rng.choice(2, len(need), p=knobs.cases)
        of_special, loads = self._lots(special, cases, knobs.specialties, knobs.caseload)
        roles = self._asked(Kind.PROFESSIONAL, need, cases, what=CARE_0 + special)
        radius = np.full(len(loads), knobs.care_radius_m)
        return roles, self._offered(Kind.PROFESSIONAL, loads, term=CARE_0 + of_special, radius_m=radius)

    def _some(self, share: float) -> Ints:
        return np.flatnonzero(self.rng.random(self.needs) < share)

    def _between(self, span: tuple[int, int], rows: Ints) -> Ints:
        return self.rng.integers(span[0], span[1] + 1, len(rows))

    def _lots(self, of: Ints, amount: Ints, terms: int, span: tuple[int, int]) -> tuple[Ints, Ints]:
        """Term and size of each lot: of every term so many that they cover a part of what is asked of it."""
        cover = np.bincount(of, amount, terms) * self.rng.uniform(*self.knobs.stock, terms)
        lots = [self._cut(int(most), span) for most in cover]
        return np.repeat(np.arange(terms), [len(mine) for mine in lots]), np.concatenate(lots)

    def _cut(self, most: int, span: tuple[int, int]) -> Ints:
        sizes = self.rng.integers(span[0], span[1] + 1, most // span[0] + 1)
        ends = np.minimum(np.cumsum(sizes), most)
        cut = np.diff(ends, prepend=0)
        return cut[cut > 0]

    def _asked(self, kind: Kind, need: Ints, quantity: Ints, **more: Ints) -> Columns:
        count, none = len(need), np.full(len(need), -1)
        usual = {"what": none, "purpose": none, "start": none, "end": none, "language": none}
        here = {"lat": self.lat[need], "lon": self.lon[need], "place": self.place[need]}
        return usual | here | {"need": need, "kind": np.full(count, int(kind)), "quantity": quantity} | more

    def _offered(self, kind: Kind, capacity: Ints, **more: Ints) -> Columns:
        count, none, nought = len(capacity), np.full(len(capacity), -1), np.zeros(len(capacity), np.int64)
        lat, lon = self._somewhere(count)
        usual = dict.fromkeys(("max_bookings", "max_minutes", "radius_m", "place_from", "place_to"), none)
        usual |= {"languages": nought, "causes": nought, "reliability": nought + 500}
        return usual | {"kind": np.full(count, int(kind)), "capacity": capacity, "lat": lat, "lon": lon} | more

    def _somewhere(self, count: int) -> tuple[Floats, Floats]:
        """Points around some of the needs."""
        near, off = (
            self.rng.integers(0, self.needs, count),
            self.rng.normal(0, self.knobs.away_km, (count, 2)) / 111.195,
        )
        return self.lat[near] + off[:, 1], self.lon[near] + off[:, 0] / np.cos(np.radians(30.5))


def _with_rows(columns: Columns, table: str, rows: Columns) -> Columns:
    """`columns` with more rows in a table; the lists of supplies, too. What a column does not tell is -1."""
    count, before, made = len(rows["kind"]), len(columns[f"{table}_kind"]), dict(columns)
    for name in [name for name in rows if name not in _LISTED and not name.startswith("_")]:
        old = columns.get(f"{table}_{name}", np.full(before, -1))
        made[f"{table}_{name}"] = np.concatenate((old, rows[name]))
    if table == "supply":
        made["party_person"] = np.concatenate((columns["party_person"], rows["kind"] == Kind.PROFESSIONAL))
        made |= _lists(columns, rows, before, count)
    return made


_LISTED = ("term", "purpose", "window_start", "window_end")


def _lists(columns: Columns, rows: Columns, before: int, count: int) -> Columns:
    """The lists of the supplies with those of `count` more: one term, one purpose, or so many windows each."""
    none, made = np.zeros(0, np.int64), {}
    sizes = {name: np.full(count, int(name in rows)) for name in ("term", "purpose")}
    sizes["window"] = rows.get("_windows", np.zeros(count, np.int64))
    for name, more in sizes.items():
        old = np.diff(columns.get(f"{name}_ptr", np.zeros(before + 1, np.int64)))
        made[f"{name}_ptr"] = pointers(np.concatenate((old, more)))
    for name in ("term", "purpose"):
        made[f"{name}_index"] = np.concatenate((columns.get(f"{name}_index", none), rows.get(name, none)))
    for name in ("window_start", "window_end"):
        made[name] = np.concatenate((columns[name], rows.get(name, none)))
    return made
