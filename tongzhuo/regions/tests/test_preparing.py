"""The planner is prepared once: afterwards no plan, no region and no standing plan has anything to compile."""

from tongzhuo.regions.preparing import prepare, prepared


def test_the_planner_is_prepared_once():
    prepare()
    assert prepared()
    prepare()
    assert prepared()
