"""The one door: a question in, a plan out, whichever solver stands behind it."""

import dataclasses

import numpy as np

from tongzhuo.engine.exact import Exact
from tongzhuo.engine.instance import Instance
from tongzhuo.engine.order import Canonical, canonical
from tongzhuo.engine.plan import Plan, Solver, Watch, unwatched
from tongzhuo.engine.policy import PUBLISHED, Policy


def solve(
    instance: Instance, policy: Policy = PUBLISHED, solver: Solver | None = None, watch: Watch = unwatched
) -> Plan:
    """Plan `instance`; the same rows in any order give the same plan.

    Raises InstanceError for a broken instance, and Cancelled when `watch` does.
    """
    instance.validate()
    ordered = canonical(instance)
    plan = (solver or Exact()).solve(ordered.instance, policy, watch)
    return _in_given_order(plan, ordered)


def _in_given_order(plan: Plan, ordered: Canonical) -> Plan:
    role, supply = ordered.role_row[plan.role], ordered.supply_row[plan.supply]
    rows = np.lexsort((supply, role))
    lift = plan.lift.copy()
    if len(lift):
        lift[ordered.need_row] = plan.lift
    return dataclasses.replace(
        plan,
        lift=lift,
        role=role[rows],
        supply=supply[rows],
        quantity=plan.quantity[rows],
        fixed=plan.fixed[rows],
        complete=np.sort(ordered.need_row[plan.complete]),
    )
