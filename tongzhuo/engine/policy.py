"""The published weights and rules of planning. `docs/engine.md` explains each; a city may publish its own."""

import dataclasses
import math


@dataclasses.dataclass(frozen=True)
class Policy:
    """Weights in points, times in minutes, distances in metres."""

    urgency_weight: tuple[int, int, int] = (1, 2, 4)  # for urgency 1, 2, 3
    whole_points: int = 10_000  # a whole need of one person, urgency 1
    size_exponent: float = 0.5  # how much the number of people helped counts
    fair_alpha: float = 2.0  # how strongly communities that get less of what they could have are lifted; 0 not at all
    fair_floor: float = 0.98  # share of what it could have below which a community is lifted
    fair_most: int = 400  # per cent of its weight that a need counts at most
    help_points: int = 1_000  # one slot of help, urgency 1
    agree_points: int = 100  # a unit's place held by a link to be agreed, where an amount was asked
    moved_points: int = 100  # what moving one link already told costs when a standing plan is repaired
    near_points: int = 60  # fit, per slot: together at most 200
    cause_points: int = 40
    reliable_points: int = 40
    rested_points: int = 40
    language_points: int = 20
    near_m: int = 5_000  # no points for being near from here on
    load_minutes: int = 600  # no points for being rested from here on
    metres_a_minute: int = 150  # door to door, along the straight line
    buffer_minutes: int = 10  # added whenever the place changes
    pause_minutes: int = 0  # least time between two bookings, also in the same place
    same_place_m: int = 50

    gap: float = 0.001  # stop when value and bound are this close, of the bound, in each pass
    node_limit: int = 500  # branch-and-bound nodes of each search
    time_limit_s: float = 0.0  # 0 none; a plan stopped by time is not reproducible and says so
    seed: int = 1

    def need_weight(self, urgency: int, size: int) -> int:
        """Points of a whole need: whole_points x urgency weight x size ** size_exponent, rounded."""
        return round(self.whole_points * self.urgency_weight[urgency - 1] * math.pow(size, self.size_exponent))


PUBLISHED = Policy()
