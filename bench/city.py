"""Invented cities for the engine, from 1,000 to 1,000,000 registered volunteers: seeded, every knob told.

`city(volunteers, model=…, kinds=…, seed=…)` gives one Instance and the Policy that goes with its model. The density
stays the same, so the city grows with its people. Three models on the same people, roles and candidates:

- `block`: a pure flow. One shift a day-part (the pause is longer than any gap inside one), bookings a week, no hours.
- `interval`: shifts may follow each other within a day-part after 30 minutes of travel; hours a week are limited.
- `needs`: as `interval`, with roles of one community grouped in needs of one to four that are whole or nothing, and the
  published weights. In the other two every slot counts by itself.

Kinds `all` add goods, money, rooms and social workers to a share of the needs, and offers for most of what they ask.
The place of a role is its community. Distances are great-circle metres around 30.5° N, 114.3° E.
"""

from __future__ import annotations

import dataclasses
from typing import Any, Literal

import numpy as np

from bench.ground import Ground, degrees, pointers, zipf
from bench.offers import Offers, with_offers
from tongzhuo.engine.instance import Bools, Instance, Ints
from tongzhuo.engine.policy import PUBLISHED, Policy

Model = Literal["block", "interval", "needs"]
Kinds = Literal["people", "all"]
DAY = 24 * 60
PART_STARTS = np.array(
    [7 * 60, 13 * 60 + 30, 20 * 60]
)  # three day-parts of four hours, 150 minutes or more between them
HALVES = 8  # half-hours of a day-part


@dataclasses.dataclass(frozen=True)
class Knobs:
    """What the city is like. Kilometres, shares and probabilities."""

    density: float = 200.0  # registered volunteers a square kilometre
    people_a_community: int = 5_000  # a Gaussian cluster each; at least three
    spread_km: tuple[float, float] = (0.6, 1.8)  # standard deviation of a cluster
    background: float = 0.1  # share of people and roles that live anywhere
    supply_skew: float = 0.6  # lognormal sigma of the communities' shares of volunteers
    demand_skew: float = 0.7  # and how far their shares of demand differ from these
    skills: int = 30  # supply falls with rank**-1, demand with rank**-0.9 over a partly shuffled order
    shuffle: float = 6.0  # standard deviation, in ranks, of that shuffle
    more_skills: tuple[int, float] = (3, 0.33)  # one skill and a binomial number of others
    languages: tuple[float, ...] = (1.0, 0.25, 0.06, 0.02)  # share of people who speak each
    language_asked: tuple[float, ...] = (0.86, 0.08, 0.04, 0.02)
    free: float = 0.55  # share of people with any hour this week
    types: tuple[float, ...] = (0.55, 0.25, 0.20)  # at work, retired, student
    radius_km: tuple[float, float, float] = (3.0, 0.5, 10.0)  # lognormal median and sigma; cap
    bookings: tuple[float, ...] = (0.60, 0.28, 0.12)  # one, two, three a week
    causes: int = 8
    reliability: tuple[float, float] = (8.0, 2.0)  # beta
    slots_a_person: float = 1 / 3
    people_a_role: tuple[float, int] = (0.42, 12)  # geometric and cap
    priorities: tuple[float, ...] = (0.6, 0.3, 0.1)
    roles_a_need: tuple[float, ...] = (0.4, 0.3, 0.2, 0.1)
    offers: Offers = dataclasses.field(default_factory=Offers)


DENSE = Knobs(density=1_000.0)
# Chance that somebody of a type is free in a day-part: (Monday to Friday, weekend) x (morning, afternoon, evening).
_FREE = np.array(
    [
        [[0.02, 0.02, 0.14], [0.22, 0.22, 0.10]],
        [[0.25, 0.22, 0.06], [0.10, 0.10, 0.03]],
        [[0.05, 0.10, 0.15], [0.15, 0.22, 0.12]],
    ]
)
_ASKED = np.array([[0.055, 0.05, 0.045]] * 5 + [[0.06, 0.065, 0.025]] * 2).ravel()  # share of roles in each day-part
_LATE = (0.6, 0.2, 0.2)  # a window begins (and ends) on time, half an hour, an hour off
_LENGTHS = ((2, 3, 4, 6, 8), (0.15, 0.2, 0.35, 0.2, 0.1))  # half-hours of a shift
_HOURS = ((4, 4, 4), (4, 6, 8), (6, 8, 12))  # a week, by the number of bookings


def city(
    volunteers: int,
    *,
    model: Model = "interval",
    kinds: Kinds = "people",
    seed: int = 1,
    knobs: Knobs = Knobs(),
) -> tuple[Instance, Policy]:
    """A question and the policy it is asked under; the same on every run and machine."""
    rng = np.random.default_rng([seed, volunteers])
    ground = _ground(rng, volunteers, knobs)
    people = _people(rng, volunteers, ground, knobs)
    roles = _roles(rng, int(volunteers * knobs.slots_a_person), ground, knobs)
    columns = people | _with_needs(rng, roles, model, knobs)
    if model == "block":
        columns["supply_max_minutes"] = np.full(volunteers, -1)
    if kinds == "all":
        columns = with_offers(rng, columns, knobs.offers)
    _told_as_columns(columns, whole=model == "needs")
    return Instance.build(epoch="2026-01-05", **columns), policy_of(model)


def policy_of(model: Model) -> Policy:
    """Slots: 1,000 x priority and a fit of 0..999. Needs: the published weights, priorities 1, 2, 3.

    Communities are not compared unless `fair_alpha` is set. The pause is the same wherever the next shift is: longer
    than any gap in a day-part, or half an hour.
    """
    pause = 150 if model == "block" else 30
    common = dataclasses.replace(
        PUBLISHED, urgency_weight=(1, 2, 3), pause_minutes=pause, buffer_minutes=0, metres_a_minute=10**9, fair_alpha=0
    )
    if model == "needs":
        return common
    return dataclasses.replace(
        common, whole_points=0, near_m=10_000, near_points=400, cause_points=300, reliable_points=299,
        rested_points=0, language_points=0,
    )  # fmt: skip


def _ground(rng: np.random.Generator, volunteers: int, knobs: Knobs) -> Ground:
    communities = max(3, volunteers // knobs.people_a_community)
    side = float(np.sqrt(volunteers / knobs.density))
    return Ground(rng, side, communities, spread=knobs.spread_km, skew=knobs.supply_skew, background=knobs.background)


def _people(rng: np.random.Generator, count: int, ground: Ground, knobs: Knobs) -> dict[str, Any]:
    _, at = ground.points(count, ground.share)
    bookings = 1 + rng.choice(3, count, p=knobs.bookings)
    median, sigma, cap = knobs.radius_km
    spoken = rng.random((count, len(knobs.languages))) < knobs.languages
    term_ptr, term_index = _skills(rng, count, knobs)
    window_ptr, starts, ends = _windows(rng, count, knobs)
    lat, lon = degrees(at)
    return {
        "party_person": np.ones(count, np.bool_),
        "supply_kind": np.zeros(count, np.int64),
        "supply_capacity": np.ones(count, np.int64),
        "supply_languages": spoken @ (1 << np.arange(len(knobs.languages))),
        "supply_causes": 1 << rng.integers(0, knobs.causes, count),
        "supply_lat": lat,
        "supply_lon": lon,
        "supply_radius_m": (1_000 * np.minimum(rng.lognormal(np.log(median), sigma, count), cap)).astype(np.int64),
        "supply_max_bookings": bookings,
        "supply_max_minutes": 60 * np.array(_HOURS)[bookings - 1, rng.integers(0, 3, count)],
        "supply_reliability": (1_000 * rng.beta(*knobs.reliability, count)).astype(np.int64),
        "term_ptr": term_ptr,
        "term_index": term_index,
        "window_ptr": window_ptr,
        "window_start": starts,
        "window_end": ends,
    }


def _skills(rng: np.random.Generator, count: int, knobs: Knobs) -> tuple[Ints, Ints]:
    """Skills of each person as lists: the first always, the others drawn again from all."""
    known = np.zeros((count, knobs.skills), np.bool_)
    share = zipf(knobs.skills, 1.0)
    several = 1 + rng.binomial(*knobs.more_skills, count)
    for turn in range(1 + knobs.more_skills[0]):
        mine = np.flatnonzero(several > turn)
        known[mine, rng.choice(knobs.skills, len(mine), p=share)] = True
    return pointers(known.sum(axis=1)), np.nonzero(known)[1]


def _windows(rng: np.random.Generator, count: int, knobs: Knobs) -> tuple[Ints, Ints, Ints]:
    """Windows of each person: whole or partial day-parts, by the habits of their type."""
    free, kind = rng.random(count) < knobs.free, rng.choice(3, count, p=knobs.types)
    chance = _FREE[:, (np.arange(7) >= 5).astype(int)].reshape(3, 21)
    there: Bools = free[:, None] & (rng.random((count, 21), np.float32) < chance[kind])
    person, part = np.nonzero(there)
    first, last = (rng.choice(3, len(part), p=_LATE) for _ in range(2))
    opens = _opening(part)
    return pointers(np.bincount(person, minlength=count)), opens + 30 * first, opens + 30 * (HALVES - last)


def _roles(rng: np.random.Generator, slots: int, ground: Ground, knobs: Knobs) -> dict[str, Any]:
    chance, most = knobs.people_a_role
    quantity = np.minimum(rng.geometric(chance, slots + 10), most)
    quantity = quantity[: int(np.searchsorted(np.cumsum(quantity), slots)) + 1]
    count = len(quantity)
    community, at = ground.points(count, ground.share * rng.lognormal(0, knobs.demand_skew, len(ground.share)))
    order = np.argsort(np.arange(knobs.skills) + rng.normal(0, knobs.shuffle, knobs.skills))
    wanted = np.empty(knobs.skills)
    wanted[order] = zipf(knobs.skills, 0.9)
    part = rng.choice(21, count, p=_ASKED / _ASKED.sum())
    length = rng.choice(_LENGTHS[0], count, p=_LENGTHS[1])
    start = _opening(part) + 30 * (rng.random(count) * (HALVES - length + 1)).astype(np.int64)
    lat, lon = degrees(at)
    return {
        "_part": part,
        "_priority": 1 + rng.choice(3, count, p=knobs.priorities),
        "_cause": rng.integers(0, knobs.causes, count),
        "role_kind": np.zeros(count, np.int64),
        "role_what": rng.choice(knobs.skills, count, p=wanted),
        "role_quantity": quantity,
        "role_start": start,
        "role_end": start + 30 * length,
        "role_lat": lat,
        "role_lon": lon,
        "role_place": community,
        "role_language": rng.choice(len(knobs.language_asked), count, p=knobs.language_asked),
    }


def _with_needs(rng: np.random.Generator, roles: dict[str, Any], model: Model, knobs: Knobs) -> dict[str, Any]:
    """Each role its own need; or neighbours in community and time in needs of one to four."""
    count = len(roles["role_kind"])
    need = np.arange(count)
    if model == "needs":
        order = np.lexsort((rng.random(count), roles["_part"], roles["role_place"]))
        sizes = rng.choice(len(knobs.roles_a_need), count, p=knobs.roles_a_need) + 1
        need[order] = np.repeat(np.arange(count), sizes)[:count]
    needs = int(need.max()) + 1
    urgency, first = np.zeros(needs, np.int64), np.zeros(needs, np.int64)
    np.maximum.at(urgency, need, roles["_priority"])
    first[need[::-1]] = np.arange(count)[::-1]
    size = np.bincount(need, roles["role_quantity"]).astype(np.int64)
    shown = {name: column for name, column in roles.items() if not name.startswith("_")}
    cause = roles["_cause"][first]
    told = {
        "need_urgency": urgency,
        "need_cause": cause,
        "need_size": size,
        "need_community": shown["role_place"][first],
    }
    return shown | told | {"role_need": need}


def _told_as_columns(columns: dict[str, Any], *, whole: bool) -> None:
    """What is left to say: codes, whose supply it is, and what completes a role (nothing, where every slot counts)."""
    supplies = len(columns["supply_kind"])
    columns["supply_party"] = np.arange(supplies)
    columns["role_at_least"] = columns["role_quantity"] * whole
    sizes = (len(columns["need_urgency"]), len(columns["role_kind"]), supplies, supplies)
    for table, rows in zip(("need", "role", "party", "supply"), sizes, strict=True):
        columns[f"{table}_code"] = _codes(table[0], rows)


def _codes(letter: str, rows: int) -> Any:
    """`s0000000` and so on, without a loop: a text is its letters' numbers side by side."""
    letters = np.full((rows, 8), ord(letter), np.uint32)
    letters[:, 1:] = np.arange(rows)[:, None] // 10 ** np.arange(6, -1, -1) % 10 + ord("0")
    return letters.view("U8").reshape(rows)


def _opening(part: Ints) -> Ints:
    """The minute at which a day-part (0..20) begins."""
    minute: Ints = part // 3 * DAY + PART_STARTS[part % 3]
    return minute
