"""Does a plan keep every promise? Written apart from every solver: it shares the shapes with them and no helper.

One function per rule. What fixed links break among themselves is not held against the plan; any breach in which a
proposed link takes part is.
"""

import dataclasses
import math
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator
from itertools import combinations
from typing import NamedTuple

from tongzhuo.engine.instance import Instance, Kind
from tongzhuo.engine.plan import Plan
from tongzhuo.engine.policy import PUBLISHED, Policy

WEEK = 10_080
LOOSELY_M = 1.0  # two ways to compute a distance may differ by less than this
ALONE = (Kind.SPACE, Kind.PROFESSIONAL, Kind.OPERATOR)  # one supply fills such a role
Owner = tuple[str, int]  # who cannot be there twice: ("person", party), ("bulk", supply) or ("room", supply)


@dataclasses.dataclass(frozen=True)
class Breach:
    """A promise that is not kept: rule, the rows concerned (-1 none), and the numbers."""

    rule: str
    role: int = -1
    supply: int = -1
    facts: tuple[float, ...] = ()


class Link(NamedTuple):
    role: int
    supply: int
    quantity: int
    fixed: bool


class Hour(NamedTuple):
    """A booking: from a link (role >= 0) or elsewhere."""

    start: int
    end: int
    lat: float
    lon: float
    heads: int
    role: int
    proposed: bool


class Case:
    """What the rules look at."""

    def __init__(self, it: Instance, plan: Plan, policy: Policy) -> None:
        self.it, self.plan, self.policy = it, plan, policy
        rows = zip(plan.role.tolist(), plan.supply.tolist(), plan.quantity.tolist(), plan.fixed.tolist(), strict=True)
        self.links = [Link(*row) for row in rows]
        self.proposed = [link for link in self.links if not link.fixed]
        self.columns = it.columns()
        self.barred = set(zip(it.barred_role.tolist(), it.barred_supply.tolist(), strict=True))

    def owner(self, supply: int) -> Owner | None:
        it, kind = self.it, self.it.supply_kind[supply]
        if kind in (Kind.PEOPLE, Kind.PROFESSIONAL) and it.party_person[it.supply_party[supply]]:
            return "person", int(it.supply_party[supply])
        return {int(Kind.PEOPLE): ("bulk", supply), int(Kind.SPACE): ("room", supply)}.get(int(kind))

    def heads(self, supply: int, quantity: int) -> int:
        return max(0, quantity) if self.owner(supply) == ("bulk", supply) else 1

    def together(self, key: Callable[[Link], Hashable]) -> list[list[Link]]:
        """Links that share a key, where one of them is proposed."""
        groups: dict[Hashable, list[Link]] = defaultdict(list)
        for link in self.links:
            groups[key(link)].append(link)
        return [group for group in groups.values() if any(not link.fixed for link in group)]

    def hours(self) -> dict[Owner, list[Hour]]:
        hours: dict[Owner, list[Hour]] = defaultdict(list)
        for role, supply, quantity, fixed in self.links:
            owner = self.owner(supply)
            if owner and self.it.role_start[role] >= 0:
                hours[owner].append(self._hour("role", role, self.heads(supply, quantity), role, not fixed))
        for at, supply in enumerate(self.it.busy_supply.tolist()):
            if owner := self.owner(supply):
                hours[owner].append(self._hour("busy", at, self.heads(supply, int(self.it.busy_quantity[at]))))
        return hours

    def _hour(self, table: str, at: int, heads: int, role: int = -1, proposed: bool = False) -> Hour:
        start, end, lat, lon = (self.columns[f"{table}_{name}"][at].item() for name in ("start", "end", "lat", "lon"))
        return Hour(start, end, lat, lon, heads, role, proposed)

    def away(self, link: Link) -> float:
        it, role, supply = self.it, link.role, link.supply
        return _apart(it.role_lat[role], it.role_lon[role], it.supply_lat[supply], it.supply_lon[supply])


def check(instance: Instance, plan: Plan, policy: Policy = PUBLISHED) -> list[Breach]:
    """Every broken promise of `plan`; an empty list means that it keeps them all."""
    case = Case(instance, plan, policy)
    rows = [(link.role, link.supply) for link in case.links]
    strangers = [row for row in rows if not (0 <= row[0] < instance.roles and 0 <= row[1] < instance.supplies)]
    if strangers:
        return [Breach("rows_exist", role, supply) for role, supply in strangers]
    found = [
        Breach(rule.__name__, link.role, link.supply)
        for link in case.proposed
        for rule in OF_ONE_LINK
        if not rule(case, link)
    ]
    return found + [breach for rule in OF_ALL for breach in rule(case)]


# --- one link by itself: True when the promise is kept ----------------------------------------------------------------
def is_of_its_kind(case: Case, link: Link) -> bool:
    return bool(case.it.role_kind[link.role] == case.it.supply_kind[link.supply])


def is_what_is_asked_for(case: Case, link: Link) -> bool:
    what = int(case.it.role_what[link.role])
    return what < 0 or what in case.it.term_index[slice(*case.it.term_ptr[link.supply : link.supply + 2])]


def keeps_the_givers_restriction(case: Case, link: Link) -> bool:
    allowed = case.it.purpose_index[slice(*case.it.purpose_ptr[link.supply : link.supply + 2])].tolist()
    return not allowed or int(case.it.role_purpose[link.role]) in allowed


def speaks_the_language(case: Case, link: Link) -> bool:
    language = int(case.it.role_language[link.role])
    return language < 0 or bool(int(case.it.supply_languages[link.supply]) & (1 << language))


def passed_the_checks(case: Case, link: Link) -> bool:
    return not int(case.it.role_checks[link.role]) & ~int(case.it.supply_checks[link.supply])


def agreed_to_be_asked(case: Case, link: Link) -> bool:
    return bool(case.it.supply_consented[link.supply])


def has_not_said_no(case: Case, link: Link) -> bool:
    return (link.role, link.supply) not in case.barred


def is_not_resting(case: Case, link: Link) -> bool:
    return bool(case.it.supply_rest_until[link.supply] <= max(case.it.role_start[link.role], case.it.now))


def lies_ahead(case: Case, link: Link) -> bool:
    start, end = int(case.it.role_start[link.role]), int(case.it.role_end[link.role])
    return end < 0 or (start if start >= 0 else end) >= case.it.now


def is_there_then(case: Case, link: Link) -> bool:
    it, start, end = case.it, int(case.it.role_start[link.role]), int(case.it.role_end[link.role])
    windows = _joined(it, link.supply)
    if start >= 0 and (windows or it.supply_kind[link.supply] in (Kind.PEOPLE, Kind.SPACE)):
        return any(first <= start and end <= last for first, last in windows)
    return start >= 0 or end < 0 or not windows or windows[0][0] <= end


def serves_the_place(case: Case, link: Link) -> bool:
    first, last = int(case.it.supply_place_from[link.supply]), int(case.it.supply_place_to[link.supply])
    return first < 0 or first <= int(case.it.role_place[link.role]) < last


def is_within_the_radius(case: Case, link: Link) -> bool:
    radius = int(case.it.supply_radius_m[link.supply])
    return radius < 0 or not case.away(link) > radius + LOOSELY_M


def has_an_honest_amount(case: Case, link: Link) -> bool:
    """To be agreed exactly where the role or the supply does not tell, else at least one and no more than there is."""
    asked, capacity = int(case.it.role_quantity[link.role]), int(case.it.supply_capacity[link.supply])
    if case.it.supply_kind[link.supply] == Kind.PEOPLE and case.owner(link.supply) != ("bulk", link.supply):
        capacity = min(1, abs(capacity))
    if capacity == 0:
        return False
    return link.quantity == -1 if asked < 0 or capacity < 0 else 1 <= link.quantity <= capacity


def is_enough_alone(case: Case, link: Link) -> bool:
    """A room holds what is needed; a case and a need are not divided."""
    kind, asked = int(case.it.role_kind[link.role]), int(case.it.role_quantity[link.role])
    least = int(case.it.role_at_least[link.role]) if kind == Kind.SPACE else asked
    return kind not in ALONE or link.quantity < 0 or link.quantity >= least


# --- all links together: the breaches ---------------------------------------------------------------------------------
def fixed_links_stay(case: Case) -> Iterator[Breach]:
    it = case.it
    agreed = set(zip(it.fixed_role.tolist(), it.fixed_supply.tolist(), it.fixed_quantity.tolist(), strict=True))
    for role, supply, quantity in sorted(agreed ^ {link[:3] for link in case.links if link.fixed}):
        yield Breach("fixed_links_stay", role, supply, (quantity,))


def one_link_per_role_and_party(case: Case) -> Iterator[Breach]:
    for links in case.together(lambda link: (link.role, int(case.it.supply_party[link.supply]))):
        if len(links) > 1:
            yield Breach("one_link_per_role_and_party", links[-1].role, links[-1].supply, (len(links),))


def roles_are_not_overfilled(case: Case) -> Iterator[Breach]:
    for links in case.together(lambda link: link.role):
        role, asked = links[0].role, int(case.it.role_quantity[links[0].role])
        given, loose = sum(max(0, link.quantity) for link in links), [link for link in links if link.quantity < 0]
        alone = asked < 0 or case.it.role_kind[role] in ALONE
        too_loose = asked >= 0 and len(loose) > 1 and any(not link.fixed for link in loose)
        if given > asked >= 0 or (alone and len(links) > 1) or too_loose:
            yield Breach("roles_are_not_overfilled", role, links[-1].supply, (given, asked, len(links)))


def lots_are_not_exceeded(case: Case) -> Iterator[Breach]:
    for links in case.together(lambda link: link.supply):
        role, supply = links[-1].role, links[-1].supply
        capacity, given = int(case.it.supply_capacity[supply]), sum(max(0, link.quantity) for link in links)
        if case.it.supply_kind[supply] not in (Kind.PEOPLE, Kind.SPACE) and given > capacity >= 0:
            yield Breach("lots_are_not_exceeded", role, supply, (given, capacity))


def nobody_is_in_two_places(case: Case) -> Iterator[Breach]:
    """A person, with the way between two places; a room, without."""
    for (owner, row), hours in case.hours().items():
        for one, other in combinations(sorted(hours), 2) if owner != "bulk" else ():
            pause = _pause(case.policy, one, other) if owner == "person" else 0
            if (one.proposed or other.proposed) and other.start < one.end + pause:
                yield Breach("nobody_is_in_two_places", max(one.role, other.role), row, (one.end, other.start, pause))


def bulk_offers_have_so_many_people(case: Case) -> Iterator[Breach]:
    for (owner, row), hours in case.hours().items():
        capacity = int(case.it.supply_capacity[row]) if owner == "bulk" else -1
        for moment in {hour.start for hour in hours} if capacity >= 0 else ():
            there = [hour for hour in hours if hour.start <= moment < hour.end]
            heads = sum(hour.heads for hour in there)
            if heads > capacity and any(hour.proposed and hour.heads for hour in there):
                yield Breach("bulk_offers_have_so_many_people", max(h.role for h in there), row, (heads, capacity))


def one_role_without_an_hour(case: Case) -> Iterator[Breach]:
    """Without an hour no overlap can be seen: a person or room holds one such role, a bulk offer its number."""
    it = case.it
    for links in case.together(lambda link: (it.role_start[link.role] < 0, case.owner(link.supply) or link)):
        supply = links[-1].supply
        mine = [link for link in links if it.supply_kind[link.supply] in (Kind.PEOPLE, Kind.SPACE)]
        most = int(it.supply_capacity[supply]) if case.owner(supply) == ("bulk", supply) else 1
        heads = sum(case.heads(link.supply, link.quantity) for link in mine)
        if it.role_start[links[-1].role] < 0 and heads > most >= 0 and any(not link.fixed for link in mine):
            yield Breach("one_role_without_an_hour", links[-1].role, supply, (heads, most))


def weekly_limits_are_kept(case: Case) -> Iterator[Breach]:
    it = case.it
    limits: dict[Owner | None, list[tuple[int, int]]] = defaultdict(list)
    for supply in range(it.supplies):
        limit = int(it.supply_max_bookings[supply]), int(it.supply_max_minutes[supply])
        limits[case.owner(supply)].append(limit)
    for owner, hours in case.hours().items():
        for week in {hour.start // WEEK for hour in hours if hour.proposed and hour.heads}:
            mine = [hour for hour in hours if hour.start // WEEK == week]
            times, minutes = sum(h.heads for h in mine), sum(h.heads * (h.end - h.start) for h in mine)
            for bookings, most in limits[owner]:
                if times > bookings >= 0 or minutes > most >= 0:
                    facts = (times, bookings, minutes, most)
                    yield Breach("weekly_limits_are_kept", max(hour.role for hour in mine), owner[1], facts)


def complete_means_complete(case: Case) -> Iterator[Breach]:
    for need in sorted(_complete(case) ^ set(case.plan.complete.tolist())):
        yield Breach("complete_means_complete", facts=(need,))


def the_value_is_right(case: Case) -> Iterator[Breach]:
    it, policy, plan = case.it, case.policy, case.plan
    whole = sum(policy.need_weight(int(it.need_urgency[need]), int(it.need_size[need])) for need in _complete(case))
    rest = sum(_worth(case, link) for link in case.proposed)
    if whole != plan.whole.value or abs(rest - plan.rest.value) > len(case.links):
        yield Breach("the_value_is_right", facts=(whole, plan.whole.value, rest, plan.rest.value))


def no_value_exceeds_its_bound(case: Case) -> Iterator[Breach]:
    for band in (case.plan.whole, case.plan.rest):
        if not band.value <= band.bound * (1 + 1e-9) + 1e-3:
            yield Breach("no_value_exceeds_its_bound", facts=(band.value, band.bound))


OF_ONE_LINK: tuple[Callable[[Case, Link], bool], ...] = (
    is_of_its_kind, is_what_is_asked_for, keeps_the_givers_restriction, speaks_the_language, passed_the_checks,
    agreed_to_be_asked, has_not_said_no, is_not_resting, lies_ahead, is_there_then, serves_the_place,
    is_within_the_radius, has_an_honest_amount, is_enough_alone,
)  # fmt: skip
OF_ALL: tuple[Callable[[Case], Iterator[Breach]], ...] = (
    fixed_links_stay, one_link_per_role_and_party, roles_are_not_overfilled, lots_are_not_exceeded,
    nobody_is_in_two_places, bulk_offers_have_so_many_people, one_role_without_an_hour, weekly_limits_are_kept,
    complete_means_complete, the_value_is_right, no_value_exceeds_its_bound,
)  # fmt: skip


def _joined(it: Instance, supply: int) -> list[tuple[int, int]]:
    """When a supply is there, windows that touch as one."""
    rows = range(int(it.window_ptr[supply]), int(it.window_ptr[supply + 1]))
    joined: list[tuple[int, int]] = []
    for first, last in sorted((int(it.window_start[row]), int(it.window_end[row])) for row in rows):
        if joined and first <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(last, joined[-1][1])
        else:
            joined.append((first, last))
    return joined


def _apart(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Metres along the great circle, from the straight chord; NaN when a point is unknown."""
    if math.isnan(lat + other_lat):
        return math.nan
    return 2 * 6_371_008.8 * math.asin(min(1.0, math.dist(_on_sphere(lat, lon), _on_sphere(other_lat, other_lon)) / 2))


def _on_sphere(lat: float, lon: float) -> tuple[float, float, float]:
    phi, lam = math.radians(lat), math.radians(lon)
    return math.cos(phi) * math.cos(lam), math.cos(phi) * math.sin(lam), math.sin(phi)


def _pause(policy: Policy, one: Hour, other: Hour) -> int:
    away = _apart(one.lat, one.lon, other.lat, other.lon)
    if away <= policy.same_place_m + LOOSELY_M:
        return policy.pause_minutes
    travel = 0 if math.isnan(away) else math.ceil(max(0.0, away - LOOSELY_M) / policy.metres_a_minute)
    return max(policy.pause_minutes, policy.buffer_minutes + travel)


def _complete(case: Case) -> set[int]:
    it, reached = case.it, defaultdict[int, int](int)
    for link in case.links:
        reached[link.role] += 1 if it.role_quantity[link.role] < 0 else max(0, link.quantity)
    needs = list(zip(it.role_need.tolist(), it.role_at_least.tolist(), strict=True))
    return {need for need, _ in needs} - {need for role, (need, least) in enumerate(needs) if reached[role] < least}


def _worth(case: Case, link: Link) -> int:
    it, policy, need = case.it, case.policy, int(case.it.role_need[link.role])
    urgency = policy.urgency_weight[int(it.need_urgency[need]) - 1]
    away, cause = case.away(link), int(it.need_cause[need])
    near = 0.5 if math.isnan(away) else max(0.0, 1 - away / policy.near_m)
    fit = int(policy.near_points * near) + policy.reliable_points * int(it.supply_reliability[link.supply]) // 1000
    fit += int(policy.rested_points * max(0.0, 1 - int(it.supply_load[link.supply]) / policy.load_minutes))
    fit += policy.cause_points * (cause >= 0 and bool(int(it.supply_causes[link.supply]) & (1 << cause)))
    fit += policy.language_points * bool(int(it.role_welcome[link.role]) & int(it.supply_languages[link.supply]))
    asked, loose = int(it.role_quantity[link.role]), it.role_quantity[link.role] >= 0 > link.quantity
    slot = (policy.agree_points if loose else policy.help_points) * urgency + fit
    units = 1 if loose or asked < 0 else link.quantity
    if asked >= 0 and it.role_kind[link.role] in (Kind.GOODS, Kind.MONEY):
        return slot * units // asked
    return slot * (units if it.role_kind[link.role] == Kind.PEOPLE else 1)
