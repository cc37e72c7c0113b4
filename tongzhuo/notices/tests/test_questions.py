"""Still coming? Asked the evening before, answered with one press."""

import re

import pytest
import time_machine

from tests.cast import at
from tongzhuo.kernel.models import Line
from tongzhuo.kernel.verdicts import Refused
from tongzhuo.notices import actions, queries, rules
from tongzhuo.notices.actions.writing import THE_NOTICES
from tongzhuo.notices.models import Question, Sending

STARTS, ENDS = at("2026-12-01 09:00"), at("2026-12-01 11:00")
BEFORE, EVENING = at("2026-11-28 12:00"), at("2026-11-30 18:00")


def ask(cast, starts=STARTS, **more):
    return actions.ask_still_coming(
        to=cast.liu,
        about="signup:1",
        starts=starts,
        ends=ENDS,
        zone="Asia/Shanghai",
        what="Moving a wheelchair",
        **more,
    )


@time_machine.travel(BEFORE)
def test_one_is_asked_the_evening_before_and_once_for_each_start(cast):
    question = ask(cast, where="Willow Lane")
    assert (question.notice.due, question.until, question.notice.useful_until) == (EVENING, STARTS, STARTS)
    assert ask(cast) is None
    assert ask(cast, at("2026-12-02 09:00")) is not None
    assert ask(cast, at("2026-11-28 11:59")) is None
    with override_time(EVENING):
        assert question.notice.said.lines == (
            "Moving a wheelchair",
            "When: Tue 1 December, 9:00 to 11:00",
            "Where: Willow Lane",
            "If you can't, say so now. The seat opens for somebody else at once.",
        )


def override_time(moment):
    return time_machine.travel(moment)


def test_the_signed_link_answers_without_signing_in(cast, client, mailoutbox):
    with time_machine.travel(BEFORE) as clock:
        actions.agree_to_channel(by=cast.as_("liu"), person=cast.liu)
        question = ask(cast)
        assert (actions.send_due(by=THE_NOTICES), queries.unseen_count(cast.as_("liu"))) == (0, 0)
        clock.move_to(EVENING)
        assert (actions.send_due(by=THE_NOTICES), queries.unseen_count(cast.as_("liu"))) == (1, 1)
        link = re.search(r"/answers/\S+/\S+/", mailoutbox[0].body)[0]
        page = client.get(link)
        assert page.context["question"].answer == ""
        assert "I'm still coming" in page.content.decode()
        assert Line.objects.filter(did="question.answered").count() == 0
        for answer in ("yes", "yes", "no"):
            assert client.post(link, {"answer": answer}).headers["Location"] == link
        assert client.post(link, {"answer": "yes"}).status_code == 409
        facts = Line.objects.filter(did="question.answered").order_by("pk").values_list("facts", flat=True)
        told = {"about": "signup:1", "to": cast.liu.code, "how": "link"}
        assert list(facts) == [told | {"answer": "yes"}, told | {"answer": "no"}]
        assert "It changes nothing" in client.get(link).content.decode()
        assert queries.unseen_count(cast.as_("liu")) == 0
        other = link.replace(question.code, ask(cast, at("2026-12-02 09:00")).code)
        assert client.get(other).status_code == 404
        clock.move_to(STARTS)
        assert client.post(link, {"answer": "no"}).status_code == 409


@time_machine.travel(EVENING)
def test_a_shift_that_is_off_asks_nobody(cast, client, mailoutbox):
    actions.agree_to_channel(by=cast.as_("liu"), person=cast.liu)
    question = ask(cast)
    assert actions.take_back(about="signup:1") == 1
    assert actions.send_due(by=THE_NOTICES) == 0
    assert [sending.error for sending in Sending.objects.all()] == ["taken_back"]
    with pytest.raises(Refused) as refused:
        actions.answer_question(by=cast.as_("liu"), question=question, answer="yes")
    assert refused.value.verdict.code == "over"


@time_machine.travel(EVENING)
@pytest.mark.parametrize(
    ("name", "status", "code"),
    [("liu", 200, "ok"), ("sun", 404, "not_yours"), ("chen", 404, "not_yours"), ("outsider", 404, "not_yours"),
     (None, 302, "sign_in_first")],
)  # fmt: skip
def test_whose_question_it_is(cast, client, name, status, code):
    question = ask(cast)
    assert rules.may_answer(cast.as_(name), question, answer="yes", at=EVENING).code == code
    assert rules.may_answer(cast.as_("liu"), question, answer="perhaps", at=EVENING).code == "no_answer"
    if name:
        client.force_login(cast.account(name))
    assert client.get(f"/answers/{question.code}/").status_code == status
    client.post(f"/answers/{question.code}/", {"answer": "yes"})
    assert Question.objects.get().answer == ("yes" if code == "ok" else "")
