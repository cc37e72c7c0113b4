"""Owner, colleague, other community, outsider, nobody: whom each rule lets in."""

import pytest

from tongzhuo.kernel.viewer import NOBODY
from tongzhuo.needs.models import Need
from tongzhuo.outcomes import queries, rules
from tongzhuo.outcomes.states import How
from tongzhuo.outcomes.tests import story

pytestmark = pytest.mark.django_db

WHO = ("guo", "nuan", "chen", "zhao", "liu", "wang", "gao", "outsider", None)
MAY = {
    "may_claim_outcome": {"nuan", "chen", "zhao"},
    "may_answer_outcome": {"guo"},
    "may_answer_without_signing_in": set(WHO) - {"nuan"},
    "may_write_answer": {"chen", "zhao"},
    "may_see_slip": {"chen", "zhao"},
    "may_take_back_claim": {"nuan"},
    "claims_visible_to": {"guo", "nuan", "chen", "zhao"},
}


@pytest.mark.parametrize("rule", MAY)
def test_each_rule_lets_in_whom_it_should(cast, rule):
    need = story.linked(cast)
    operators = {cast.nuan.pk}
    ask = {"may_claim_outcome": lambda viewer: rules.may_claim_outcome(viewer, need, operators, at=None)}
    if rule not in ask:
        claim = story.claimed(cast, need)
        voices = queries.voices_of(claim.need)
        ask |= {
            "may_answer_outcome": lambda viewer: rules.may_answer_outcome(viewer, claim, voices),
            "may_answer_without_signing_in": lambda viewer: rules.may_answer_without_signing_in(viewer, claim),
            "may_write_answer": lambda viewer: rules.may_write_answer(viewer, claim, How.PAPER),
            "may_see_slip": lambda viewer: rules.may_see_slip(viewer, claim),
            "may_take_back_claim": lambda viewer: rules.may_take_back_claim(viewer, claim),
            "claims_visible_to": lambda viewer: queries.claims_visible_to(viewer).exists(),
        }
    assert {who for who in WHO if ask[rule](cast.as_(who))} == MAY[rule]


def test_rules_that_ask_nobody(cast):
    assert [bool(rules.may_use_link(is_known=known)) for known in (True, False)] == [True, False]
    assert [bool(rules.may_use_slip(is_known=known)) for known in (True, False)] == [True, False]
    assert [bool(rules.may_speak(is_silent=silent)) for silent in (True, False)] == [True, False]


def test_a_relative_answers_for_whoever_acts_through_them(cast):
    cast.guo.acts_through = cast.wang
    cast.guo.save()
    claim = story.claimed(cast)
    assert rules.may_answer_outcome(cast.as_("wang"), claim, queries.voices_of(Need.objects.get(pk=claim.need_id)))
    assert queries.claims_visible_to(NOBODY).count() == 0
