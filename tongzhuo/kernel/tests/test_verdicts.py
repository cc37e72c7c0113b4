import pytest
from django.utils.translation import gettext_lazy, override

from tongzhuo.kernel.verdicts import OK, Refused, Verdict, no, require


def test_yes_is_true_and_says_nothing():
    assert OK
    assert (OK.code, OK.reason, OK.facts) == ("ok", "", {})


def test_no_is_false_and_carries_a_sentence_and_facts():
    verdict = no("full", "This group is full.", places=8)
    assert not verdict
    assert verdict == Verdict("full", "This group is full.", {"places": 8})


def test_the_sentence_is_fixed_in_the_language_of_the_person_asking():
    with override("zh-hans"):
        verdict = no("required", gettext_lazy("This field is required."))
    assert verdict.reason == "这个字段是必填项。"


def test_requiring_a_yes_goes_on_and_requiring_a_no_refuses_with_the_same_verdict():
    require(OK)
    verdict = no("full", "This group is full.", places=8)
    with pytest.raises(Refused, match="This group is full") as refused:
        require(verdict)
    assert refused.value.verdict is verdict
