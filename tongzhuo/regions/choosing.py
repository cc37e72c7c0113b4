"""Which solver a question gets: the exact one where it proves its plan in seconds, the market for what is larger, and
regions of it for a city.
"""

import os

from tongzhuo.engine.candidates import World, candidates
from tongzhuo.engine.exact import Exact
from tongzhuo.engine.instance import Instance
from tongzhuo.engine.plan import Plan, Watch, unwatched
from tongzhuo.engine.policy import Policy
from tongzhuo.engine.settled import Settled

CITY = 500_000  # roles from which a city is planned region by region, on every core; below, undivided is faster
LOOKS = 15_000_000  # roles x supplies up to which the rules themselves count the pairs
PAIRS = 120_000  # a community of 2,000 asks and 5,000 people; the exact solver takes about 20 s for so many


class Fitting:
    """Plans a place of any size."""

    def solve(self, instance: Instance, policy: Policy, watch: Watch = unwatched) -> Plan:
        """The plan of a canonical instance. Raises Cancelled when `watch` does."""
        if instance.roles * instance.supplies <= LOOKS:
            watch("candidates", 0.0)
            world = World(Settled(instance, policy))
            found = candidates(world)
            if len(found.role) <= PAIRS:
                return Exact().solve_among(world, found, watch)
        return _large(instance, policy, watch)


def _large(instance: Instance, policy: Policy, watch: Watch) -> Plan:
    # Late: small places need no compiled kernels.
    from tongzhuo.cities.solver import Market
    from tongzhuo.regions.preparing import prepare, prepared
    from tongzhuo.regions.solver import Regional

    if not prepared():
        watch("preparing", 0.0)
        prepare()
    cores = os.cpu_count() or 1
    solver = Regional(workers=cores) if instance.roles >= CITY and cores > 1 else Market()
    return solver.solve(instance, policy, watch)
