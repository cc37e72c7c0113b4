"""Does a plan keep every promise? Written apart from every solver: it shares the shapes with them and no helper.

One function per rule, over all links at once, so that a city's plan is checked in seconds. What fixed links break among
themselves is not held against the plan; any breach in which a proposed link takes part is.
"""

import dataclasses
from collections.abc import Callable, Iterator

import numpy as np

from tongzhuo.checking.case import (
    BULK,
    LOOSELY_M,
    NOBODY,
    PERSON,
    Case,
    Links,
    anyone,
    joined_windows,
    last_of,
    listed,
    pause_between,
    sums,
    tightest,
)  # fmt: skip
from tongzhuo.engine.instance import Bools, Instance, Ints, Kind
from tongzhuo.engine.plan import Plan
from tongzhuo.engine.policy import PUBLISHED, Policy

WEEK = 10_080
ALONE = (Kind.SPACE, Kind.PROFESSIONAL, Kind.OPERATOR)  # one supply fills such a role


@dataclasses.dataclass(frozen=True)
class Breach:
    """A promise that is not kept: rule, the rows concerned (-1 none), and the numbers."""

    rule: str
    role: int = -1
    supply: int = -1
    facts: tuple[float, ...] = ()


def check(instance: Instance, plan: Plan, policy: Policy = PUBLISHED) -> list[Breach]:
    """Every broken promise of `plan`; an empty list means that it keeps them all."""
    case = Case(instance, plan, policy)
    role, supply = case.links.role, case.links.supply
    strange = np.flatnonzero((role < 0) | (role >= instance.roles) | (supply < 0) | (supply >= instance.supplies))
    if len(strange):
        return _breaches("rows_exist", role[strange], supply[strange])
    new, found = case.new(), []
    for rule in OF_ONE_LINK:
        broken = np.flatnonzero(~rule(case, new))
        found += _breaches(rule.__name__, new.role[broken], new.supply[broken])
    return found + [breach for of_all in OF_ALL for breach in of_all(case)]


def _breaches(rule: str, role: Ints, supply: Ints, *facts: Ints) -> list[Breach]:
    rows = zip(role.tolist(), supply.tolist(), *(column.tolist() for column in facts), strict=True)
    return [Breach(rule, row[0], row[1], tuple(row[2:])) for row in rows]


# --- one link by itself: True where the promise is kept ---------------------------------------------------------------
def is_of_its_kind(case: Case, new: Links) -> Bools:
    return case.it.role_kind[new.role] == case.it.supply_kind[new.supply]


def is_what_is_asked_for(case: Case, new: Links) -> Bools:
    what = case.it.role_what[new.role]
    link, row = listed(case.it.term_ptr, new.supply)
    return (what < 0) | anyone(link[case.it.term_index[row] == what[link]], len(what))


def keeps_the_givers_restriction(case: Case, new: Links) -> Bools:
    purpose = case.it.role_purpose[new.role]
    link, row = listed(case.it.purpose_ptr, new.supply)
    return ~anyone(link, len(purpose)) | anyone(link[case.it.purpose_index[row] == purpose[link]], len(purpose))


def speaks_the_language(case: Case, new: Links) -> Bools:
    language = case.it.role_language[new.role]
    return (language < 0) | (case.it.supply_languages[new.supply] & (1 << np.maximum(0, language)) != 0)


def passed_the_checks(case: Case, new: Links) -> Bools:
    return case.it.role_checks[new.role] & ~case.it.supply_checks[new.supply] == 0


def agreed_to_be_asked(case: Case, new: Links) -> Bools:
    return case.it.supply_consented[new.supply]


def has_not_said_no(case: Case, new: Links) -> Bools:
    many = max(1, case.it.supplies)
    return ~np.isin(new.role * many + new.supply, case.it.barred_role * many + case.it.barred_supply)


def is_not_resting(case: Case, new: Links) -> Bools:
    return case.it.supply_rest_until[new.supply] <= np.maximum(case.it.role_start[new.role], case.it.now)


def lies_ahead(case: Case, new: Links) -> Bools:
    start, end = case.it.role_start[new.role], case.it.role_end[new.role]
    return (end < 0) | (np.where(start >= 0, start, end) >= case.it.now)


def is_there_then(case: Case, new: Links) -> Bools:
    it, start, end = case.it, case.it.role_start[new.role], case.it.role_end[new.role]
    link, first, last = joined_windows(it, new.supply)
    windows = anyone(link, len(start))
    covered = anyone(link[(first <= start[link]) & (end[link] <= last)], len(start))
    by_the_end = anyone(link[first <= end[link]], len(start))
    hourly = windows | np.isin(it.supply_kind[new.supply], (Kind.PEOPLE, Kind.SPACE))
    return np.where(start >= 0, covered | ~hourly, (end < 0) | ~windows | by_the_end)


def serves_the_place(case: Case, new: Links) -> Bools:
    first, last = case.it.supply_place_from[new.supply], case.it.supply_place_to[new.supply]
    place = case.it.role_place[new.role]
    return (first < 0) | ((first <= place) & (place < last))


def is_within_the_radius(case: Case, new: Links) -> Bools:
    radius = case.it.supply_radius_m[new.supply]
    return (radius < 0) | ~(case.away(new.role, new.supply) > radius + LOOSELY_M)


def has_an_honest_amount(case: Case, new: Links) -> Bools:
    """To be agreed exactly where the role or the supply does not tell, else at least one and no more than there is."""
    asked, capacity = case.it.role_quantity[new.role], case.it.supply_capacity[new.supply]
    one = (case.it.supply_kind[new.supply] == Kind.PEOPLE) & (case.owner_kind[new.supply] != BULK)
    capacity = np.where(one, np.minimum(1, np.abs(capacity)), capacity)
    told = (new.quantity >= 1) & (new.quantity <= capacity)
    return (capacity != 0) & np.where((asked < 0) | (capacity < 0), new.quantity == -1, told)


def is_enough_alone(case: Case, new: Links) -> Bools:
    """A room holds what is needed; a case and a need are not divided."""
    it, kind = case.it, case.it.role_kind[new.role]
    least = np.where(kind == Kind.SPACE, it.role_at_least[new.role], it.role_quantity[new.role])
    return ~np.isin(kind, ALONE) | (new.quantity < 0) | (new.quantity >= least)


# --- all links together: the breaches ---------------------------------------------------------------------------------
def fixed_links_stay(case: Case) -> Iterator[Breach]:
    it, kept = case.it, ~case.links.proposed
    agreed = np.stack((it.fixed_role, it.fixed_supply, it.fixed_quantity))
    there = np.stack([column[kept] for column in case.links[:3]])
    if agreed.shape == there.shape and (agreed[:, np.lexsort(agreed)] == there[:, np.lexsort(there)]).all():
        return
    for role, supply, quantity in sorted(set(map(tuple, agreed.T.tolist())) ^ set(map(tuple, there.T.tolist()))):
        yield Breach("fixed_links_stay", role, supply, (quantity,))


def one_link_per_role_and_party(case: Case) -> Iterator[Breach]:
    role, supply, _, proposed = case.links
    pair = role * max(1, case.it.parties) + case.it.supply_party[supply]
    _, group, count = np.unique(pair, return_inverse=True, return_counts=True)
    last, new = last_of(group.reshape(-1), len(count)), anyone(group.reshape(-1)[proposed], len(count))
    broken = np.flatnonzero((count > 1) & new)
    rows = last[broken]
    yield from _breaches("one_link_per_role_and_party", role[rows], supply[rows], count[broken])


def roles_are_not_overfilled(case: Case) -> Iterator[Breach]:
    it, (role, supply, quantity, proposed) = case.it, case.links
    loose, asked = quantity < 0, it.role_quantity
    given, count = sums(role, np.maximum(0, quantity), it.roles), np.bincount(role, minlength=it.roles)
    too_loose = (asked >= 0) & (np.bincount(role[loose], minlength=it.roles) > 1)
    too_loose &= anyone(role[loose & proposed], it.roles)
    alone = (asked < 0) | np.isin(it.role_kind, ALONE)
    over = ((given > asked) & (asked >= 0)) | (alone & (count > 1)) | too_loose
    broken = np.flatnonzero(over & anyone(role[proposed], it.roles))
    last = supply[last_of(role, it.roles)[broken]]
    yield from _breaches("roles_are_not_overfilled", broken, last, given[broken], asked[broken], count[broken])


def lots_are_not_exceeded(case: Case) -> Iterator[Breach]:
    it, (role, supply, quantity, proposed) = case.it, case.links
    given, capacity = sums(supply, np.maximum(0, quantity), it.supplies), it.supply_capacity
    lots = ~np.isin(it.supply_kind, (Kind.PEOPLE, Kind.SPACE)) & (capacity >= 0)
    broken = np.flatnonzero(lots & (given > capacity) & anyone(supply[proposed], it.supplies))
    last = role[last_of(supply, it.supplies)[broken]]
    yield from _breaches("lots_are_not_exceeded", last, broken, given[broken], capacity[broken])


def nobody_is_in_two_places(case: Case) -> Iterator[Breach]:
    """A person, with the way between two places; a room, without. Every pair of bookings of an owner is looked at."""
    hours = case.hours()
    first, step = np.flatnonzero(hours.kind != BULK), 1
    while len(first):
        first = first[first + step < len(hours.owner)]
        first = first[hours.owner[first] == hours.owner[first + step]]
        one, other = first, first + step
        pause = np.where(hours.kind[one] == PERSON, pause_between(case.policy, hours, one, other), 0)
        clash = (hours.proposed[one] | hours.proposed[other]) & (hours.start[other] < hours.end[one] + pause)
        role, facts = np.maximum(hours.role[one], hours.role[other]), (hours.end[one], hours.start[other], pause)
        yield from _breaches(
            "nobody_is_in_two_places", role[clash], hours.supply[one][clash], *(fact[clash] for fact in facts)
        )
        step += 1


def bulk_offers_have_so_many_people(case: Case) -> Iterator[Breach]:
    """Heads come and go in the order of time; counted when all of a moment have come."""
    hours = case.hours()
    mine = np.flatnonzero((hours.kind == BULK) & (case.it.supply_capacity[hours.supply] >= 0) & (hours.heads > 0))
    supply, heads = np.tile(hours.supply[mine], 2), hours.heads[mine]
    moment = np.concatenate((hours.end[mine], hours.start[mine]))
    order = np.lexsort((np.arange(len(moment)), moment, supply))
    there = np.cumsum(np.concatenate((-heads, heads))[order])
    new = np.cumsum(np.concatenate((-1 * hours.proposed[mine], 1 * hours.proposed[mine]))[order])
    supply, moment = supply[order], moment[order]
    settled = np.ones(len(supply), np.bool_)
    settled[:-1] = (supply[1:] != supply[:-1]) | (moment[1:] != moment[:-1])
    broken = np.flatnonzero(settled & (there > case.it.supply_capacity[supply]) & (new > 0))
    role, capacity = np.tile(hours.role[mine], 2)[order][broken], case.it.supply_capacity[supply[broken]]
    yield from _breaches("bulk_offers_have_so_many_people", role, supply[broken], there[broken], capacity)


def one_role_without_an_hour(case: Case) -> Iterator[Breach]:
    """Without an hour no overlap can be seen: a person or room holds one such role, a bulk offer its number."""
    it, (role, supply, quantity, proposed) = case.it, case.links
    mine = (it.role_start[role] < 0) & np.isin(it.supply_kind[supply], (Kind.PEOPLE, Kind.SPACE))
    role, supply, quantity, proposed = role[mine], supply[mine], quantity[mine], proposed[mine]
    owner, size = case.owner[supply], it.parties + it.supplies
    heads, last = sums(owner, case.heads(supply, quantity), size), last_of(owner, size)
    held = np.flatnonzero(anyone(owner[proposed], size))
    of = supply[last[held]]
    most = np.where(case.owner_kind[of] == BULK, it.supply_capacity[of], 1)
    over = (heads[held] > most) & (most >= 0)
    rows = last[held[over]]
    yield from _breaches("one_role_without_an_hour", role[rows], supply[rows], heads[held[over]], most[over])


def weekly_limits_are_kept(case: Case) -> Iterator[Breach]:
    it, hours, size = case.it, case.hours(), case.it.parties + case.it.supplies
    week, at = np.unique(hours.start // WEEK, return_inverse=True)
    owner_week = hours.owner * max(1, len(week)) + at.reshape(-1)
    _, group, count = np.unique(owner_week, return_inverse=True, return_counts=True)
    group, groups = group.reshape(-1), len(count)
    times, minutes = (sums(group, hours.heads * span, groups) for span in (1, hours.end - hours.start))
    last, new = last_of(group, groups), anyone(group[hours.proposed & (hours.heads > 0)], groups)
    told = case.owner_kind != NOBODY
    bookings, most = (
        tightest(case.owner[told], limit[told], size)[hours.owner[last]]
        for limit in (it.supply_max_bookings, it.supply_max_minutes)
    )
    broken = np.flatnonzero(new & ((times > bookings) & (bookings >= 0) | (minutes > most) & (most >= 0)))
    rows, facts = last[broken], (times[broken], bookings[broken], minutes[broken], most[broken])
    yield from _breaches("weekly_limits_are_kept", hours.role[rows], hours.supply[rows], *facts)


def complete_means_complete(case: Case) -> Iterator[Breach]:
    for need in np.setxor1d(_complete(case), case.plan.complete).tolist():
        yield Breach("complete_means_complete", facts=(need,))


def the_value_is_right(case: Case) -> Iterator[Breach]:
    it, plan, complete = case.it, case.plan, _complete(case)
    facts = np.stack((it.need_urgency, it.need_size, it.need_lift))[:, complete]
    alike, count = np.unique(facts, axis=1, return_counts=True)
    whole = sum(
        n * (case.policy.need_weight(urgency, size) * lift // 100)
        for (urgency, size, lift), n in zip(alike.T.tolist(), count.tolist(), strict=True)
    )
    rest = int(_worth(case, case.new()).sum())
    if whole != plan.whole.value or abs(rest - plan.rest.value) > len(plan.role):
        yield Breach("the_value_is_right", facts=(whole, plan.whole.value, rest, plan.rest.value))


def communities_are_lifted_alike(case: Case) -> Iterator[Breach]:
    """A need counts for more only with its whole community, never for less than asked, within what is published."""
    community, lift, given = case.it.need_community, case.it.need_lift, case.given_lift
    _, group = np.unique(community, return_inverse=True)
    most = np.zeros(len(community), np.int64)
    np.maximum.at(most, group.reshape(-1), lift)
    wrong = (lift < given) | (community < 0) | (lift > case.policy.fair_most) | (lift < most[group.reshape(-1)])
    for need in np.flatnonzero(wrong & (lift != given)).tolist():
        yield Breach("communities_are_lifted_alike", facts=(need, int(lift[need])))


def no_value_exceeds_its_bound(case: Case) -> Iterator[Breach]:
    for band in (case.plan.whole, case.plan.rest):
        if not band.value <= band.bound * (1 + 1e-9) + 1e-3:
            yield Breach("no_value_exceeds_its_bound", facts=(band.value, band.bound))


OF_ONE_LINK: tuple[Callable[[Case, Links], Bools], ...] = (
    is_of_its_kind, is_what_is_asked_for, keeps_the_givers_restriction, speaks_the_language, passed_the_checks,
    agreed_to_be_asked, has_not_said_no, is_not_resting, lies_ahead, is_there_then, serves_the_place,
    is_within_the_radius, has_an_honest_amount, is_enough_alone,
)  # fmt: skip
OF_ALL: tuple[Callable[[Case], Iterator[Breach]], ...] = (
    fixed_links_stay, one_link_per_role_and_party, roles_are_not_overfilled, lots_are_not_exceeded,
    nobody_is_in_two_places, bulk_offers_have_so_many_people, one_role_without_an_hour, weekly_limits_are_kept,
    complete_means_complete, communities_are_lifted_alike, the_value_is_right, no_value_exceeds_its_bound,
)  # fmt: skip


def _complete(case: Case) -> Ints:
    it, (role, _, quantity, _) = case.it, case.links
    reached = sums(role, np.where(it.role_quantity[role] < 0, 1, np.maximum(0, quantity)), it.roles)
    short = anyone(it.role_need[reached < it.role_at_least], it.needs)
    return np.flatnonzero(anyone(it.role_need, it.needs) & ~short)


def _worth(case: Case, new: Links) -> Ints:
    it, policy, need = case.it, case.policy, case.it.role_need[new.role]
    away, cause = case.away(new.role, new.supply), it.need_cause[need]
    near = np.where(np.isnan(away), 0.5, np.maximum(0.0, 1 - away / policy.near_m))
    rested = np.maximum(0.0, 1 - it.supply_load[new.supply] / policy.load_minutes)
    liked = (cause >= 0) & (it.supply_causes[new.supply] & (1 << np.maximum(0, cause)) != 0)
    welcome = it.role_welcome[new.role] & it.supply_languages[new.supply] != 0
    fit = (policy.near_points * near).astype(np.int64) + (policy.rested_points * rested).astype(np.int64)
    fit += policy.reliable_points * it.supply_reliability[new.supply] // 1000
    fit += policy.cause_points * liked + policy.language_points * welcome
    asked, kind = it.role_quantity[new.role], it.role_kind[new.role]
    loose = (asked >= 0) & (new.quantity < 0)
    urgency = np.asarray(policy.urgency_weight)[it.need_urgency[need] - 1]
    slot = np.where(loose, policy.agree_points, policy.help_points) * urgency + fit
    units = np.where(loose | (asked < 0), 1, new.quantity)
    shared = (asked >= 0) & np.isin(kind, (Kind.GOODS, Kind.MONEY))
    return np.where(shared, slot * units // np.maximum(1, asked), slot * np.where(kind == Kind.PEOPLE, units, 1))
