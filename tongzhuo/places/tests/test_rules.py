"""Each rule with a yes and a no, and the sentence that goes with it."""

import pytest

from tests.cast import at
from tongzhuo.kernel.viewer import NOBODY, the_system
from tongzhuo.places import rules

NOW = at("2026-12-01 09:00")


@pytest.mark.parametrize(
    ("who", "code"),
    [
        ("chen", "ok"),
        ("gao", "ok"),
        ("zhao", "no_mandate_here"),
        ("outsider", "no_mandate_here"),
        (None, "no_mandate_here"),
    ],
)
def test_may_make_place_move_point_and_bring(cast, who, code):
    viewer = cast.as_(who)
    assert rules.may_make_place(viewer, cast.willow, at=NOW).code == code
    assert rules.may_move_point(viewer, cast.willow, at=NOW).code == code
    assert rules.may_bring(viewer, cast.willow.path, at=NOW).code == code


@pytest.mark.parametrize(
    ("who", "code"), [("gao", "ok"), ("chen", "decided_above"), ("outsider", "decided_above"), (None, "decided_above")]
)
def test_may_rename_place(cast, who, code):
    assert rules.may_rename_place(cast.as_(who), cast.willow, at=NOW).code == code


@pytest.mark.parametrize(("who", "code"), [("gao", "ok"), ("chen", "decided_above"), (None, "decided_above")])
def test_may_merge_places(cast, who, code):
    assert rules.may_merge_places(cast.as_(who), cast.plane, cast.willow, at=NOW).code == code


def test_may_bring_all(cast):
    chen, both = cast.as_("chen"), [cast.willow.path, cast.plane.path]
    assert rules.may_bring_all(chen, both[:1], at=NOW).code == "ok"
    assert rules.may_bring_all(chen, both, at=NOW).facts == {"path": cast.plane.path}
    assert rules.may_bring_all(the_system("import"), both, at=NOW).code == "ok"
    assert rules.may_bring(NOBODY, "", at=NOW).reason == "You have no mandate over this place."
