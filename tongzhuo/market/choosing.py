"""Which solver a question gets: the exact one where it proves its plan in seconds, the market for everything larger."""

from tongzhuo.engine.candidates import World, candidates
from tongzhuo.engine.exact import Exact
from tongzhuo.engine.instance import Instance
from tongzhuo.engine.plan import Plan, Watch, unwatched
from tongzhuo.engine.policy import Policy
from tongzhuo.engine.settled import Settled

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
        # Late: small places need no compiled kernels.
        from tongzhuo.market.preparing import prepare, prepared
        from tongzhuo.market.solver import Market

        if not prepared():
            watch("preparing", 0.0)
            prepare()
        return Market().solve(instance, policy, watch)
