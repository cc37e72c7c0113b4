"""Who suggests, who agrees, what is wanted of a year and how far it is; the goals that kinds of need serve."""

import pytest
import time_machine

from tongzhuo.companies.tests.story import NOW, carry_on
from tongzhuo.kernel.verdicts import Refused
from tongzhuo.notices.models import Notice
from tongzhuo.partners import actions, queries, rules
from tongzhuo.partners.drafts import Goals
from tongzhuo.partners.sdg import TARGETS, USUAL, in_order, is_target
from tongzhuo.partners.states import PartnershipState

pytestmark = pytest.mark.django_db
WHO = ("bei", "chen", "outsider", None)


@pytest.fixture(autouse=True)
def on_monday():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


def suggested(cast, who="bei"):
    return actions.suggest_partnership(by=cast.as_(who), organisation=cast.northlight, place=cast.willow)


def refused(action, **facts) -> str:
    with pytest.raises(Refused) as no:
        action(**facts)
    return no.value.verdict.code


def test_one_side_suggests_and_the_other_agrees(cast):
    may = rules.may_suggest_partnership
    told = [may(cast.as_(who), cast.northlight, cast.willow, standing=False).code for who in WHO]
    assert told == ["ok", "ok", "not_yours", "not_yours"]
    assert may(cast.as_("chen"), cast.doorstep, cast.willow, standing=False).code == "no_giver"
    made = suggested(cast)
    assert refused(suggested, cast=cast, who="chen") == "partners_already"
    answers = [rules.may_answer_partnership(cast.as_(who), made, suggested_by_company=True).code for who in WHO]
    assert answers == ["other_side", "ok", "other_side", "other_side"]
    carry_on()
    made = actions.answer_partnership(by=cast.as_("chen"), partnership=made, agreed=True)
    carry_on()
    assert (made.state, made.agreed_on) == (PartnershipState.AGREED, NOW.date())
    told = list(Notice.objects.filter(kind__startswith="partnership").order_by("pk").values_list("kind", "to__name"))
    assert told == [("partnership.suggested", "陈丽"), ("partnership.agreed", "贝晨")]


def test_a_no_and_an_end_leave_it_written_down(cast):
    made = suggested(cast, "chen")
    made = actions.answer_partnership(by=cast.as_("bei"), partnership=made, agreed=False, reason="今年人手不够")
    assert (made.state, made.reason) == (PartnershipState.REFUSED, "今年人手不够")
    assert refused(actions.end_partnership, by=cast.as_("bei"), partnership=made) == "moved_on"
    again = suggested(cast)
    assert [rules.may_end_partnership(cast.as_(who), again).code for who in WHO] == ["ok", "ok", *["not_yours"] * 2]
    assert actions.end_partnership(by=cast.as_("bei"), partnership=again).state == PartnershipState.ENDED


def test_goals_are_counted_from_what_others_confirmed(client, cast):
    made = actions.answer_partnership(by=cast.as_("chen"), partnership=suggested(cast), agreed=True)
    wanted = Goals(2026, {"hours": 12, "people": 4, "needs": 1, "money": 0})
    assert rules.may_set_goals(cast.as_("outsider"), made, wanted, at=NOW).code == "not_yours"
    assert rules.may_set_goals(cast.as_("bei"), made, Goals(2025), at=NOW).code == "year_over"
    assert len(actions.set_goals(by=cast.as_("bei"), partnership=made, goals=wanted)) == 3
    client.force_login(cast.account("chen"))
    assert client.get(f"/companies/partnerships/{made.code}/").status_code == 200
    client.force_login(cast.account("outsider"))
    assert client.get(f"/companies/partnerships/{made.code}/").status_code == 200  # agreed: everybody may know
    assert queries.partnerships_of(cast.as_("outsider")).count() == 0


def test_the_list_of_targets_is_whole_and_kept_by_officials(client, cast):
    assert sum(numbered + (ord(last) - 96 if last else 0) for numbered, last in TARGETS.values()) == 169
    assert [is_target(text) for text in ("11.7", "12.a", "17.19", "18.1", "3.10", "1.c", "01.1", "1.1 ", "")] == [
        True, True, True, False, False, False, False, False, False,
    ]  # fmt: skip
    assert all(is_target(target) for targets in USUAL.values() for target in targets)
    assert in_order({"11.7", "3.8", "11.a", "11.10"}) == ["3.8", "11.7", "11.10", "11.a"]
    assert [rules.may_align(cast.as_(who)).code for who in ("gao", *WHO)] == ["ok", *["not_official"] * 4]
    assert rules.may_align(cast.as_("gao"), ["3.99"]).code == "no_target"
    client.force_login(cast.account("gao"))
    path, kind = "/companies/targets/", {"kind": cast.care.code}
    assert client.post(path, kind | {"targets": "3.8, 3.99"}).status_code == 422
    assert client.post(path, kind | {"targets": "11.7，3.8"}).status_code == 302
    assert queries.targets_of([cast.care.pk]) == ["3.8", "11.7"]
