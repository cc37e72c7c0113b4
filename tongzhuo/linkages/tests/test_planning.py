"""The coordinator changes the plan: remove, restore, pin, swap; the next plan respects it."""

import pytest
import time_machine

from tongzhuo.kernel.models import Line
from tongzhuo.kernel.verdicts import Refused
from tongzhuo.linkages import actions
from tongzhuo.linkages.tests.story import NOW, link, linked, links, of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_monday():
    with time_machine.travel(NOW, tick=False):
        yield


def test_somebody_taken_out_is_not_proposed_again(cast):
    need = linked(cast)
    cast.person("he", "何静", helps=True)
    actions.remove_link(by=cast.as_("chen"), link=of(need, "刘芳"))
    link(cast, need)
    assert {"刘芳": links(need)["刘芳"], "何静": links(need)["何静"]} == {"刘芳": "removed", "何静": "suggested"}


def test_a_removal_can_be_undone(cast):
    need = linked(cast)
    actions.remove_link(by=cast.as_("chen"), link=of(need, "刘芳"))
    actions.restore_link(by=cast.as_("chen"), link=of(need, "刘芳"))
    assert links(need)["刘芳"] == "suggested"


def test_a_pinned_row_stays_although_somebody_nearer_has_come(cast):
    need = linked(cast)
    for name in ("刘芳", "孙伟"):
        actions.pin_link(by=cast.as_("chen"), link=of(need, name))
    cast.person("he", "何静", helps=True)
    link(cast, need)
    assert sorted(links(need)) == ["Hexin station", "Northlight Foods", "Warm Doorstep", "刘芳", "孙伟"]


def test_swapping_puts_somebody_else_in_the_same_place(cast):
    need = linked(cast)
    he = cast.person("he", "何静", helps=True)
    [chosen] = actions.swap_link(by=cast.as_("chen"), link=of(need, "刘芳"), person=he)
    assert (chosen.party_name, chosen.pinned, chosen.quantity) == ("何静", True, 1)
    assert {name: links(need)[name] for name in ("刘芳", "何静")} == {"刘芳": "removed", "何静": "suggested"}


def test_nobody_is_put_twice_into_the_same_row(cast):
    need = linked(cast)
    with pytest.raises(Refused) as refused:
        actions.swap_link(by=cast.as_("chen"), link=of(need, "刘芳"), person=cast.sun)
    assert refused.value.verdict.code == "already_there"
    assert links(need)["刘芳"] == "suggested"


def test_a_row_that_has_been_sent_is_not_changed_any_more(cast):
    need = linked(cast)
    actions.send_links(by=cast.as_("chen"), need=need)
    with pytest.raises(Refused) as refused:
        actions.remove_link(by=cast.as_("chen"), link=of(need, "刘芳"))
    assert refused.value.verdict.code == "link_moved_on"


@pytest.mark.parametrize("who", ["liu", "nuan", "outsider", "guo", None])
@pytest.mark.parametrize("action", [actions.remove_link, actions.restore_link, actions.pin_link])
def test_only_the_keepers_of_the_place_change_a_plan(cast, who, action):
    need = linked(cast)
    before = Line.objects.count()
    with pytest.raises(Refused) as refused:
        action(by=cast.as_(who), link=of(need, "刘芳"))
    assert (refused.value.verdict.code, Line.objects.count()) == ("not_keeper", before)


def test_the_same_question_gets_the_same_plan(cast):
    need = linked(cast)
    first = need.links.first().plan
    link(cast, need)
    second = need.links.first().plan
    assert (first.input_hash, first.value, first.bound) == (second.input_hash, second.value, second.bound)
