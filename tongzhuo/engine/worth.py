"""What a plan is worth: the published objective in whole points (docs/engine.md)."""

import numpy as np

from tongzhuo.engine.instance import Instance, Ints, Kind
from tongzhuo.engine.policy import Policy


def need_weights(it: Instance, policy: Policy) -> Ints:
    """Points of each need when it is whole, its lift included."""
    return lifted(published_weights(it, policy), it.need_lift)


def published_weights(it: Instance, policy: Policy) -> Ints:
    """The same without the lift: points by urgency and size alone."""
    alike, of_need = np.unique(np.stack((it.need_urgency, it.need_size)), axis=1, return_inverse=True)
    return np.array([policy.need_weight(*pair) for pair in alike.T.tolist()], np.int64)[of_need.reshape(-1)]


def lifted(points: Ints, lift: Ints) -> Ints:
    """Points at so many per cent, rounded down: the one place where a lift becomes points."""
    return points * lift // 100


def slot_points(it: Instance, policy: Policy) -> tuple[Ints, Ints]:
    """Points of one slot of each role: of help, and of a link to be agreed where an amount was asked."""
    urgency = np.array(policy.urgency_weight, np.int64)[it.need_urgency[it.role_need] - 1]
    return policy.help_points * urgency, policy.agree_points * urgency


def complete_needs(it: Instance, role: Ints, quantity: Ints) -> Ints:
    """Rows of the needs that have roles, and the at_least of every one of them."""
    agreed = it.role_quantity[role] < 0
    reached = np.zeros(it.roles, np.int64)
    np.add.at(reached, role, np.where(agreed, 1, np.maximum(0, quantity)))
    short = np.bincount(it.role_need, reached < it.role_at_least, it.needs)
    return np.flatnonzero((short == 0) & (np.bincount(it.role_need, minlength=it.needs) > 0))


def rest_points(it: Instance, policy: Policy, role: Ints, quantity: Ints, fit: Ints) -> Ints:
    """Points of help and fit of each proposed link, rounded down."""
    asked, kind = it.role_quantity[role], it.role_kind[role]
    loose = (quantity < 0) & (asked > 0)
    help_, agree = slot_points(it, policy)
    slot = np.where(loose, agree[role], help_[role]) + fit
    divided = np.isin(kind, (Kind.GOODS, Kind.MONEY)) & (asked > 0)
    units = np.where(loose | (asked < 0), 1, quantity)
    slots = np.where(kind == Kind.PEOPLE, units, 1)
    return np.where(divided, slot * units // np.maximum(1, asked), slot * slots)
