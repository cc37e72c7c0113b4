"""Invented communities for the engine: seeded, with knobs, the same on every run and machine.

`community(asks, volunteers, seed=…)` gives one Instance. The people live in a town of `side_km`, offer two to four
weekly windows, know one to three of 24 skills (few know the rare ones), one to three bookings a week; asks want one to
eight people for one to three hours within two weeks, some with a second language or a check. `mixed` adds goods,
money, rooms, social workers and operators to a share of the needs and the offers for them.
"""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np

from tongzhuo.engine.instance import Instance, Ints, Kind

DAY, WEEK = 24 * 60, 7 * 24 * 60
SKILLS, ITEMS, PURPOSES, SPACES = 24, 30, 6, 5
ITEM_0, PURPOSE_0, SPACE_0 = SKILLS, SKILLS + ITEMS, SKILLS + ITEMS + PURPOSES
CARE = SPACE_0 + SPACES  # the term of casework


@dataclasses.dataclass(frozen=True)
class Knobs:
    side_km: float = 5.0
    weeks: int = 2
    any_skill: float = 0.35  # share of people-asks that anyone can do
    second_language: float = 0.06
    check: float = 0.08  # share of people-asks that want a background check
    checked: float = 0.35  # share of volunteers that have it
    asks_a_need: tuple[float, ...] = (0.55, 0.3, 0.15)  # one, two, three people-asks
    people_an_ask: float = 0.45  # geometric: mean 1 / p, at most 8
    active: float = 0.7  # share of volunteers with any window in these weeks
    busy: float = 0.1  # share of volunteers with a booking elsewhere
    agreed: float = 0.05  # share of one-person asks with a living link from an earlier plan
    barred: float = 0.002  # pairs per ask x volunteer on which somebody said no
    mixed: float = 0.0  # share of needs that also want goods, money, a room, a social worker or an operator


def community(asks: int, volunteers: int, *, seed: int = 1, knobs: Knobs | None = None, **changes: Any) -> Instance:
    """An instance with exactly so many people-asks and volunteers; `changes` are single knobs."""
    knobs = dataclasses.replace(knobs or Knobs(), **changes)
    rng = np.random.default_rng([seed, asks, volunteers])
    needs = _needs(rng, asks, knobs)
    roles = _people_roles(rng, asks, needs, knobs)
    supplies = _volunteers(rng, volunteers, knobs)
    if knobs.mixed:
        _mix(rng, needs, roles, supplies, knobs)
    settled = _settled(rng, roles, supplies, volunteers, knobs)
    return Instance.build(**_coded("need", needs), **_coded("role", roles), **_supply_columns(supplies), **settled)


def _needs(rng: np.random.Generator, asks: int, knobs: Knobs) -> dict[str, Any]:
    sizes = rng.choice([1, 2, 3], asks, p=knobs.asks_a_need)
    count = int(np.searchsorted(np.cumsum(sizes), asks)) + 1 if asks else 0
    return {
        "need_urgency": rng.choice([1, 2, 3], count, p=[0.6, 0.3, 0.1]),
        "need_size": np.minimum(1 + (rng.pareto(1.3, count) * 2).astype(int), 400),
        "need_cause": rng.integers(0, 8, count),
        "_asks": np.diff(np.minimum(np.cumsum(np.concatenate(([0], sizes[:count]))), asks)),
        "_point": rng.uniform(0, knobs.side_km, (count, 2)),
        "_day": rng.integers(0, 7 * knobs.weeks, count),
    }


def _people_roles(rng: np.random.Generator, asks: int, needs: dict[str, Any], knobs: Knobs) -> dict[str, Any]:
    need = np.repeat(np.arange(len(needs["_asks"])), needs["_asks"])
    common = np.power(np.arange(1, SKILLS + 1), -0.8)
    skill = rng.choice(SKILLS, asks, p=common / common.sum())
    same_day = rng.random(asks) < 0.6
    day = np.where(same_day, needs["_day"][need], rng.integers(0, 7 * knobs.weeks, asks))
    start = day * DAY + rng.choice(np.arange(8 * 60, 19 * 60, 30), asks)
    quantity = np.minimum(rng.geometric(knobs.people_an_ask, asks), 8)
    lat, lon = _degrees(needs["_point"][need] + rng.normal(0, 0.15, (asks, 2)))
    return {
        "role_need": need,
        "role_kind": np.full(asks, int(Kind.PEOPLE)),
        "role_what": np.where(rng.random(asks) < knobs.any_skill, -1, skill),
        "role_purpose": np.full(asks, -1),
        "role_quantity": quantity,
        "role_at_least": np.maximum(1, np.where(rng.random(asks) < 0.3, quantity - 1, quantity)),
        "role_start": start,
        "role_end": start + rng.choice([60, 90, 120, 180], asks, p=[0.25, 0.2, 0.4, 0.15]),
        "role_lat": lat,
        "role_lon": lon,
        "role_language": np.where(rng.random(asks) < knobs.second_language, rng.integers(1, 4, asks), -1),
        "role_welcome": np.where(rng.random(asks) < 0.1, 2, 0),
        "role_checks": (rng.random(asks) < knobs.check).astype(int),
    }


def _volunteers(rng: np.random.Generator, count: int, knobs: Knobs) -> list[dict[str, Any]]:
    rare = np.power(np.arange(1, SKILLS + 1), -1.0)
    lat, lon = _degrees(rng.uniform(0, knobs.side_km, (count, 2)))
    return [_volunteer(rng, knobs, rare / rare.sum(), (lat[at], lon[at])) for at in range(count)]


def _volunteer(rng: np.random.Generator, knobs: Knobs, rare: Any, point: tuple[float, float]) -> dict[str, Any]:
    bookings = int(rng.choice([1, 2, 3], p=[0.5, 0.35, 0.15]))
    return {
        "kind": int(Kind.PEOPLE),
        "person": True,
        "capacity": 1,
        "terms": rng.choice(SKILLS, int(rng.integers(1, 4)), replace=False, p=rare).tolist(),
        "languages": 1 + int((rng.random(3) < [0.2, 0.06, 0.03]) @ [2, 4, 8]),
        "checks": int(rng.random() < knobs.checked),
        "causes": int((rng.random(8) < 0.25) @ (2 ** np.arange(8))),
        "lat": point[0],
        "lon": point[1],
        "radius": int(np.clip(rng.lognormal(np.log(2500), 0.5), 500, 10000)),
        "windows": _windows(rng, knobs) if rng.random() < knobs.active else [],
        "max_bookings": bookings,
        "max_minutes": bookings * int(rng.choice([120, 180, 240])),
        "rest": WEEK if rng.random() < 0.03 else -1,
        "load": int(rng.exponential(180)),
        "reliability": int(1000 * rng.beta(8, 2)),
        "consented": bool(rng.random() < 0.97),
    }


def _windows(rng: np.random.Generator, knobs: Knobs) -> list[tuple[int, int]]:
    weekly = []
    for day in rng.choice(7, int(rng.integers(2, 5)), replace=False).tolist():
        start = int(rng.choice([8, 9, 13, 14, 18])) * 60
        weekly.append((day * DAY + start, day * DAY + start + int(rng.choice([120, 180, 240, 300]))))
    return sorted((w * WEEK + a, w * WEEK + b) for w in range(knobs.weeks) for a, b in weekly)


def _mix(rng: np.random.Generator, needs: dict[str, Any], roles: dict[str, Any], supplies: list[Any], k: Knobs) -> None:
    """Roles of the other kinds for a share of the needs, and offers for a part of what they ask."""
    asked: list[dict[str, Any]] = []
    for need in np.flatnonzero(rng.random(len(needs["need_size"])) < k.mixed).tolist():
        kinds = rng.choice([1, 1, 2, 3, 4, 5], int(rng.integers(1, 3)), replace=False).tolist()
        asked.extend([_other_role(rng, need, kind, needs) for kind in kinds])
    lat, lon = _degrees(np.array([role.pop("_point") for role in asked]).reshape(-1, 2))
    for name, column in roles.items():
        short = name.removeprefix("role_")
        values = [role.get(short, _BLANK.get(short, -1)) for role in asked]
        more = {"lat": lat, "lon": lon}.get(short, np.array(values, column.dtype))
        roles[name] = np.concatenate((column, more))
    for kind, share in _OFFERS.items():
        wanted = [role for role in asked if role["kind"] == kind]
        supplies.extend([_offer_like(rng, role, k) for role in wanted if rng.random() < share])
    supplies.extend([_bulk(rng, k) for _ in range(len(asked) // 20)])


_BLANK = {"welcome": 0, "checks": 0}
_OFFERS = {Kind.GOODS: 0.6, Kind.MONEY: 0.3, Kind.SPACE: 0.25, Kind.PROFESSIONAL: 0.2, Kind.OPERATOR: 0.15}


def _other_role(rng: np.random.Generator, need: int, kind: int, needs: dict[str, Any]) -> dict[str, Any]:
    role: dict[str, Any] = {"need": need, "kind": kind, "quantity": 1, "at_least": 1, "_point": needs["_point"][need]}
    day = int(needs["_day"][need])
    if kind == Kind.GOODS:
        amount = int(rng.integers(1, 60))
        role |= {"what": ITEM_0 + int(rng.integers(ITEMS)), "quantity": amount, "at_least": max(1, amount * 4 // 5)}
        role |= {"end": day * DAY + 12 * 60}
    elif kind == Kind.MONEY:
        amount = int(rng.integers(5, 200)) * 10_000
        role |= {"purpose": PURPOSE_0 + int(rng.integers(PURPOSES)), "quantity": amount, "at_least": amount}
    elif kind == Kind.SPACE:
        start = day * DAY + int(rng.choice(np.arange(9, 18))) * 60
        heads = int(rng.integers(5, 60))
        role |= {"what": SPACE_0 + int(rng.integers(SPACES)), "quantity": heads, "at_least": heads}
        role |= {"start": start, "end": start + int(rng.choice([60, 120, 180]))}
    elif kind == Kind.PROFESSIONAL:
        role |= {"what": CARE}
    return role


def _offer_like(rng: np.random.Generator, role: dict[str, Any], knobs: Knobs) -> dict[str, Any]:
    lat, lon = _degrees(rng.uniform(0, knobs.side_km, (1, 2)))
    offer = _ORGANISATION | {"kind": role["kind"], "lat": lat[0], "lon": lon[0]}
    if role["kind"] in (Kind.GOODS, Kind.MONEY):
        offer["capacity"] = int(role["quantity"] * rng.choice([0.5, 1, 2]) + 1)
        offer["terms"] = [role["what"]] if role["kind"] == Kind.GOODS else []
        offer["purposes"] = [role["purpose"]] if role["kind"] == Kind.MONEY and rng.random() < 0.6 else []
    elif role["kind"] == Kind.SPACE:
        offer |= {"capacity": role["quantity"] + int(rng.integers(0, 30)), "terms": [role["what"]], "radius": 3000}
        offer["windows"] = [(d * DAY + 9 * 60, d * DAY + 21 * 60) for d in range(7 * knobs.weeks)]
    else:
        offer |= {"capacity": int(rng.integers(1, 6)), "terms": [CARE], "person": role["kind"] == Kind.PROFESSIONAL}
    return offer


def _bulk(rng: np.random.Generator, knobs: Knobs) -> dict[str, Any]:
    day = int(rng.integers(0, 7 * knobs.weeks))
    lat, lon = _degrees(rng.uniform(0, knobs.side_km, (1, 2)))
    return _ORGANISATION | {
        "kind": int(Kind.PEOPLE),
        "capacity": int(rng.integers(3, 20)),
        "terms": rng.choice(SKILLS, 3, replace=False).tolist(),
        "windows": [(day * DAY + 9 * 60, day * DAY + 17 * 60)],
        "lat": lat[0],
        "lon": lon[0],
    }


_ORGANISATION: dict[str, Any] = {
    "person": False, "terms": [], "purposes": [], "languages": 1, "checks": 1, "causes": 0, "radius": -1,
    "windows": [], "max_bookings": -1, "max_minutes": -1, "rest": -1, "load": 0, "reliability": 800, "consented": True,
}  # fmt: skip


def _settled(rng: np.random.Generator, roles: Any, supplies: list[Any], people: int, knobs: Knobs) -> dict[str, Any]:
    """Bookings elsewhere, a few links agreed earlier, and pairs that said no."""
    asks = int((roles["role_kind"] == Kind.PEOPLE).sum())
    busy = [s for s in range(people) if supplies[s]["windows"] and rng.random() < knobs.busy]
    starts = [supplies[s]["windows"][0][0] for s in busy]
    pairs = int(asks * people * knobs.barred)
    agreed, taken = [], set(busy)
    for role in np.flatnonzero(
        (roles["role_kind"] == 0) & (rng.random(len(roles["role_kind"])) < knobs.agreed)
    ).tolist():
        fitting = [
            s for s in rng.integers(0, max(1, people), 40).tolist()
            if people and s not in taken and any(
                a <= roles["role_start"][role] and roles["role_end"][role] <= b for a, b in supplies[s]["windows"]
            )
        ]  # fmt: skip
        agreed += [(role, s) for s in fitting[:1]]
        taken.update(fitting[:1])
    return {
        "busy_supply": np.array(busy, int),
        "busy_start": np.array(starts, int),
        "busy_end": np.array(starts, int) + 60,
        "fixed_role": np.array([role for role, _ in agreed], int),
        "fixed_supply": np.array([supply for _, supply in agreed], int),
        "barred_role": rng.integers(0, max(1, asks), pairs),
        "barred_supply": rng.integers(0, max(1, people), pairs),
    }


def _supply_columns(rows: list[dict[str, Any]]) -> dict[str, Any]:
    codes = _codes("s", len(rows))
    columns: dict[str, Any] = {
        "party_code": _codes("p", len(rows)),
        "party_person": [row["person"] for row in rows],
        "supply_code": codes,
        "supply_party": np.arange(len(rows)),
        "supply_kind": [row["kind"] for row in rows],
        "supply_radius_m": [row["radius"] for row in rows],
        "supply_rest_until": [row["rest"] for row in rows],
    }
    for name in ("capacity", "languages", "checks", "causes", "lat", "lon", "max_bookings", "max_minutes", "load"):
        columns[f"supply_{name}"] = [row[name] for row in rows]
    columns["supply_reliability"] = [row["reliability"] for row in rows]
    columns["supply_consented"] = [row["consented"] for row in rows]
    columns["term_ptr"], columns["term_index"] = _lists([row["terms"] for row in rows])
    columns["purpose_ptr"], columns["purpose_index"] = _lists([row.get("purposes", []) for row in rows])
    columns["window_ptr"], flat = _lists([row["windows"] for row in rows])
    columns["window_start"], columns["window_end"] = [a for a, _ in flat], [b for _, b in flat]
    return columns


def _lists(lists: list[list[Any]]) -> tuple[Ints, list[Any]]:
    return np.cumsum([0, *map(len, lists)]), [value for values in lists for value in values]


def _coded(table: str, columns: dict[str, Any]) -> dict[str, Any]:
    shown = {name: column for name, column in columns.items() if not name.startswith("_")}
    rows = len(next(iter(shown.values())))
    return {f"{table}_code": _codes(table[0], rows), **shown}


def _codes(prefix: str, rows: int) -> list[str]:
    """Scrambled, so that the order of the codes says nothing."""
    return [f"{prefix}{(at * 7919 + 104729) % 1_000_003:06d}" for at in range(rows)]


def _degrees(km: Any) -> tuple[Any, Any]:
    return 30.5 + km[:, 1] / 111.2, 114.3 + km[:, 0] / (111.2 * np.cos(np.radians(30.5)))
