"""Who is told what, by which channel, once."""

import datetime as dt

import pytest
import time_machine
from django.core.mail.backends.locmem import EmailBackend
from django.utils.translation import override

from tests.cast import at
from tongzhuo.kernel.memory import sweep
from tongzhuo.kernel.models import Delivery, Line
from tongzhuo.kernel.verdicts import Refused
from tongzhuo.notices import actions, rules
from tongzhuo.notices.models import Notice, Sending
from tongzhuo.notices.sentences import SENTENCES, Said, both, said
from tongzhuo.organisations.states import Role


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
    assert Notice.objects.count() == 1
    assert [line.did for line in Line.objects.all()] == ["notice.written"]


def test_a_merged_record_passes_the_word_on(cast):
    cast.sun.merged_into = cast.liu
    cast.sun.save()
    assert invite(cast, to="sun").to == cast.liu


def test_an_unknown_kind_or_a_missing_fact_is_a_fault_of_ours(cast):
    with pytest.raises(ValueError, match=r"no sentence for 'link.dreamt'"):
        actions.tell(to=cast.liu, kind="link.dreamt", about="link:1", key="k")
    with pytest.raises(ValueError, match=r"without \['what'\]"):
        actions.tell(to=cast.liu, kind="link.asked", about="link:1", key="k", what="")
    assert Notice.objects.count() == 0


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("kind", sorted(SENTENCES))
def test_every_kind_can_be_said_in_both_languages(kind, language):
    facts = {name: f"<{name}>" for name in ("need", "by", "reason", "to_whom", "into", "what", "where", "why", "who")}
    facts |= {name: f"<{name}>" for name in ("organisation", "role", "place", "until", "duty", "offer", "before")}
    facts |= {"starts": "2026-12-01", "ends": "2026-12-02"}
    with override(language):
        sentence = said(kind, facts, "Asia/Shanghai")
        assert len(sentence.lines) == len(SENTENCES[kind].lines)
        shown = sentence.subject + "".join(sentence.lines)
    assert "%(" not in shown
    assert any("一" <= letter <= "鿿" for letter in shown) == (language == "zh-hans")


def test_lazy_words_are_kept_in_every_language(cast):
    notice = actions.tell(
        to=cast.nuan, kind="mandate.given", about="mandate:1", key="k",
        organisation="暖阶社", role=Role.OPERATOR.label, place="柳荫里", until=dt.date(2020, 12, 31),
    )  # fmt: skip
    assert (set(notice.facts["role"]), notice.facts["role"]["en"]) == ({"zh-hans", "en"}, "Operator")
    assert notice.said.lines == ("Operator, 柳荫里.", "Until Thu 31 December 2020.")


def test_an_e_mail_goes_only_to_those_who_agreed_and_in_their_language(cast, mailoutbox, settings):
    with override("zh-hans"):
        actions.agree_to_channel(by=cast.as_("liu"), person=cast.liu)
    invite(cast), invite(cast, to="sun", key="link:2")
    assert [sweep(), sweep()] == [2, 0]
    assert [(letter.to, letter.subject) for letter in mailoutbox] == [(["liu@example.org"], "有一席在等你。")]
    assert f"{settings.SITE_ADDRESS}/links/1/" in mailoutbox[0].body
    assert mailoutbox[0].extra_headers["Message-ID"] == f"<{Notice.objects.get(to=cast.liu).code}@localhost>"
    assert Sending.objects.get().sent_at is not None


def test_a_letter_is_not_sent_twice_when_the_delivery_runs_again(cast, mailoutbox):
    actions.agree_to_channel(by=cast.as_("liu"), person=cast.liu)
    invite(cast)
    sweep()
    Delivery.objects.update(done=None)
    sweep()
    assert len(mailoutbox) == 1


def test_leaving_works_at_once_even_for_letters_on_their_way(cast, mailoutbox):
    actions.agree_to_channel(by=cast.as_("liu"), person=cast.liu)
    invite(cast)
    actions.leave_channel(by=cast.as_("liu"), person=cast.liu)
    sweep()
    assert (len(mailoutbox), Sending.objects.count()) == (0, 0)


class ShutPostOffice(EmailBackend):
    def send_messages(self, messages):
        raise ConnectionError("the post office is shut")


def test_a_failure_is_kept_and_tried_again(cast, mailoutbox, settings):
    actions.agree_to_channel(by=cast.as_("liu"), person=cast.liu)
    invite(cast)
    settings.EMAIL_BACKEND = f"{__name__}.ShutPostOffice"
    assert sweep() == 0
    delivery = Delivery.objects.get()
    assert (delivery.done, delivery.error) == (None, "ConnectionError: the post office is shut")
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    Delivery.objects.update(due=delivery.line.created)
    assert sweep() == 1
    assert len(mailoutbox) == 1


@pytest.mark.parametrize("name", ["sun", "chen", "outsider", None])
def test_only_the_reader_marks_a_notice_as_seen(cast, name):
    notice = invite(cast)
    with pytest.raises(Refused) as refused:
        actions.mark_seen(by=cast.as_(name), notice=notice)
    assert refused.value.verdict.code == ("not_yours" if name else "sign_in_first")
    assert actions.mark_seen(by=cast.as_("liu"), notice=notice).seen_at is not None


@pytest.mark.parametrize("name", ["sun", "chen", "outsider", None])
def test_only_the_person_chooses_the_channels(cast, name):
    for action in (actions.agree_to_channel, actions.leave_channel):
        with pytest.raises(Refused) as refused:
            action(by=cast.as_(name), person=cast.liu)
        assert refused.value.verdict.code == ("not_yours" if name else "sign_in_first")


def test_without_an_address_there_is_no_e_mail(cast):
    cast.liu.account.email = None
    cast.liu.account.save()
    with pytest.raises(Refused) as refused:
        actions.agree_to_channel(by=cast.as_("liu"), person=cast.liu)
    assert refused.value.verdict.code == "no_email"


@pytest.mark.parametrize(
    ("name", "code"),
    [("liu", "ok"), ("sun", "not_yours"), ("chen", "not_yours"), ("outsider", "not_yours"), (None, "sign_in_first")],
)
def test_the_rules_of_notices(cast, name, code):
    notice, viewer = invite(cast), cast.as_(name)
    assert rules.may_mark_seen(viewer, notice, at=at("2026-12-01 09:00")).code == code
    assert rules.may_choose_channels(viewer, cast.liu, at=at("2026-12-01 09:00")).code == code
