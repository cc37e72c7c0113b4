"""A seat comes free: at once somebody else is suggested, and whoever was asked or has said yes stays where they are."""

import datetime as dt

import pytest
import time_machine

from tongzhuo.kernel.models import Line
from tongzhuo.kernel.verdicts import Refused
from tongzhuo.kernel.viewer import the_system
from tongzhuo.linkages import actions, planner, tasks
from tongzhuo.linkages.models import PlannedNeed
from tongzhuo.linkages.tests import story
from tongzhuo.linkages.tests.story import NOW, carry_on, links, of
from tongzhuo.people import actions as people
from tongzhuo.planning import actions as plans
from tongzhuo.planning.alternatives import alternatives
from tongzhuo.planning.upholding import forget, upheld

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_monday():
    forget()
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


def volunteers(need):
    return {name: state for name, state in links(need).items() if name in ("刘芳", "孙伟", "何静")}


def last_line(need):
    return Line.objects.filter(on=f"need:{need.code}", did__in=("need.repaired", "need.left_open")).last()


def with_a_third(cast):
    """Three could help, two are wanted: Liu Fang and Sun Wei are nearer than He Jing."""
    need = story.linked(cast)
    cast.person("he", "何静", helps=True, lat=cast.willow.lat + 0.01)
    story.link(cast, need)
    return need


@pytest.fixture
def sent(cast):
    need = with_a_third(cast)
    actions.send_links(by=cast.as_("chen"), need=need, at_once=True)
    return need


def test_whoever_says_no_makes_room_for_the_next_one_and_nobody_else_moves(client, cast, sent):
    actions.accept_link(by=cast.as_("liu"), link=of(sent, "刘芳"))
    actions.decline_link(by=cast.as_("sun"), link=of(sent, "孙伟"))
    carry_on()
    assert volunteers(sent) == {"刘芳": "accepted", "孙伟": "declined", "何静": "suggested"}
    new = of(sent, "何静")
    assert (last_line(sent).did, last_line(sent).facts["links"], last_line(sent).facts["moved"]) == (
        "need.repaired", [new.code], 0,
    )  # fmt: skip
    assert new.reasons[0] == {"code": "only_one", "fact": 0}

    client.force_login(cast.account("chen"))
    page = client.get(f"/needs/{sent.code}/").content.decode()
    assert "Tongzhuo suggests somebody else for the seat that came free." in page
    assert "That held when it was drawn; seats that came free since were filled one by one." in page
    assert "Send 1 invitation" in page

    actions.send_links(by=cast.as_("chen"), need=sent, at_once=True)
    actions.decline_link(by=cast.as_("he"), link=of(sent, "何静"))
    carry_on()
    assert volunteers(sent) == {"刘芳": "accepted", "孙伟": "declined", "何静": "declined"}
    assert last_line(sent).did == "need.left_open"
    [gap] = PlannedNeed.objects.filter(need=sent).latest("pk").vacancies
    assert (gap["missing"], dict(gap["funnel"])["willing"]) == (1, 2)
    page = client.get(f"/needs/{sent.code}/").content.decode()
    assert "Tongzhuo looked for somebody else and found nobody yet." in page
    assert "Still missing: 1 person" in page


def test_two_who_leave_one_after_the_other_and_a_plan_that_remembers(cast, sent, on_monday):
    cast.person("ma", "马宁", helps=True, lat=cast.willow.lat + 0.02)
    story.link(cast, sent)
    plan = sent.planned.latest("pk").plan
    actions.accept_link(by=cast.as_("liu"), link=of(sent, "刘芳"))
    actions.withdraw_link(by=cast.as_("liu"), link=of(sent, "刘芳"), reason="感冒了")
    carry_on()
    before = upheld(plan)
    assert links(sent)["何静"] == "suggested"
    actions.send_links(by=cast.as_("chen"), need=sent, at_once=True)
    on_monday.move_to(NOW + dt.timedelta(days=3, minutes=1))
    actions.accept_link(by=cast.as_("he"), link=of(sent, "何静"))
    tasks.expire_unanswered.call_local()
    carry_on()
    assert (volunteers(sent), links(sent)["马宁"]) == (
        {"刘芳": "withdrawn", "孙伟": "expired", "何静": "accepted"}, "suggested",
    )  # fmt: skip
    assert upheld(plan) is before


def test_somebody_who_is_only_suggested_and_cannot_then_makes_room_too(cast):
    need = with_a_third(cast)
    assert [other.party_name for other in alternatives(of(need, "刘芳"), at=NOW)] == ["何静"]
    actions.pin_link(by=cast.as_("chen"), link=of(need, "孙伟"))
    people.set_availability(by=cast.as_("liu"), person=cast.liu)
    people.set_availability(by=cast.as_("sun"), person=cast.sun)
    carry_on()
    assert volunteers(need) == {"孙伟": "suggested", "何静": "suggested"}
    people.withdraw_consent(by=cast.as_("he"), consent=cast.he.consents.get())
    carry_on()
    assert volunteers(need) == {"孙伟": "suggested"}
    assert (last_line(need).did, last_line(need).facts["moved"]) == ("need.left_open", 1)


def test_what_came_between_is_looked_at_again_and_nothing_is_kept_of_the_first_look(cast, sent):
    actions.decline_link(by=cast.as_("sun"), link=of(sent, "孙伟"))
    plan = sent.planned.latest("pk").plan
    repair = upheld(plan).repair([sent.code], at=NOW)
    assert [new.supply for new in repair.links] == [cast.he.code]

    carry_on()  # the worker was quicker
    before = Line.objects.count()
    with pytest.raises(Refused) as refused:
        plans.keep_repair(by=cast.as_("liu"), need=sent, repair=repair)
    assert (refused.value.verdict.code, Line.objects.count()) == ("not_keeper", before)
    again = plans.keep_repair(by=the_system("planner"), need=sent, repair=repair)
    assert (again, volunteers(sent)["何静"]) == ([], "suggested")

    repair.gone = [of(sent, "何静").pk]
    actions.remove_link(by=cast.as_("chen"), link=of(sent, "何静"))
    before = Line.objects.count()
    with pytest.raises(Refused) as refused:
        plans.keep_repair(by=the_system("planner"), need=sent, repair=repair)
    assert (refused.value.verdict.code, Line.objects.count()) == ("link_moved_on", before)


def test_a_plan_from_before_answers_were_kept_is_left_as_it_is(cast, sent):
    plan = sent.planned.latest("pk").plan
    plan.answer = b""
    plan.save()
    actions.decline_link(by=cast.as_("sun"), link=of(sent, "孙伟"))
    carry_on()
    assert (volunteers(sent), last_line(sent)) == ({"刘芳": "asked", "孙伟": "declined"}, None)


def test_of_a_large_plan_a_need_is_explained_when_somebody_asks(client, cast, monkeypatch):
    story.offers(cast)
    need = story.confirmed(cast, people=3)
    story.link(cast, need)
    at_once = PlannedNeed.objects.get(need=need)
    reasons = {link.supply_code: link.reasons for link in need.links.all()}

    monkeypatch.setattr(planner, "EXPLAINED_AT_ONCE", 0)
    story.link(cast, need)
    planned = need.planned.latest("pk")
    [vacancy] = planned.vacancies
    assert (planned.explained, vacancy["missing"], vacancy["short"]) == (False, 1, 1)
    assert [(row.seats, row.filled, row.is_whole) for row in (planned, at_once)] == [(6, 5, False)] * 2
    client.force_login(cast.account("chen"))
    assert "Ask why" in client.get(f"/needs/{need.code}/").content.decode()
    assert client.get(f"/plans/{planned.plan.code}/").status_code == 200

    asked = client.post(f"/needs/{need.code}/why/", follow=True).content.decode()
    assert "The reasons are being written down." in asked
    client.post(f"/needs/{need.code}/why/")
    assert Line.objects.filter(did="need.why_asked").count() == 1
    with pytest.raises(Refused) as refused:
        plans.ask_why(by=cast.as_("liu"), need=need)
    assert refused.value.verdict.code == "not_keeper"

    carry_on()
    planned.refresh_from_db()
    assert (planned.explained, planned.vacancies, planned.left_out) == (True, at_once.vacancies, at_once.left_out)
    assert {link.supply_code: link.reasons for link in need.links.all()} == reasons
    page = client.get(f"/needs/{need.code}/").content.decode()
    assert ("Ask why" in page, "Looked at 2 people." in page) == (False, True)
