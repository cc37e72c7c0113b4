"""Does a plan keep every promise? Written apart from every solver: it shares the shapes with them and no helper.

One function per rule, each yielding the breaches it sees. What fixed links break among themselves is not held against
the plan; any breach in which a proposed link takes part is.
"""

from __future__ import annotations

import dataclasses
import math
from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import combinations
from typing import NamedTuple, TypeVar

from tongzhuo.engine.instance import Instance, Kind
from tongzhuo.engine.plan import Plan
from tongzhuo.engine.policy import PUBLISHED, Policy

Key = TypeVar("Key")

WEEK = 10_080
LOOSELY_M = 1.0  # two ways to compute a distance may differ by less than this


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


@dataclasses.dataclass(frozen=True)
class Case:
    """What the rules look at."""

    it: Instance
    plan: Plan
    policy: Policy
    links: list[Link]

    @property
    def proposed(self) -> list[Link]:
        return [link for link in self.links if not link.fixed]

    def is_person(self, supply: int) -> bool:
        """One person's own time or work."""
        own = self.it.supply_kind[supply] in (Kind.PEOPLE, Kind.PROFESSIONAL)
        return bool(own and self.it.party_person[self.it.supply_party[supply]])

    def is_bulk(self, supply: int) -> bool:
        return bool(self.it.supply_kind[supply] == Kind.PEOPLE) and not self.is_person(supply)


def check(instance: Instance, plan: Plan, policy: Policy = PUBLISHED) -> list[Breach]:
    """Every broken promise of `plan`; an empty list means that it keeps them all."""
    rows = zip(plan.role.tolist(), plan.supply.tolist(), plan.quantity.tolist(), plan.fixed.tolist(), strict=True)
    case = Case(instance, plan, policy, [Link(*row) for row in rows])
    strangers = list(rows_exist(case))
    return strangers or [breach for rule in RULES for breach in rule(case)]


def rows_exist(case: Case) -> Iterator[Breach]:
    for link in case.links:
        if not (0 <= link.role < case.it.roles and 0 <= link.supply < case.it.supplies):
            yield Breach("rows_exist", link.role, link.supply)


def fixed_links_stay(case: Case) -> Iterator[Breach]:
    it = case.it
    agreed = set(zip(it.fixed_role.tolist(), it.fixed_supply.tolist(), it.fixed_quantity.tolist(), strict=True))
    kept = {(link.role, link.supply, link.quantity) for link in case.links if link.fixed}
    for role, supply, quantity in sorted(agreed ^ kept):
        yield Breach("fixed_links_stay", role, supply, (quantity,))


def one_link_per_role_and_party(case: Case) -> Iterator[Breach]:
    for (role, _), links in _grouped(case, lambda link: (link.role, int(case.it.supply_party[link.supply]))).items():
        if len(links) > 1 and _any_proposed(links):
            yield Breach("one_link_per_role_and_party", role, links[-1].supply, (len(links),))


def kinds_agree(case: Case) -> Iterator[Breach]:
    for link in case.proposed:
        if case.it.role_kind[link.role] != case.it.supply_kind[link.supply]:
            yield Breach("kinds_agree", link.role, link.supply)


def the_thing_asked_for(case: Case) -> Iterator[Breach]:
    it = case.it
    for link in case.proposed:
        terms = it.term_index[it.term_ptr[link.supply] : it.term_ptr[link.supply + 1]].tolist()
        allowed = it.purpose_index[it.purpose_ptr[link.supply] : it.purpose_ptr[link.supply + 1]].tolist()
        if it.role_what[link.role] >= 0 and it.role_what[link.role] not in terms:
            yield Breach("the_thing_asked_for", link.role, link.supply, (int(it.role_what[link.role]),))
        if allowed and it.role_purpose[link.role] not in allowed:
            yield Breach("the_restriction_of_the_giver", link.role, link.supply, (int(it.role_purpose[link.role]),))


def the_language_is_spoken(case: Case) -> Iterator[Breach]:
    for link in case.proposed:
        language = int(case.it.role_language[link.role])
        if language >= 0 and not int(case.it.supply_languages[link.supply]) & (1 << language):
            yield Breach("the_language_is_spoken", link.role, link.supply, (language,))


def the_checks_are_passed(case: Case) -> Iterator[Breach]:
    for link in case.proposed:
        missing = int(case.it.role_checks[link.role]) & ~int(case.it.supply_checks[link.supply])
        if missing:
            yield Breach("the_checks_are_passed", link.role, link.supply, (missing,))


def only_the_willing_are_asked(case: Case) -> Iterator[Breach]:
    it = case.it
    barred = set(zip(it.barred_role.tolist(), it.barred_supply.tolist(), strict=True))
    for link in case.proposed:
        when = max(int(it.role_start[link.role]), it.now)
        if not it.supply_consented[link.supply]:
            yield Breach("no_consent", link.role, link.supply)
        if (link.role, link.supply) in barred:
            yield Breach("barred", link.role, link.supply)
        if it.supply_rest_until[link.supply] > when:
            yield Breach("resting", link.role, link.supply, (int(it.supply_rest_until[link.supply]), when))


def they_are_there_then(case: Case) -> Iterator[Breach]:
    it = case.it
    for link in case.proposed:
        start, end, kind = int(it.role_start[link.role]), int(it.role_end[link.role]), it.supply_kind[link.supply]
        windows = _joined(it, link.supply)
        if start < 0 and end < 0:
            continue
        if (start if start >= 0 else end) < it.now:
            yield Breach("not_in_the_past", link.role, link.supply, (start, end, it.now))
        elif start >= 0 and not any(a <= start and end <= b for a, b in windows):
            if windows or kind in (Kind.PEOPLE, Kind.SPACE):
                yield Breach("there_then", link.role, link.supply, (start, end))
        elif start < 0 and windows and min(windows)[0] > end:
            yield Breach("there_in_time", link.role, link.supply, (min(windows)[0], end))


def near_enough(case: Case) -> Iterator[Breach]:
    it = case.it
    for link in case.proposed:
        first, last = int(it.supply_place_from[link.supply]), int(it.supply_place_to[link.supply])
        away, radius = _apart(*_points(it, link)), int(it.supply_radius_m[link.supply])
        if first >= 0 and not first <= it.role_place[link.role] < last:
            yield Breach("serves_the_place", link.role, link.supply, (int(it.role_place[link.role]), first, last))
        if radius >= 0 and away > radius + LOOSELY_M:
            yield Breach("within_the_radius", link.role, link.supply, (away, radius))


def roles_are_not_overfilled(case: Case) -> Iterator[Breach]:
    it = case.it
    for role, links in _grouped(case, lambda link: link.role).items():
        if not _any_proposed(links):
            continue
        asked, given = int(it.role_quantity[role]), sum(max(0, link.quantity) for link in links)
        alone = asked < 0 or it.role_kind[role] in (Kind.SPACE, Kind.PROFESSIONAL, Kind.OPERATOR)
        if given > asked >= 0 or (alone and len(links) > 1):
            yield Breach("roles_are_not_overfilled", role, links[-1].supply, (given, asked, len(links)))
        if asked >= 0 and sum(link.quantity < 0 for link in links if not link.fixed) > 1:
            yield Breach("one_open_amount_per_role", role, links[-1].supply)


def amounts_are_honest(case: Case) -> Iterator[Breach]:
    """To be agreed exactly where the role or the supply does not tell; a room holds enough, a case is whole."""
    it = case.it
    for link in case.proposed:
        asked, capacity = int(it.role_quantity[link.role]), int(it.supply_capacity[link.supply])
        person = case.is_person(link.supply) and it.supply_kind[link.supply] == Kind.PEOPLE
        open_amount = asked < 0 or (capacity < 0 and not person)
        least = {Kind.SPACE: int(it.role_at_least[link.role]), Kind.PROFESSIONAL: asked, Kind.OPERATOR: asked}
        if open_amount != (link.quantity == -1) or link.quantity == 0 or link.quantity < -1:
            yield Breach("amounts_are_honest", link.role, link.supply, (link.quantity, asked, capacity))
        elif link.quantity > 0 and link.quantity < least.get(Kind(int(it.role_kind[link.role])), 1):
            yield Breach("enough_for_the_role", link.role, link.supply, (link.quantity, asked))
        if capacity == 0 or link.quantity > (1 if person else capacity) >= 0:
            yield Breach("no_more_than_there_is", link.role, link.supply, (link.quantity, capacity))


def lots_are_not_exceeded(case: Case) -> Iterator[Breach]:
    it = case.it
    for supply, links in _grouped(case, lambda link: link.supply).items():
        capacity, given = int(it.supply_capacity[supply]), sum(max(0, link.quantity) for link in links)
        if it.supply_kind[supply] in (Kind.PEOPLE, Kind.SPACE) or not _any_proposed(links):
            continue
        if given > capacity >= 0:
            yield Breach("lots_are_not_exceeded", links[-1].role, supply, (given, capacity))


def nobody_is_in_two_places(case: Case) -> Iterator[Breach]:
    """A person, with the way between two places; a room, without."""
    for (owner, row), hours in _hours(case).items():
        if owner == "bulk":
            continue
        for one, other in combinations(sorted(hours), 2):
            pause = _pause(case.policy, one, other) if owner == "person" else 0
            if (one.proposed or other.proposed) and other.start < one.end + pause:
                yield Breach("nobody_is_in_two_places", max(one.role, other.role), row, (one.end, other.start, pause))


def bulk_offers_have_so_many_people(case: Case) -> Iterator[Breach]:
    for (owner, row), hours in _hours(case).items():
        capacity = int(case.it.supply_capacity[row]) if owner == "bulk" else -1
        for moment in {hour.start for hour in hours} if capacity >= 0 else ():
            there = [hour for hour in hours if hour.start <= moment < hour.end]
            if any(hour.proposed for hour in there) and sum(hour.heads for hour in there) > capacity:
                role = max(hour.role for hour in there)
                yield Breach("bulk_offers_have_so_many_people", role, row, (sum(h.heads for h in there), capacity))


def one_role_without_an_hour(case: Case) -> Iterator[Breach]:
    """Without an hour no overlap can be seen: a person or room holds one such role, a bulk offer its number."""
    it = case.it
    untimed = [link for link in case.links if it.role_start[link.role] < 0]
    groups: dict[tuple[str, int], list[Link]] = defaultdict(list)
    for link in untimed:
        if it.supply_kind[link.supply] in (Kind.PEOPLE, Kind.SPACE):
            groups[_owner(case, link.supply)].append(link)
    for (owner, row), links in groups.items():
        most = int(it.supply_capacity[row]) if owner == "bulk" else 1
        heads = sum(max(0, link.quantity) if owner == "bulk" else 1 for link in links)
        if heads > most >= 0 and _any_proposed(links):
            yield Breach("one_role_without_an_hour", links[-1].role, links[-1].supply, (heads, most))


def weekly_limits_are_kept(case: Case) -> Iterator[Breach]:
    it = case.it
    limits: dict[tuple[str, int], list[tuple[int, int]]] = defaultdict(list)
    for supply in range(it.supplies):
        if it.supply_kind[supply] in (Kind.PEOPLE, Kind.SPACE) or case.is_person(supply):
            limits[_owner(case, supply)].append(
                (int(it.supply_max_bookings[supply]), int(it.supply_max_minutes[supply]))
            )
    for owner, hours in _hours(case).items():
        for week in {hour.start // WEEK for hour in hours if hour.proposed}:
            mine = [hour for hour in hours if hour.start // WEEK == week]
            times, minutes = sum(h.heads for h in mine), sum(h.heads * (h.end - h.start) for h in mine)
            for bookings, most in limits[owner]:
                if times > bookings >= 0 or minutes > most >= 0:
                    role = max(hour.role for hour in mine)
                    yield Breach("weekly_limits_are_kept", role, owner[1], (times, bookings, minutes, most))


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
        if band.value > band.bound * (1 + 1e-9) + 1e-3:
            yield Breach("no_value_exceeds_its_bound", facts=(band.value, band.bound))


RULES: tuple[Callable[[Case], Iterator[Breach]], ...] = (
    fixed_links_stay,
    one_link_per_role_and_party,
    kinds_agree,
    the_thing_asked_for,
    the_language_is_spoken,
    the_checks_are_passed,
    only_the_willing_are_asked,
    they_are_there_then,
    near_enough,
    roles_are_not_overfilled,
    amounts_are_honest,
    lots_are_not_exceeded,
    nobody_is_in_two_places,
    bulk_offers_have_so_many_people,
    one_role_without_an_hour,
    weekly_limits_are_kept,
    complete_means_complete,
    the_value_is_right,
    no_value_exceeds_its_bound,
)


def _grouped(case: Case, key: Callable[[Link], Key]) -> dict[Key, list[Link]]:
    groups: dict[Key, list[Link]] = defaultdict(list)
    for link in case.links:
        groups[key(link)].append(link)
    return groups


def _any_proposed(links: list[Link]) -> bool:
    return any(not link.fixed for link in links)


def _owner(case: Case, supply: int) -> tuple[str, int]:
    """Who cannot be there twice: ("person", party), ("bulk", supply) or ("room", supply)."""
    if case.is_person(supply):
        return "person", int(case.it.supply_party[supply])
    return ("bulk" if case.is_bulk(supply) else "room"), supply


def _hours(case: Case) -> dict[tuple[str, int], list[Hour]]:
    it = case.it
    hours: dict[tuple[str, int], list[Hour]] = defaultdict(list)
    for role, supply, quantity, fixed in case.links:
        if it.role_start[role] >= 0 and (it.supply_kind[supply] in (Kind.PEOPLE, Kind.SPACE) or case.is_person(supply)):
            heads = max(0, quantity) if case.is_bulk(supply) else 1
            where = float(it.role_lat[role]), float(it.role_lon[role])
            hour = Hour(int(it.role_start[role]), int(it.role_end[role]), *where, heads, role, not fixed)
            hours[_owner(case, supply)].append(hour)
    for at, supply in enumerate(it.busy_supply.tolist()):
        if it.supply_kind[supply] in (Kind.PEOPLE, Kind.SPACE) or case.is_person(supply):
            heads = int(it.busy_quantity[at]) if case.is_bulk(supply) else 1
            where = float(it.busy_lat[at]), float(it.busy_lon[at])
            hour = Hour(int(it.busy_start[at]), int(it.busy_end[at]), *where, heads, -1, False)
            hours[_owner(case, supply)].append(hour)
    return hours


def _joined(it: Instance, supply: int) -> list[tuple[int, int]]:
    """When a supply is there, windows that touch as one."""
    rows = range(int(it.window_ptr[supply]), int(it.window_ptr[supply + 1]))
    joined: list[tuple[int, int]] = []
    for window in sorted((int(it.window_start[row]), int(it.window_end[row])) for row in rows):
        if joined and window[0] <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(window[1], joined[-1][1])
        else:
            joined.append(window)
    return joined


def _points(it: Instance, link: Link) -> tuple[float, float, float, float]:
    role, supply = link.role, link.supply
    return (
        float(it.role_lat[role]),
        float(it.role_lon[role]),
        float(it.supply_lat[supply]),
        float(it.supply_lon[supply]),
    )


def _apart(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Metres along the great circle from the straight chord; NaN when a point is unknown."""
    one, other = _on_sphere(lat, lon), _on_sphere(other_lat, other_lon)
    return (
        2 * 6_371_008.8 * math.asin(min(1.0, math.dist(one, other) / 2))
        if not math.isnan(lat + other_lat)
        else math.nan
    )


def _on_sphere(lat: float, lon: float) -> tuple[float, float, float]:
    phi, lam = math.radians(lat), math.radians(lon)
    return math.cos(phi) * math.cos(lam), math.cos(phi) * math.sin(lam), math.sin(phi)


def _pause(policy: Policy, one: Hour, other: Hour) -> int:
    away = _apart(one.lat, one.lon, other.lat, other.lon)
    if away <= policy.same_place_m:
        return policy.pause_minutes
    travel = 0 if math.isnan(away) else math.ceil(max(0.0, away - LOOSELY_M) / policy.metres_a_minute)
    return max(policy.pause_minutes, policy.buffer_minutes + travel)


def _complete(case: Case) -> set[int]:
    it = case.it
    reached = dict.fromkeys(range(it.roles), 0)
    for link in case.links:
        reached[link.role] += 1 if it.role_quantity[link.role] < 0 else max(0, link.quantity)
    having = {int(need) for need in it.role_need}
    return having - {int(it.role_need[role]) for role, units in reached.items() if units < it.role_at_least[role]}


def _worth(case: Case, link: Link) -> int:
    it, policy, need = case.it, case.policy, int(case.it.role_need[link.role])
    urgency = policy.urgency_weight[int(it.need_urgency[need]) - 1]
    away, cause = _apart(*_points(it, link)), int(it.need_cause[need])
    near = 0.5 if math.isnan(away) else max(0.0, 1 - away / policy.near_m)
    fit = int(policy.near_points * near) + policy.reliable_points * int(it.supply_reliability[link.supply]) // 1000
    fit += int(policy.rested_points * max(0.0, 1 - int(it.supply_load[link.supply]) / policy.load_minutes))
    fit += policy.cause_points * (cause >= 0 and bool(int(it.supply_causes[link.supply]) & (1 << cause)))
    welcome = int(it.role_welcome[link.role]) & int(it.supply_languages[link.supply])
    asked, loose = int(it.role_quantity[link.role]), it.role_quantity[link.role] >= 0 > link.quantity
    slot = (policy.agree_points if loose else policy.help_points) * urgency + fit
    slot += policy.language_points * (welcome != 0)
    units = 1 if loose or asked < 0 else link.quantity
    if asked >= 0 and it.role_kind[link.role] in (Kind.GOODS, Kind.MONEY):
        return slot * units // asked
    return slot * (units if it.role_kind[link.role] == Kind.PEOPLE else 1)
