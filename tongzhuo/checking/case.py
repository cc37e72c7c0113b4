"""What the checker looks at, and its small means. Nothing here is shared with a solver."""

from typing import Any, NamedTuple

import numpy as np

from tongzhuo.engine.instance import Bools, Floats, Instance, Ints, Kind
from tongzhuo.engine.plan import Plan, asked
from tongzhuo.engine.policy import Policy

LOOSELY_M = 1.0  # two ways to compute a distance may differ by less than this
NOBODY, PERSON, BULK, ROOM = range(4)  # what an owner is: who or what cannot be there twice


class Links(NamedTuple):
    role: Ints
    supply: Ints
    quantity: Ints
    proposed: Bools

    def only(self, rows: Bools) -> "Links":
        return Links(self.role[rows], self.supply[rows], self.quantity[rows], self.proposed[rows])


class Hours(NamedTuple):
    """Bookings, from links (role >= 0) and elsewhere, by owner and start."""

    owner: Ints
    start: Ints
    end: Ints
    lat: Floats
    lon: Floats
    heads: Ints
    role: Ints
    proposed: Bools
    kind: Ints  # of the owner
    supply: Ints


class Case:
    """What the rules look at. An owner is a party for one person's time and work, else parties + row of the supply."""

    def __init__(self, it: Instance, plan: Plan, policy: Policy) -> None:
        self.given_lift, it = it.need_lift, asked(it, plan)
        self.it, self.plan, self.policy = it, plan, policy
        role, supply, quantity = (np.asarray(rows, np.int64) for rows in (plan.role, plan.supply, plan.quantity))
        self.links = Links(role, supply, quantity, ~np.asarray(plan.fixed, np.bool_))
        own = np.isin(it.supply_kind, (Kind.PEOPLE, Kind.PROFESSIONAL)) & it.party_person[it.supply_party]
        there = [own, it.supply_kind == Kind.PEOPLE, it.supply_kind == Kind.SPACE]
        self.owner_kind: Ints = np.select(there, [PERSON, BULK, ROOM], NOBODY)
        self.owner: Ints = np.where(own, it.supply_party, it.parties + np.arange(it.supplies))

    def new(self) -> Links:
        return self.links.only(self.links.proposed)

    def heads(self, supply: Ints, quantity: Ints) -> Ints:
        return np.where(self.owner_kind[supply] == BULK, np.maximum(0, quantity), 1)

    def hours(self) -> Hours:
        it, role, supply = self.it, self.links.role, self.links.supply
        mine = np.flatnonzero((it.role_start[role] >= 0) & (self.owner_kind[supply] != NOBODY))
        busy = np.flatnonzero(self.owner_kind[it.busy_supply] != NOBODY)
        role, supply, none = role[mine], np.concatenate((supply[mine], it.busy_supply[busy])), np.full(len(busy), -1)
        quantity = np.concatenate((self.links.quantity[mine], it.busy_quantity[busy]))
        columns: dict[str, Any] = {
            name: np.concatenate((getattr(it, f"role_{name}")[role], getattr(it, f"busy_{name}")[busy]))
            for name in ("start", "end", "lat", "lon")
        }
        columns |= {"owner": self.owner[supply], "kind": self.owner_kind[supply], "supply": supply}
        columns |= {"heads": self.heads(supply, quantity), "role": np.concatenate((role, none))}
        columns["proposed"] = np.concatenate((self.links.proposed[mine], none >= 0))
        order = np.lexsort((columns["end"], columns["start"], columns["owner"]))
        return Hours(**{name: column[order] for name, column in columns.items()})

    def away(self, role: Ints, supply: Ints) -> Floats:
        it = self.it
        return apart(it.role_lat[role], it.role_lon[role], it.supply_lat[supply], it.supply_lon[supply])


def anyone(rows: Ints, size: int) -> Bools:
    return np.bincount(rows, minlength=size) > 0


def sums(index: Ints, amount: Ints, size: int) -> Ints:
    """Whole sums; amounts of money are too large for the floats of a weighted count."""
    total = np.zeros(size, np.int64)
    np.add.at(total, index, amount)
    return total


def last_of(index: Ints, size: int) -> Ints:
    """The last row of each, -1 none."""
    last = np.full(size, -1)
    np.maximum.at(last, index, np.arange(len(index)))
    return last


def tightest(owner: Ints, limit: Ints, size: int) -> Ints:
    least = np.full(size, np.iinfo(np.int64).max)
    np.minimum.at(least, owner[limit >= 0], limit[limit >= 0])
    return np.where(least == np.iinfo(np.int64).max, -1, least)


def listed(ptr: Ints, supply: Ints) -> tuple[Ints, Ints]:
    """(link, row of the list) of everything in the lists of the links' supplies."""
    sizes = ptr[supply + 1] - ptr[supply]
    link = np.repeat(np.arange(len(supply)), sizes)
    return link, np.arange(len(link)) + np.repeat(ptr[supply] - np.cumsum(sizes) + sizes, sizes)


def joined_windows(it: Instance, supply: Ints) -> tuple[Ints, Ints, Ints]:
    """(link, start, end) of when the links' supplies are there, windows that touch as one."""
    link, row = listed(it.window_ptr, supply)
    order = np.lexsort((it.window_start[row], link))
    link, start, end = link[order], it.window_start[row[order]], it.window_end[row[order]]
    if not len(link):
        return link, start, end
    far = int(end.max()) + 1
    reached = np.maximum.accumulate(link * far + end) - link * far  # the latest end so far of the same link
    apart = np.flatnonzero(np.append(True, (link[1:] != link[:-1]) | (start[1:] > reached[:-1])))
    return link[apart], start[apart], np.maximum.reduceat(end, apart)


def apart(lat: Floats, lon: Floats, other_lat: Floats, other_lon: Floats) -> Floats:
    """Metres along the great circle, from the straight chord; NaN when a point is unknown."""
    chord = np.linalg.norm(_on_sphere(lat, lon) - _on_sphere(other_lat, other_lon), axis=0)
    return 2 * 6_371_008.8 * np.arcsin(np.minimum(1.0, chord / 2))


def _on_sphere(lat: Floats, lon: Floats) -> Floats:
    phi, lam = np.radians(lat), np.radians(lon)
    return np.stack((np.cos(phi) * np.cos(lam), np.cos(phi) * np.sin(lam), np.sin(phi)))


def pause_between(policy: Policy, hours: Hours, one: Ints, other: Ints) -> Ints:
    away = apart(hours.lat[one], hours.lon[one], hours.lat[other], hours.lon[other])
    way = np.nan_to_num(np.ceil(np.maximum(0.0, away - LOOSELY_M) / policy.metres_a_minute)).astype(np.int64)
    same = away <= policy.same_place_m + LOOSELY_M
    return np.where(same, policy.pause_minutes, np.maximum(policy.pause_minutes, policy.buffer_minutes + way))
