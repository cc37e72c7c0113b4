"""Only the word of the person helped makes a need met, whichever way it comes."""

import datetime as dt

import pytest
from django.utils.timezone import now

from tongzhuo.kernel import memory
from tongzhuo.kernel.models import Line
from tongzhuo.kernel.verdicts import Refused
from tongzhuo.kernel.viewer import NOBODY, the_system
from tongzhuo.needs.models import Access, Need
from tongzhuo.needs.states import State
from tongzhuo.notices.models import Notice
from tongzhuo.outcomes import actions, queries
from tongzhuo.outcomes.drafts import Word
from tongzhuo.outcomes.links import token_for
from tongzhuo.outcomes.models import Claim, Confirmation
from tongzhuo.outcomes.states import MAY_FOLLOW, Answer, ClaimState, How
from tongzhuo.outcomes.tests import story
from tongzhuo.people.models import Person

pytestmark = pytest.mark.django_db


def state_of(claim):
    return Need.objects.get(pk=claim.need_id).state, Claim.objects.get(pk=claim.pk).state


def refused(act, **told):
    with pytest.raises(Refused) as no:
        act(**told)
    return no.value.verdict.code


def test_a_claim_only_asks_and_the_answer_decides(cast):
    claim = story.claimed(cast, count=214, counted="趟")
    assert state_of(claim) == (State.CLAIMED, ClaimState.WAITING)
    said = actions.answer_outcome(by=cast.as_("guo"), claim=claim, word=story.YES)
    assert (said.person, said.how, said.words) == (cast.guo, How.HERE, "谢谢大家")
    assert state_of(claim) == (State.MET, ClaimState.ANSWERED)
    lines = Line.objects.filter(on=f"need:{claim.need.code}", did__startswith="outcome.").order_by("pk")
    assert [(line.did, line.actor) for line in lines] == [
        ("outcome.claimed", cast.nuan.code),
        ("outcome.answered", cast.guo.code),
    ]


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (Answer.PARTLY, State.PARTLY_MET),
        (Answer.SENT_BACK, State.UNDER_WAY),
        (Answer.UNMET, State.UNMET),
    ],
)
def test_what_each_answer_makes_of_the_need(cast, answer, state):
    claim = story.claimed(cast)
    actions.answer_outcome(by=cast.as_("guo"), claim=claim, word=Word(answer, "还差两趟"))
    assert state_of(claim) == (state, ClaimState.ANSWERED)


def test_sent_back_the_work_goes_on_and_can_be_claimed_again(cast):
    first = story.claimed(cast)
    actions.answer_outcome(by=cast.as_("guo"), claim=first, word=story.STILL)
    second = story.claimed(cast, first.need, by="chen")
    actions.answer_outcome(by=cast.as_("guo"), claim=second, word=story.YES)
    assert [state_of(claim)[1] for claim in (first, second)] == [ClaimState.ANSWERED] * 2
    assert Need.objects.get(pk=first.need_id).state == State.MET


def test_a_link_a_slip_and_the_office_carry_the_same_word(cast):
    by_link, by_slip, told = story.claimed(cast), story.claimed(cast), story.claimed(cast)
    actions.answer_by_link(by=NOBODY, token=token_for(by_link, cast.guo), word=story.YES)
    actions.answer_by_slip(by=cast.as_("wang"), slip=by_slip.slip, word=story.YES)
    actions.write_answer(by=cast.as_("chen"), claim=told, word=story.YES, how=How.CALL)
    rows = Confirmation.objects.order_by("pk").values_list("person__name", "how", "written_by__name")
    assert list(rows) == [("郭先生", How.LINK, None), ("郭先生", How.SLIP, None), ("郭先生", How.CALL, "陈丽")]
    assert {state_of(claim)[0] for claim in (by_link, by_slip, told)} == {State.MET}
    spoken = Line.objects.filter(did="outcome.answered").order_by("pk").values_list("actor", "on_behalf")
    assert list(spoken) == [(cast.guo.code, ""), (cast.wang.code, cast.guo.code), (cast.chen.code, "")]


def test_both_delegates_have_to_say_yes_and_one_no_is_enough(cast):
    claim = story.claimed(cast, story.common(cast))
    actions.answer_outcome(by=cast.as_("wang"), claim=claim, word=story.YES)
    assert state_of(claim) == (State.CLAIMED, ClaimState.WAITING)
    assert refused(actions.answer_outcome, by=cast.as_("wang"), claim=claim, word=story.YES) == "answered_already"
    actions.answer_outcome(by=cast.as_("liu"), claim=claim, word=story.STILL)
    assert state_of(claim) == (State.UNDER_WAY, ClaimState.ANSWERED)


def test_nobody_answers_to_their_own_claim_by_any_way(cast):
    claim = story.claimed(cast, by="chen")
    token = token_for(claim, cast.guo)
    assert refused(actions.answer_by_link, by=cast.as_("chen"), token=token, word=story.YES) == "own_claim"
    assert refused(actions.answer_by_slip, by=cast.as_("chen"), slip=claim.slip, word=story.YES) == "own_claim"
    own = {"by": cast.as_("chen"), "claim": claim, "word": story.YES}
    assert refused(actions.write_answer, **own, how=How.CALL) == "own_claim"
    assert refused(actions.answer_outcome, **own) == "not_yours"
    assert state_of(claim) == (State.CLAIMED, ClaimState.WAITING)


def test_what_is_refused_changes_nothing(cast):
    need = story.linked(cast)
    claim_it = {"need": need, "note": story.NOTE}
    assert refused(actions.claim_outcome, by=cast.as_("liu"), **claim_it) == "not_at_this_table"
    assert refused(actions.claim_outcome, by=cast.as_("nuan"), need=need, note="  ") == "nothing_said"
    assert refused(actions.claim_outcome, by=cast.as_("nuan"), need=need, note="好" * 4001) == "words_too_long"
    claim = story.claimed(cast, need)
    assert refused(actions.claim_outcome, by=cast.as_("nuan"), **claim_it) == "wrong_state"
    answer = {"by": cast.as_("guo"), "claim": claim}
    assert refused(actions.answer_outcome, **answer, word=Word("perhaps")) == "answer_unknown"
    assert refused(actions.answer_outcome, **answer, word=Word(Answer.PARTLY)) == "words_missing"
    assert refused(actions.answer_by_link, by=NOBODY, token="x.y:z", word=story.YES) == "link_unknown"
    forged = token_for(claim, cast.guo)[:-1] + "_"
    assert refused(actions.answer_by_link, by=NOBODY, token=forged, word=story.YES) == "link_unknown"
    assert refused(actions.answer_by_slip, by=NOBODY, slip="0000000000", word=story.YES) == "slip_unknown"
    told = {"by": cast.as_("chen"), "claim": claim, "word": story.YES}
    assert refused(actions.write_answer, **told, how=How.LINK) == "how_unknown"
    assert Confirmation.objects.count() == 0
    actions.answer_outcome(**answer, word=story.YES)
    assert refused(actions.answer_outcome, **answer, word=story.YES) == "answered_already"
    assert refused(actions.take_back_claim, by=cast.as_("nuan"), claim=claim) == "answered_already"


def test_a_claim_made_too_early_is_taken_back_by_whoever_made_it(cast):
    claim = story.claimed(cast)
    assert refused(actions.take_back_claim, by=cast.as_("chen"), claim=claim) == "not_yours"
    actions.take_back_claim(by=cast.as_("nuan"), claim=claim)
    assert state_of(claim) == (State.UNDER_WAY, ClaimState.TAKEN_BACK)
    assert MAY_FOLLOW[ClaimState.TAKEN_BACK] == frozenset()


def test_the_person_helped_is_asked_and_the_others_hear_the_answer(cast):
    claim = story.claimed(cast)
    memory.sweep()
    asked = dict(Notice.objects.filter(kind__startswith="outcome.").values_list("to__name", "kind"))
    assert asked == {"郭先生": "outcome.claimed", "陈丽": "outcome.to_ask"}
    assert Notice.objects.get(kind="outcome.claimed").url == f"/word/{token_for(claim, cast.guo)}/"
    actions.answer_outcome(by=cast.as_("guo"), claim=claim, word=story.YES)
    memory.sweep()
    heard = Notice.objects.filter(kind="outcome.answered").values_list("to__name", flat=True)
    assert set(heard) == {"阮暖", "陈丽"}


def test_without_an_answer_it_is_asked_once_more_and_counts_apart(cast):
    late, fresh = story.claimed(cast), story.claimed(cast)
    Claim.objects.filter(pk=late.pk).update(answer_by=now() - dt.timedelta(days=1))
    for _again in range(2):
        actions.remind_of_claim(by=the_system("clock"), claim=late)
    memory.sweep()
    assert Line.objects.filter(did="outcome.unanswered").count() == 1
    assert Notice.objects.filter(to=cast.guo, about=f"need:{late.need.code}", kind="outcome.claimed").count() == 2
    waiting = queries.waiting_for_a_word(cast.as_("chen"), at=now())
    assert ([c.pk for c in waiting.silent], [c.pk for c in waiting.asked]) == ([late.pk], [fresh.pk])
    assert queries.waiting_for_a_word(cast.as_("outsider"), at=now()) == queries.Waiting((), ())
    assert state_of(late) == (State.CLAIMED, ClaimState.WAITING)


def test_a_week_after_its_end_the_table_reads_no_more(cast):
    claim = story.claimed(cast)
    actions.answer_outcome(by=cast.as_("guo"), claim=claim, word=story.YES)
    until = Access.objects.get(need=claim.need, organisation=cast.doorstep).until
    assert (until - now()).days in (6, 7)


def test_somebody_without_a_name_answers_with_the_slip(cast):
    need = story.linked(cast)
    Need.objects.filter(pk=need.pk).update(raised_for=None)
    claim = story.claimed(cast, need)
    assert queries.voices_of(claim.need) == []
    said = actions.answer_by_slip(by=NOBODY, slip=claim.slip, word=story.YES)
    assert (said.person, state_of(claim)[0]) == (None, State.MET)
    assert Person.objects.filter(name="郭先生").exists()
