"""Compiling the kernels once, before anybody waits for a plan."""

from pathlib import Path

import numpy as np

from tongzhuo.engine.instance import Instance, Kind
from tongzhuo.engine.policy import PUBLISHED
from tongzhuo.engine.solving import solve
from tongzhuo.market.keeping import folder

HOUR, WEEK = 60, 7 * 24 * 60


def prepared() -> bool:
    """Whether the kernels of this state of the product are on disk."""
    return _mark().exists()


def prepare() -> None:
    """Compile everything by planning a small town that has every kind of ask. About a minute, once."""
    from tongzhuo.market.solver import Market  # late: loading it begins to compile

    if prepared():
        return
    for town in (_town(short=0), _town(short=2)):
        solve(town, PUBLISHED, Market())
    _mark().touch()


def _mark() -> Path:
    place = folder()
    place.mkdir(parents=True, exist_ok=True)
    return place / "prepared"


def _town(*, short: int) -> Instance:
    """Two needs that ask for everything, with everything on offer; `short` people too few, so that needs compete."""
    kinds, people = [*Kind], 6 - short
    role_kind = [kind for _ in range(2) for kind in kinds]
    timed = np.isin(role_kind, (Kind.PEOPLE, Kind.SPACE))
    supply_kind = [Kind.PEOPLE] * people + kinds
    parties = len(supply_kind)
    has_window = np.isin(supply_kind, (Kind.PEOPLE, Kind.SPACE))
    return Instance.build(
        need_code=["a", "b"],
        role_code=[f"r{n:02}" for n in range(len(role_kind))],
        role_need=np.repeat([0, 1], len(kinds)),
        role_kind=role_kind,
        role_quantity=np.where(np.isin(role_kind, (Kind.PEOPLE, Kind.GOODS, Kind.MONEY)), 3, 1),
        role_at_least=np.where(np.isin(role_kind, (Kind.PEOPLE, Kind.GOODS, Kind.MONEY)), 2, 1),
        role_start=np.where(timed, 9 * HOUR, -1),
        role_end=np.where(timed, 11 * HOUR, -1),
        role_lat=np.full(len(role_kind), 30.5),
        role_lon=np.full(len(role_kind), 114.3),
        party_code=[f"p{n:02}" for n in range(parties)],
        party_person=np.arange(parties) < people,
        supply_code=[f"s{n:02}" for n in range(parties)],
        supply_party=np.arange(parties),
        supply_kind=supply_kind,
        supply_capacity=np.where(np.isin(supply_kind, (Kind.GOODS, Kind.MONEY)), 4, 1),
        supply_lat=np.full(parties, 30.501),
        supply_lon=np.full(parties, 114.3),
        supply_radius_m=np.full(parties, 3_000),
        supply_max_bookings=np.where(np.isin(supply_kind, (Kind.PEOPLE,)), 2, -1),
        window_ptr=np.concatenate(([0], np.cumsum(has_window))),
        window_start=np.zeros(has_window.sum(), int),
        window_end=np.full(has_window.sum(), WEEK),
    )
