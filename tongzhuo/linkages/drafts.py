"""A plan before it is kept. Apart from the planner, so that actions need not load the engine."""

from dataclasses import dataclass, field

from tongzhuo.linkages.models import Link, Plan, PlannedNeed
from tongzhuo.needs.models import Need, Occasion


@dataclass
class Draft:
    """A plan that is not kept yet: unsaved rows."""

    plan: Plan
    needs: list[Need]
    links: list[Link] = field(default_factory=list)
    planned: list[PlannedNeed] = field(default_factory=list)
    occasions: dict[str, Occasion] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
