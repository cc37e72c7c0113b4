"""What is found: the inbox in order of its promises, likely twins with reasons, and who hears of what."""

import pytest
from django.utils import timezone
from django.utils.timezone import now

from tests.cast import at
from tongzhuo.kernel.memory import sweep
from tongzhuo.needs import actions, queries
from tongzhuo.needs.duplicates import likely_duplicates
from tongzhuo.needs.likeness import likeness, telling, tokens, weights
from tongzhuo.needs.models import Need
from tongzhuo.needs.states import CameBy
from tongzhuo.needs.tests.story import confirmed, for_guo, soon
from tongzhuo.notices.models import Notice
from tongzhuo.notices.sentences import said


@pytest.fixture
def clock():
    with timezone.override("Asia/Shanghai"):
        yield at("2026-11-25 09:20")  # a Wednesday


def promised(cast, when, **more):
    need = for_guo(cast, answer_by=at(when), **more)
    Need.objects.filter(pk=need.pk).update(created=at("2026-11-24 09:20"))
    return need


def test_the_inbox_is_grouped_by_promise_and_the_oldest_stands_first(cast, clock):
    later = promised(cast, "2026-11-30 18:00")
    today = promised(cast, "2026-11-25 18:00")
    late = promised(cast, "2026-11-24 18:00")
    week = promised(cast, "2026-11-28 12:00")
    box = queries.inbox_of(cast.as_("chen"), clock)
    assert [(row.code, row.group, row.pace) for row in box.rows] == [
        (late.code, "late", "late"),
        (today.code, "today", ""),
        (week.code, "week", ""),
        (later.code, "later", ""),
    ]
    assert box.groups == {"late": 1, "today": 1, "week": 1, "later": 1}
    assert box.neighbours(today.code) == (late.code, week.code)
    assert box.neighbours(late.code) == ("", today.code)
    assert queries.inbox_of(cast.as_("outsider"), clock).groups == {}
    assert queries.inbox_of(cast.as_("liu"), clock).groups == {}


def test_a_clock_empties_as_the_promise_comes_nearer(cast, clock):
    promised(cast, "2026-11-25 15:20")
    row = next(iter(queries.inbox_of(cast.as_("chen"), clock).rows))
    assert (round(row.left, 2), row.pace) == (0.2, "soon")


def test_a_sleeping_need_comes_back_on_its_day(cast, clock):
    need = promised(cast, "2026-11-25 18:00")
    Need.objects.filter(pk=need.pk).update(sleeps_until=at("2026-11-25 11:00"))
    asleep = queries.inbox_of(cast.as_("chen"), clock)
    assert (asleep.groups, asleep.asleep, asleep.next_look) == ({}, 1, at("2026-11-25 11:00"))
    assert queries.inbox_of(cast.as_("chen"), at("2026-11-25 11:00")).groups == {"today": 1}


def test_the_next_look_is_at_nine_or_at_two(cast, clock):
    def look(when):
        return queries.inbox_of(cast.as_("chen"), at(when)).next_look

    assert look("2026-11-25 09:20") == at("2026-11-25 14:00")
    assert look("2026-11-25 15:00") == at("2026-11-26 09:00")


@pytest.mark.parametrize("count", [1, 3])
def test_the_whole_inbox_is_one_query(cast, clock, count, django_assert_num_queries):
    for _n in range(count):
        promised(cast, "2026-11-25 18:00")
    chen = cast.as_("chen")
    with django_assert_num_queries(1):
        assert len(queries.inbox_of(chen, clock).rows) == count


def test_chinese_is_compared_in_pairs_and_other_words_whole():
    assert tokens("电梯坏了") == {"电梯", "梯坏"}
    assert tokens("The lift broke, again") == {"lift", "broke", "again"}


def test_likeness_is_nothing_all_or_between():
    texts = [tokens("电梯维修下楼困难"), tokens("电梯维修下楼困难"), tokens("缺三盏台灯"), tokens("电梯维修两个礼拜")]
    weight = weights(texts)
    assert likeness(texts[0], texts[1], weight) == pytest.approx(1)
    assert likeness(texts[0], texts[2], weight) == 0
    assert 0.3 < likeness(texts[0], texts[3], weight) < 0.9
    assert telling("电梯维修下楼困难", texts[0] & texts[3], weight) == ["电梯维修"]


def test_a_likely_twin_is_shown_with_reasons_for_and_against(cast):
    lift = confirmed(cast, for_guo(cast, words="六号楼的电梯要修两个礼拜，我坐轮椅下不了楼", starts_on=soon(10)))
    for_guo(cast, words="孩子放学没人接", raised_for=cast.wang, title="接孩子")
    need = for_guo(
        cast, words="六号楼电梯一修我就下不去了，要去医院", raised_for=cast.wang, title="下楼", starts_on=soon(2)
    )
    twins = likely_duplicates(cast.as_("chen"), need)
    assert [twin.need.code for twin in twins] == [lift.code]
    assert twins[0].pros[0] == "The same door"
    assert any("六号楼" in pro for pro in twins[0].pros)
    assert twins[0].cons[0].startswith("But the days differ")
    assert twins[0].cons[1] == "But somebody else asked"


def test_what_was_kept_apart_is_not_shown_again(cast):
    one, other = for_guo(cast), for_guo(cast)
    assert [twin.need for twin in likely_duplicates(cast.as_("chen"), one)] == [other]
    actions.keep_apart(by=cast.as_("chen"), need=one, other=other)
    assert likely_duplicates(cast.as_("chen"), one) == []
    assert likely_duplicates(cast.as_("chen"), other) == []


def told(person):
    sweep()
    return [(one.kind, one.url) for one in Notice.objects.filter(to=person).order_by("pk")]


def test_the_coordinator_hears_of_a_need_that_somebody_else_raised(cast):
    need = actions.raise_need(by=cast.as_("liu"), place=cast.willow, words="要一盏台灯")
    assert told(cast.chen) == [("need.raised", f"/inbox/{need.code}/")]
    notice = Notice.objects.get(to=cast.chen, kind="need.raised")
    assert said(notice.kind, notice.facts, "Asia/Shanghai").lines[1].startswith("Promised by ")
    for_guo(cast)
    assert len(told(cast.chen)) == 1
    assert told(cast.outsider) == []


def test_the_person_hears_what_became_of_it_once(cast):
    chen = cast.as_("chen")
    one, two, three, four = (for_guo(cast) for _n in range(4))
    confirmed(cast, one)
    actions.decline_need(by=chen, need=two, reason="我们没有这样的设备")
    actions.refer_need(by=chen, need=three, to="物业", reason="归物业管")
    actions.merge_need(by=chen, need=four, into=one)
    kinds = ["need.confirmed", "need.declined", "need.referred", "need.merged"]
    assert [kind for kind, _url in told(cast.guo)] == kinds
    assert [kind for kind, _url in told(cast.guo)] == kinds
    facts = Notice.objects.get(kind="need.declined").facts
    assert (facts["reason"], facts["need"]["en"]) == ("我们没有这样的设备", "周四陪着下楼拿药")


def test_nobody_hears_of_what_they_did_themselves(cast):
    need = actions.raise_need(by=cast.as_("chen"), place=cast.willow, words="我自己要一盏台灯", came_by=CameBy.WEB)
    actions.decline_need(by=cast.as_("chen"), need=need, reason="x")
    assert told(cast.chen) == []


def test_answers_wait_for_nobody_long(cast):
    assert for_guo(cast).answer_by > now()
