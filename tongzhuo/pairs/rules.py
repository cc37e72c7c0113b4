"""The rules of `engine.candidates`, each by its name, over a role, a line, and what else holds for the line. Terms,
hours and consent are the index's."""

import math
from typing import Any

from tongzhuo.engine.geometry import EARTH_M
from tongzhuo.engine.instance import MINUTES_A_WEEK, Ints, Kind
from tongzhuo.pairs.compiled import kernel
from tongzhuo.pairs.ground import arc_sine
from tongzhuo.pairs.records import Records

PEOPLE, SPACE, GOODS, MONEY = int(Kind.PEOPLE), int(Kind.SPACE), int(Kind.GOODS), int(Kind.MONEY)


@kernel
def can_do_it(role: Any, more: Any, purposes: Ints) -> bool:
    """The index has the terms; here the giver's restriction."""
    if more.first_purpose == more.last_purpose:
        return True
    for at in range(more.first_purpose, more.last_purpose):
        if purposes[at] == role.purpose:
            return True
    return False


@kernel
def speaks_it(role: Any, line: Any) -> bool:
    return role.language < 0 or (line.languages >> role.language) & 1 == 1


@kernel
def is_free(role: Any, more: Any, bookings: Records, pauses: Any) -> bool:
    """Not booked elsewhere, the way included."""
    if role.start < 0 or more.in_bulk or not more.books_time:
        return True
    for at in range(more.first_booking, more.last_booking):
        other = bookings[at]
        pause = pause_between(role.lat, role.lon, other.lat, other.lon, pauses) if more.personal else 0
        if other.start < role.end + pause and role.start < other.end + pause:
            return False
    return True


@kernel
def pause_between(lat: float, lon: float, other_lat: float, other_lon: float, pauses: Any) -> int:
    """Minutes between two bookings, by the formula of `engine.geometry`; an unknown way costs the buffer alone."""
    metres_a_minute, same_place_m, buffer_minutes, pause_minutes = pauses
    phi, phis = math.radians(lat), math.radians(other_lat)
    half = math.sin((phis - phi) / 2) ** 2
    half += math.cos(phi) * math.cos(phis) * math.sin(math.radians(other_lon - lon) / 2) ** 2
    away = 2 * EARTH_M * arc_sine(math.sqrt(half))
    if away <= same_place_m:
        return max(pause_minutes, 0)
    travel = 0 if math.isnan(away) else math.ceil(away / metres_a_minute)
    return max(pause_minutes, buffer_minutes + travel)


@kernel
def is_near(role: Any, line: Any) -> bool:
    """The role lies within its radius; an unknown point is not held against anyone."""
    return not squared_way(role, line) > line.reach


@kernel
def serves_it(role: Any, more: Any) -> bool:
    return more.place_from < 0 or (more.place_from <= role.place and role.place < more.place_to)


@kernel
def squared_way(role: Any, line: Any) -> float:
    return (role.x - line.x) ** 2 + (role.y - line.y) ** 2 + (role.z - line.z) ** 2


@kernel
def passed_checks(role: Any, line: Any) -> bool:
    return (role.checks & ~line.checks) == 0


@kernel
def may_be_asked(role: Any, more: Any, barred: Ints, held: Ints) -> bool:
    """Not resting, did not say no before, is not already at this very seat. Consent is in the index."""
    if more.rest_until > role.when:
        return False
    for at in range(role.first_barred, role.last_barred):
        if barred[at] == more.supply:
            return False
    for at in range(role.first_held, role.last_held):
        if held[at] == more.party:
            return False
    return True


@kernel
def within_limits(role: Any, more: Any, bookings: Records) -> bool:
    """One more booking of this length stays within the week's limits."""
    if role.start < 0 or not more.books_time or (more.max_bookings < 0 and more.max_minutes < 0):
        return True
    times, minutes, week = 1, role.end - role.start, role.start // MINUTES_A_WEEK
    for at in range(more.first_booking, more.last_booking):
        other = bookings[at]
        if other.start // MINUTES_A_WEEK == week:
            times += other.quantity
            minutes += other.quantity * (other.end - other.start)
    return (more.max_bookings < 0 or times <= more.max_bookings) and (
        more.max_minutes < 0 or minutes <= more.max_minutes
    )


@kernel
def most_units(role: Any, more: Any, left: int) -> int:
    """What it could give to this role: units, 0 nothing, -1 an amount to be agreed. People: of `left_then`."""
    if role.kind == SPACE and role.start < 0 and more.untimed_held > 0:
        left = 0
    if role.loosely_held:
        left = max(0, left)
    if role.asked < 0:
        return 0 if left == 0 else -1
    if role.kind not in (PEOPLE, GOODS, MONEY) and left >= 0:
        least = min(role.wanted, max(1, role.least)) if role.kind == SPACE else role.wanted
        if left < least:
            return 0
    return min(left, role.wanted)


@kernel
def left_then(role: Any, more: Any, bookings: Records) -> int:
    """What is left of it; of people, at the hours of the role."""
    if role.kind != PEOPLE or more.left < 0:
        return more.left
    if role.start < 0:
        return max(0, more.left - more.untimed_held)
    if more.in_bulk and more.first_booking < more.last_booking:
        return max(0, more.left - heads_booked(role, more, bookings))
    return more.left


@kernel
def heads_booked(role: Any, more: Any, bookings: Records) -> int:
    """The most people of a bulk offer booked at one moment of the role's hours."""
    most = 0
    for one in range(more.first_booking, more.last_booking):
        moment = max(bookings[one].start, role.start)
        if not (bookings[one].start < role.end and bookings[one].end > role.start):
            continue
        heads = 0
        for other in range(more.first_booking, more.last_booking):
            if bookings[other].start <= moment and bookings[other].end > moment:
                heads += bookings[other].quantity
        most = max(most, heads)
    return most


@kernel
def units_of_a_person(role: Any) -> int:
    """What `most_units` is for somebody of whom there is no more to be said."""
    return -1 if role.asked < 0 else 1
