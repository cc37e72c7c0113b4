"""Compiling the kernels once, before anybody waits for a plan: those of a city, of its regions, of a standing plan."""

from pathlib import Path

import numpy as np

from tongzhuo.bounds.dual import whole_dual
from tongzhuo.bounds.proving import proven
from tongzhuo.cities.solver import Market
from tongzhuo.engine.candidates import World
from tongzhuo.engine.instance import Instance, Kind
from tongzhuo.engine.order import canonical
from tongzhuo.engine.plan import unwatched
from tongzhuo.engine.policy import PUBLISHED
from tongzhuo.engine.settled import Settled
from tongzhuo.engine.solving import solve
from tongzhuo.market.compiling import compiled
from tongzhuo.market.ledger import opened
from tongzhuo.market.whole import reachable_needs
from tongzhuo.pairs.keeping import folder
from tongzhuo.pairs.pairs import candidates
from tongzhuo.regions.solver import Regional
from tongzhuo.replan.standing import Standing

HOUR = 60


def prepared() -> bool:
    """Whether the kernels of exactly this state of the package are on disk."""
    return _seal().exists()


def prepare() -> None:
    """Compile every kernel on a small question; a minute or two, once."""
    if not prepared():
        practise()
        _seal().touch()


def practise() -> None:
    """A small plan by every solver, in which every kernel is called."""
    it = canonical(_sampler()).instance
    solve(it, solver=Market())
    solve(it, solver=Regional(regions=2))
    _repair(it)
    _prove(it)


def _prove(it: Instance) -> None:
    """The proof of the first band, which a plan needs only where its wages leave a gap."""
    settled = Settled(it, PUBLISHED)
    q, origin = compiled(settled, candidates(World(settled)))
    dual = whole_dual(q, reachable_needs(q), unwatched)
    dual.value(np.zeros(len(q.need)))
    proven(dual, opened(q, settled.bookings, origin.seller), PUBLISHED, 0.0)


def _repair(it: Instance) -> None:
    """A standing plan through one event of every kind."""
    standing = Standing(it, PUBLISHED)
    plan = standing.plan()
    standing.agree(int(plan.role[0]), int(plan.supply[0]))
    standing.cancel(int(plan.supply[-1]))
    standing.arrive(int(plan.supply[-1]))
    standing.close(0)
    standing.open_again(0)


def _seal() -> Path:
    place = folder()
    place.mkdir(parents=True, exist_ok=True)
    return place / "prepared"


def _sampler() -> Instance:
    """A crowded small town in which every kind is asked for: every stage has something to do."""
    dice = np.random.default_rng(1)
    kinds = np.concatenate((np.full(60, Kind.PEOPLE), dice.integers(1, len(Kind), 60)))
    timed = np.isin(kinds, (Kind.PEOPLE, Kind.SPACE))
    several = np.isin(kinds, (Kind.PEOPLE, Kind.GOODS, Kind.MONEY))
    start = np.where(timed, HOUR * dice.integers(8, 18, 120), -1)
    gives = np.concatenate((np.full(50, Kind.PEOPLE), np.repeat([*Kind], 5)))
    books = np.isin(gives, (Kind.PEOPLE, Kind.SPACE))
    lot = np.isin(gives, (Kind.GOODS, Kind.MONEY))
    return Instance.build(
        need_code=[f"n{n:02}" for n in range(40)],
        need_urgency=dice.integers(1, 4, 40),
        role_code=[f"r{n:03}" for n in range(120)],
        role_need=np.arange(120) % 40,
        role_kind=kinds,
        role_quantity=np.where(several, dice.integers(1, 5, 120), 1),
        role_start=start,
        role_end=np.where(timed, start + 2 * HOUR, -1),
        role_lat=30.5 + dice.normal(0, 0.01, 120),
        role_lon=114.3 + dice.normal(0, 0.01, 120),
        party_code=[f"p{n:02}" for n in range(80)],
        party_person=np.arange(80) < 50,
        supply_code=[f"s{n:02}" for n in range(80)],
        supply_party=np.arange(80),
        supply_kind=gives,
        supply_capacity=np.where(lot, 9, 1 + (np.arange(80) >= 50)),
        supply_lat=30.5 + dice.normal(0, 0.01, 80),
        supply_lon=114.3 + dice.normal(0, 0.01, 80),
        supply_radius_m=dice.integers(500, 4000, 80),
        supply_max_bookings=np.where(gives == Kind.PEOPLE, dice.integers(1, 4, 80), -1),
        supply_reliability=dice.integers(200, 1000, 80),
        window_ptr=np.concatenate(([0], np.cumsum(books))),
        window_start=np.full(books.sum(), 8 * HOUR),
        window_end=np.full(books.sum(), 20 * HOUR),
    )
