"""Who is told what, once."""

import datetime as dt
import re

import pytest
import time_machine
from django.utils.translation import override

from tests.cast import at
from tongzhuo.kernel.models import Line
from tongzhuo.kernel.verdicts import Refused
from tongzhuo.notices import actions, queries, rules
from tongzhuo.notices.models import Call, Notice
from tongzhuo.notices.sentences import SENTENCES, Said, both, said
from tongzhuo.organisations.states import Role
from tongzhuo.people.actions import give_consent, withdraw_consent
from tongzhuo.people.models import ContactWay
from tongzhuo.people.states import Agreement, SeenBy, Way


def invite(cast, to="liu", key="link:1", **more):
    facts = {"what": "Moving a wheelchair", "where": both(lambda: cast.willow.name), "why": "You live next door."}
    facts |= {"starts": at("2026-12-01 09:00"), "ends": at("2026-12-01 11:00")}
    return actions.tell(
        to=cast.people[to], kind="link.asked", about="link:1", url="/links/1/", key=key, **(facts | more)
    )


@time_machine.travel(at("2026-11-26 08:00"))
def test_a_notice_says_what_when_where_and_why_in_the_reader_s_language(cast):
    notice = invite(cast)
    assert notice.said == Said(
        "A seat is waiting for you.",
        (
            "Moving a wheelchair",
            "When: Tue 1 December, 9:00 to 11:00",
            "Where: Willow Lane",
            "Why you: You live next door.",
            "If it does not suit you, say no. It changes nothing.",
        ),
    )
    with override("zh-hans"):
        assert notice.said.subject == "有一席在等你。"
        assert notice.said.lines[1:3] == ("时间：12月1日 周二 9:00至11:00", "地点：柳荫里")


def test_lines_without_their_facts_are_left_out(cast):
    notice = actions.tell(to=cast.liu, kind="link.asked", about="link:1", key="k", what="Reading aloud")
    assert notice.said.lines == ("Reading aloud", "If it does not suit you, say no. It changes nothing.")


def test_nobody_is_told_the_same_twice(cast):
    assert invite(cast).to == cast.liu
    assert invite(cast) is None
    assert invite(cast, key="") is not None
    assert invite(cast, key="") is None
    assert [line.did for line in Line.objects.all()] == ["notice.written", "notice.written"]


def test_a_merged_record_passes_the_word_on(cast):
    cast.sun.merged_into = cast.liu
    cast.sun.save()
    assert invite(cast, to="sun").to == cast.liu


def test_an_unknown_kind_or_a_missing_fact_is_a_fault_of_ours(cast):
    with pytest.raises(ValueError, match=r"no sentence for 'link.dreamt'"):
        actions.tell(to=cast.liu, kind="link.dreamt", about="link:1", key="k")
    with pytest.raises(ValueError, match=r"without \['what'\]"):
        actions.tell(to=cast.liu, kind="link.asked", about="link:1", key="k", what="")
    two = [(cast.liu, {"need": "A"}), (cast.liu, {"need": "B"})]
    with pytest.raises(ValueError, match=r"'need.confirmed' speaks of one thing only"):
        actions.tell_together(told=two, kind="need.confirmed", about="need:1", act="k")
    assert Notice.objects.count() == 0


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("kind", sorted(SENTENCES))
def test_every_kind_can_be_said_in_both_languages(kind, language):
    sentence = SENTENCES[kind]
    names = re.findall(r"%\((\w+)\)s", "".join(map(str, (sentence.subject, *sentence.lines))))
    facts = {name: f"<{name}>" for name in names if name != "when"}
    facts |= {"starts": "2026-12-01", "ends": "2026-12-02"}
    with override(language):
        sentence = said(kind, facts, "Asia/Shanghai")
        assert len(sentence.lines) == len(SENTENCES[kind].lines)
        shown = sentence.subject + "".join(sentence.lines)
        if SENTENCES[kind].many:
            shown += said(kind, {"things": [facts] * 3}, "Asia/Shanghai").subject
            assert "3" in shown
    assert "%(" not in shown
    assert any("一" <= letter <= "鿿" for letter in shown) == (language == "zh-hans")


def test_lazy_words_are_kept_in_every_language(cast):
    notice = actions.tell(
        to=cast.nuan, kind="mandate.given", about="mandate:1", key="k",
        organisation="暖阶社", role=Role.OPERATOR.label, place="柳荫里", until=dt.date(2020, 12, 31),
    )  # fmt: skip
    assert (set(notice.facts["role"]), notice.facts["role"]["en"]) == ({"zh-hans", "en"}, "Operator")
    assert notice.said.lines == ("Operator, 柳荫里.", "Until Thu 31 December 2020.")


def test_without_the_consent_it_needs_nobody_is_told(cast):
    asked = {"needs_consent": Agreement.BE_ASKED}
    assert invite(cast, to="guo", **asked) is None
    withdraw_consent(by=cast.as_("sun"), consent=cast.sun.consents.get())
    assert invite(cast, to="sun", key="b", **asked) is None
    assert invite(cast, to="liu", key="c", **asked) is not None


def moved(cast, *whom, **more):
    days = [at(f"2026-12-0{n + 1} 09:00") for n in range(len(whom))]
    facts = [(cast.people[name], {"what": f"Tea {n}", "starts": days[n]}) for n, name in enumerate(whom)]
    return actions.tell_together(told=facts, kind="shift.moved", about="activity:1", act="act-1", **more)


@time_machine.travel(at("2026-11-26 08:00"))
def test_what_one_act_changed_is_one_notice_for_each_person(cast):
    notices = moved(cast, "liu", "sun", "liu", "liu")
    assert [(notice.to, notice.said.subject) for notice in notices] == [
        (cast.liu, "3 shifts have moved."),
        (cast.sun, "Your shift has moved."),
    ]
    assert notices[0].said.lines == (
        "Tea 0: from Tue 1 December, 9:00",
        "Tea 2: from Thu 3 December, 9:00",
        "Tea 3: from Fri 4 December, 9:00",
    )
    assert moved(cast, "liu", "sun") == []


def test_a_very_long_list_says_how_many_more(cast):
    things = [(cast.liu, {"what": f"Tea {n}"}) for n in range(23)]
    (notice,) = actions.tell_together(told=things, kind="shift.cancelled", about="activity:1", act="k")
    assert notice.said.subject == "23 shifts are off. Please do not set out."
    assert (len(notice.said.lines), notice.said.lines[-1]) == (21, "And 3 more.")


def test_nobody_reads_it_before_its_hour_and_what_came_to_nothing_disappears(cast):
    early = invite(cast, due=at("2999-12-01 09:00"))
    assert list(queries.notices_visible_to(cast.as_("liu"))) == []
    assert early.handed_on_at is None
    invite(cast, key="b")
    assert queries.unseen_count(cast.as_("liu")) == 1
    assert [actions.take_back(about="link:1", kind=kind) for kind in ("link.declined", "link.asked", "")] == [0, 2, 0]
    assert list(queries.notices_visible_to(cast.as_("liu"))) == []


@pytest.mark.parametrize("name", ["sun", "chen", "outsider", None])
def test_only_the_reader_marks_a_notice_as_seen(cast, name):
    notice = invite(cast)
    with pytest.raises(Refused) as refused:
        actions.mark_seen(by=cast.as_(name), notice=notice)
    assert refused.value.verdict.code == ("not_yours" if name else "sign_in_first")
    assert actions.mark_seen(by=cast.as_("liu"), notice=notice).seen_at is not None


@pytest.mark.parametrize(
    ("name", "code"),
    [("liu", "ok"), ("sun", "not_yours"), ("chen", "not_yours"), ("outsider", "not_yours"), (None, "sign_in_first")],
)
def test_the_rules_of_notices(cast, name, code):
    notice, viewer = invite(cast), cast.as_(name)
    assert rules.may_mark_seen(viewer, notice, at=at("2026-12-01 09:00")).code == code
    assert rules.may_choose_channels(viewer, cast.liu, at=at("2026-12-01 09:00")).code == code


def call_off(cast, by="nuan", **more):
    people = [cast.people[name] for name in ("liu", "sun", "outsider")]
    facts = {"what": "Tea", "starts": at("2026-12-01 09:00"), "reason": "Ice on the steps."}
    return actions.tell_urgently(
        to=people, kind="shift.cancelled", about="shift:1", act="act-2", place=cast.willow,
        by=cast.as_(by, acting_for="doorstep" if by == "nuan" else None), **(facts | more),
    )  # fmt: skip


def test_whoever_sends_an_urgent_word_sees_whom_to_phone(cast):
    ContactWay.objects.create(person=cast.liu, way=Way.PHONE, value="138 0555 0137", seen_by=SeenBy.SEATED)
    ContactWay.objects.create(person=cast.sun, way=Way.PHONE, value="138 0555 0138", seen_by=SeenBy.SEATED)
    give_consent(by=cast.as_("sun"), person=cast.sun, purpose=Agreement.SHARE_CONTACT)
    call = call_off(cast, at_one_table=True)
    assert call_off(cast, at_one_table=True) == call
    assert Notice.objects.filter(urgent=True).count() == 3
    actions.mark_all_seen(by=cast.as_("outsider"))
    followed = queries.calls_visible_to(cast.as_("nuan")).get()
    assert (followed.told, followed.seen) == (3, 1)
    readers = queries.readers_of(call, cast.as_("nuan"))
    assert [(reader.name, reader.phone, bool(reader.seen_at)) for reader in readers] == [
        ("刘芳", "138****0137", False),
        ("孙伟", "138 0555 0138", False),
        ("秦远", "", True),
    ]
    assert [reader.phone for reader in queries.readers_of(call, cast.as_("chen"))][:2] == [
        "138 0555 0137",
        "138 0555 0138",
    ]


def test_without_a_common_table_names_are_for_who_knows_them_anyway(cast):
    call = call_off(cast, by="guo")
    names = [reader.name for reader in queries.readers_of(call, cast.as_("guo"))]
    assert names == ["刘芳", "孙伟", ""]  # neighbours who agreed to be asked; not who lives elsewhere


@pytest.mark.parametrize(
    ("name", "follows"),
    [
        ("nuan", True),
        ("chen", True),
        ("zhao", True),
        ("liu", False),
        ("bei", False),
        ("outsider", False),
        (None, False),
    ],
)
def test_who_may_follow_a_call(cast, client, name, follows):
    call = call_off(cast)
    assert rules.may_follow(cast.as_(name), call, at=at("2026-12-01 09:00")).code == ("ok" if follows else "not_yours")
    assert queries.calls_visible_to(cast.as_(name)).exists() == follows
    if name:
        client.force_login(cast.account(name))
    assert client.get(f"/notices/calls/{call.code}/").status_code == (200 if follows else 404 if name else 302)
    assert Call.objects.count() == 1
