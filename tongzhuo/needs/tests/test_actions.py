"""A need from the first word to its lines, and what stands in the memory afterwards."""

import datetime as dt

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.utils.timezone import localdate, now

from tests.cast import at
from tongzhuo.kernel.models import Line
from tongzhuo.kernel.verdicts import Refused
from tongzhuo.needs import actions
from tongzhuo.needs.drafts import MOST_WORDS, AskDraft, AttachmentDraft, Newcomer
from tongzhuo.needs.models import Access, Ask, Need, Occasion
from tongzhuo.needs.promises import promised_answer
from tongzhuo.needs.states import CameBy, Seat, State, Urgency
from tongzhuo.needs.tests.story import WORDS, confirmed, for_guo, goods, people, soon
from tongzhuo.organisations.actions import end_mandate
from tongzhuo.organisations.models import Mandate
from tongzhuo.people.contacts import Contact
from tongzhuo.people.models import Person
from tongzhuo.places.states import WhenKind


def link(**facts):
    """Made by the room above, which this one knows nothing of."""
    return apps.get_model("linkages", "Link").objects.create(**facts)


def lines_about(need):
    return [line.did for line in Line.objects.filter(on=f"need:{need.code}").order_by("pk")]


def test_somebody_without_an_account_asks_in_their_own_words(cast):
    need = actions.raise_need(by=cast.as_(None), place=cast.willow, words=WORDS)
    assert (need.words, need.title) == (WORDS, "电梯一修我就下不去了")
    assert (need.state, need.raised_by, need.raised_for) == (State.RAISED, None, None)
    assert need.seats == {
        "community": "asked",
        "ngo": "none",
        "social_worker": "none",
        "volunteers": "none",
        "resources": "none",
    }
    line = Line.objects.get(on=f"need:{need.code}")
    assert (line.actor, line.did, line.path) == ("anonymous", "need.raised", cast.willow.path)
    assert WORDS not in str(line.facts)


def test_a_desk_writes_for_somebody_and_the_yes_is_kept(cast):
    need = for_guo(cast)
    line = Line.objects.get(on=f"need:{need.code}")
    assert (line.actor, line.on_behalf, line.facts["agreed"]) == (cast.chen.code, cast.guo.code, "aloud")
    consents = {one.purpose: (one.how, one.noted_by) for one in cast.guo.consents.all()}
    assert consents == {"be_recorded": ("aloud", cast.chen), "share_task": ("aloud", cast.chen)}
    for_guo(cast)
    assert cast.guo.consents.count() == 2


def test_a_desk_writes_for_somebody_nobody_knew_with_only_a_neighbour_to_call(cast):
    ding = Newcomer("丁秀兰", cast.willow, "6号楼7层", (Contact("neighbour", "邻居王娟 3-1-402"),))
    need = for_guo(cast, raised_for=ding)
    person = Person.objects.get(name="丁秀兰")
    assert (need.raised_for, person.account, person.door) == (person, None, "6号楼7层")
    assert [way.value for way in person.contact_ways.all()] == ["邻居王娟 3-1-402"]
    assert {one.purpose for one in person.consents.all()} == {"be_recorded", "share_task"}


def test_a_newcomer_who_did_not_agree_is_not_written_down(cast):
    with pytest.raises(Refused) as refused:
        for_guo(cast, raised_for=Newcomer("丁秀兰", cast.willow), consent=None)
    assert refused.value.verdict.code == "consent_missing"
    assert (Person.objects.filter(name="丁秀兰").count(), Need.objects.count(), Line.objects.count()) == (0, 0, 0)


@pytest.mark.parametrize(
    ("words", "code"), [("", "nothing_said"), ("   \n", "nothing_said"), ("很" * (MOST_WORDS + 1), "words_too_long")]
)
def test_words_are_neither_missing_nor_endless(cast, words, code):
    with pytest.raises(Refused) as refused:
        actions.raise_need(by=cast.as_(None), place=cast.willow, words=words)
    assert refused.value.verdict.code == code
    assert Need.objects.count() == 0


def test_ten_thousand_characters_are_kept_to_the_last(cast):
    words = "电梯坏了。" * 2000
    assert actions.raise_need(by=cast.as_(None), place=cast.willow, words=words).words == words


def test_a_recording_says_enough(cast):
    voice = AttachmentDraft("audio", ContentFile(b"sound", "v.webm"), 12)
    need = actions.raise_need(
        by=cast.as_(None), place=cast.willow, words="", came_by=CameBy.SPOKEN, attachments=[voice]
    )
    assert (need.title, [(a.kind, a.seconds) for a in need.attachments.all()]) == ("A spoken note", [("audio", 12)])


@pytest.mark.parametrize(
    ("urgency", "asked", "promised"),
    [
        (Urgency.URGENT, "2026-11-23 09:06", "2026-11-23 18:00"),
        (Urgency.URGENT, "2026-11-23 17:30", "2026-11-24 18:00"),
        (Urgency.URGENT, "2026-11-28 09:00", "2026-11-28 18:00"),
        (Urgency.SOON, "2026-11-27 09:00", "2026-11-28 18:00"),
        (Urgency.ORDINARY, "2026-11-23 09:00", "2026-11-24 18:00"),
        (Urgency.ORDINARY, "2026-11-27 19:00", "2026-11-30 18:00"),
        (Urgency.ORDINARY, "2026-11-28 09:00", "2026-11-30 18:00"),
    ],
)
def test_the_promised_time_is_the_same_day_or_the_next_working_day(urgency, asked, promised):
    assert promised_answer(urgency, "Asia/Shanghai", at(asked)) == at(promised)


def test_confirming_opens_the_seats_of_what_is_asked_and_seats_the_community(cast):
    need = confirmed(cast)
    assert (need.state, need.confirmed_by, need.title) == (State.CONFIRMED, cast.chen, "周四陪一位老人下楼拿药")
    assert need.seats == {
        "community": "seated",
        "ngo": "none",
        "social_worker": "none",
        "volunteers": "open",
        "resources": "open",
    }
    assert need.words == WORDS
    assert need.answered_at is not None
    assert lines_about(need) == ["need.raised", "need.confirmed"]


def test_all_six_kinds_of_ask_open_their_seats(cast):
    asks = [
        people(cast),
        goods(cast),
        AskDraft("money", what=cast.snacks, unit=cast.fen, quantity=180_000),
        AskDraft("space", what=cast.room, quantity=18),
        AskDraft("professional", what=cast.talks, quantity=1),
        AskDraft("operator", what_text="每天有人管", quantity=1),
    ]
    need = confirmed(cast, asks=asks)
    assert set(need.seats.values()) == {"open", "seated"}
    assert [(ask.kind, ask.quantity, ask.occasions.count()) for ask in need.asks.order_by("pk")] == [
        ("people", 2, 1),
        ("goods", 1, 1),
        ("money", 180_000, 1),
        ("space", 18, 1),
        ("professional", 1, 1),
        ("operator", 1, 1),
    ]


def test_a_weekly_line_becomes_its_occasions_in_the_time_of_the_place(cast):
    monday = localdate() + dt.timedelta(days=7 - localdate().weekday())
    weekly = {
        "when": WhenKind.WEEKLY,
        "weekdays": 0b0011111,
        "starts_on": monday,
        "ends_on": monday + dt.timedelta(days=8),
    }
    need = confirmed(cast, asks=[people(cast, **weekly)])
    occasions = Occasion.objects.filter(ask__need=need).order_by("starts")
    assert occasions.count() == 7
    assert occasions[0].starts == at(f"{monday} 09:00")
    assert occasions[0].ends == at(f"{monday} 11:00")
    assert {(one.quantity, one.at_least) for one in occasions} == {(2, 1)}


FAULTS = {
    "no_asks": lambda cast: [],
    "too_many_asks": lambda cast: [people(cast)] * 21,
    "kind_unknown": lambda cast: [AskDraft("wishes")],
    "what_does_not_fit": lambda cast: [people(cast, what=cast.lamp)],
    "what_missing": lambda cast: [AskDraft("money", quantity=180_000)],
    "unit_does_not_fit": lambda cast: [people(cast, unit=cast.piece)],
    "quantity_not_positive": lambda cast: [people(cast, quantity=-3, at_least=None)],
    "quantity_absurd": lambda cast: [people(cast, quantity=10**7)],
    "at_least_out_of_range": lambda cast: [people(cast, at_least=3)],
    "when_unknown": lambda cast: [people(cast, when="whenever")],
    "start_missing": lambda cast: [people(cast, starts_on=None)],
    "end_missing": lambda cast: [goods(cast, ends_on=None)],
    "hours_missing": lambda cast: [people(cast, until_time=None)],
    "ends_before_start": lambda cast: [people(cast, ends_on=soon(2))],
    "over_already": lambda cast: [goods(cast, ends_on=soon(-1))],
    "too_far_ahead": lambda cast: [goods(cast, ends_on=soon(1000))],
    "weekdays_missing": lambda cast: [people(cast, when=WhenKind.WEEKLY, ends_on=soon(20))],
    "never_happens": lambda cast: [
        people(cast, when=WhenKind.WEEKLY, ends_on=soon(3), weekdays=1 << (soon(4).weekday()))
    ],
    "too_often": lambda cast: [people(cast, when=WhenKind.WEEKLY, ends_on=soon(600), weekdays=127)],
    "word_from_another_shelf": lambda cast: [people(cast, language=cast.lamp)],
}


@pytest.mark.parametrize("code", FAULTS)
def test_a_line_that_makes_no_sense_is_refused_by_name_and_nothing_is_written(cast, code):
    need = for_guo(cast)
    with pytest.raises(Refused) as refused:
        confirmed(cast, need, asks=FAULTS[code](cast))
    assert refused.value.verdict.code == code
    assert refused.value.verdict.reason
    assert (Need.objects.get(pk=need.pk).state, Ask.objects.count()) == (State.RAISED, 0)


def test_a_unit_must_measure_the_thing(cast):
    from tests.cast import term

    gram = term("unit", "gram", "克", "gram")
    rice = term("item", "rice", "大米", "Rice", base=gram)
    with pytest.raises(Refused) as refused:
        confirmed(cast, asks=[goods(cast, what=rice, unit=cast.piece)])
    assert (refused.value.verdict.code, refused.value.verdict.reason) == (
        "unit_does_not_fit",
        "Rice is counted in gram.",
    )


def test_confirming_in_another_place_needs_a_mandate_there_too(cast):
    with pytest.raises(Refused) as refused:
        confirmed(cast, place=cast.plane)
    assert refused.value.verdict.code == "no_mandate_here"


def test_correcting_the_lines_keeps_what_somebody_agreed_to(cast):
    need = confirmed(cast, asks=[people(cast), goods(cast)])
    asked = need.asks.get(kind="people")
    agreed = asked.occasions.get()
    link(need=need, occasion=agreed, person=cast.sun, state="accepted", quantity=1)
    moved = people(cast, code=asked.code, starts_on=soon(5), quantity=4)
    need = actions.change_asks(by=cast.as_("chen"), need=need, asks=[moved], keep=frozenset({agreed.pk}))
    after = {(one.pk == agreed.pk, one.quantity) for one in Occasion.objects.filter(ask=asked)}
    assert after == {(True, 2), (False, 4)}
    assert [ask.kind for ask in need.asks.all()] == ["people"]
    assert (need.seat_volunteers, need.seat_resources) == (Seat.OPEN, Seat.NONE)
    assert lines_about(need)[-1] == "need.asks_changed"


def test_a_dropped_occasion_with_a_history_is_out_of_sight_but_not_gone(cast):
    need = confirmed(cast, asks=[people(cast)])
    asked = need.asks.get()
    occasion = asked.occasions.get()
    link(need=need, occasion=occasion, person=cast.sun, state="declined", quantity=1)
    actions.change_asks(by=cast.as_("chen"), need=need, asks=[goods(cast)])
    assert [ask.kind for ask in need.asks.all()] == ["goods"]
    assert (Ask.ever.get(pk=asked.pk).dropped, Occasion.ever.get(pk=occasion.pk).dropped) == (True, True)


def test_a_time_that_stays_keeps_its_row(cast):
    need = confirmed(cast, asks=[people(cast)])
    asked = need.asks.get()
    before = asked.occasions.get().pk
    actions.change_asks(by=cast.as_("chen"), need=need, asks=[people(cast, code=asked.code, quantity=3)])
    assert [(one.pk, one.quantity) for one in need.asks.get().occasions.all()] == [(before, 3)]


def test_merging_keeps_both_words_and_counts_the_people(cast):
    one, other = for_guo(cast), confirmed(cast)
    merged = actions.merge_need(by=cast.as_("chen"), need=one, into=other, adds=1)
    assert (merged.state, merged.merged_into, merged.words) == (State.MERGED, other, WORDS)
    assert Need.objects.get(pk=other.pk).size == 2
    for into, code in ((merged, "wrong_state"), (one, "wrong_state")):
        with pytest.raises(Refused) as refused:
            actions.merge_need(by=cast.as_("chen"), need=one, into=into)
        assert refused.value.verdict.code == code


def test_a_need_is_not_merged_into_itself_nor_into_one_elsewhere_nor_into_one_that_is_over(cast):
    need, elsewhere = for_guo(cast), for_guo(cast)
    Need.objects.filter(pk=elsewhere.pk).update(place=cast.plane)
    over = actions.decline_need(by=cast.as_("chen"), need=for_guo(cast), reason="x")
    for into, code in ((need, "same_need"), (elsewhere, "no_mandate_there"), (over, "other_is_over")):
        with pytest.raises(Refused) as refused:
            actions.merge_need(by=cast.as_("chen"), need=need, into=into)
        assert refused.value.verdict.code == code


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (lambda by, need: actions.refer_need(by=by, need=need, to=" ", reason="x"), "nobody_named"),
        (lambda by, need: actions.refer_need(by=by, need=need, to="物业", reason=""), "reason_missing"),
        (lambda by, need: actions.decline_need(by=by, need=need, reason=" "), "reason_missing"),
        (lambda by, need: actions.sleep_need(by=by, need=need, until=now()), "sleep_in_the_past"),
        (lambda by, need: actions.sleep_need(by=by, need=need, until=now() + dt.timedelta(99)), "sleep_too_long"),
    ],
)
def test_an_answer_says_who_why_and_until_when(cast, act, code):
    need = for_guo(cast)
    with pytest.raises(Refused) as refused:
        act(cast.as_("chen"), need)
    assert refused.value.verdict.code == code
    assert Need.objects.get(pk=need.pk).state == State.RAISED


def test_seats_are_written_only_when_they_change(cast):
    need = confirmed(cast)
    need = actions.set_seats(by=cast.as_("sun"), need=need, seats={"volunteers": "asked", "resources": "open"})
    assert Line.objects.filter(did="need.seated").latest("pk").facts == {"seat_volunteers": "asked"}
    actions.set_seats(by=cast.as_("sun"), need=need, seats={"volunteers": "asked"}, state=State.CONFIRMED)
    assert Line.objects.filter(did="need.seated").count() == 1


def test_access_is_given_replaced_and_ended(cast):
    need, until = confirmed(cast), now() + dt.timedelta(days=7)
    actions.give_access(by=cast.as_("sun"), need=need, person=cast.sun, until=until)
    actions.give_access(by=cast.as_("sun"), need=need, person=cast.sun, level="full")
    assert [(one.level, one.until) for one in Access.objects.all()] == [("full", None)]
    actions.end_access(by=cast.as_("sun"), need=need, person=cast.sun, until=until)
    assert Access.objects.get().until == until
    assert lines_about(need)[-3:] == ["need.access_given", "need.access_given", "need.access_ended"]


def test_when_the_coordinator_goes_the_community_seat_is_empty(cast):
    need, by_zhao = confirmed(cast), confirmed(cast)
    Need.objects.filter(pk=by_zhao.pk).update(confirmed_by=cast.zhao)
    Mandate.objects.filter(person=cast.chen).update(ends_on=localdate() - dt.timedelta(days=1))
    left = actions.vacate_community_seats(by=cast.as_("gao"), place=cast.willow, person=cast.chen)
    assert left == 1
    assert Need.objects.get(pk=need.pk).seat_community == Seat.OPEN
    assert Need.objects.get(pk=by_zhao.pk).seat_community == Seat.SEATED
    again = actions.take_community_seat(by=cast.as_("zhao"), need=need)
    assert (again.seat_community, again.confirmed_by) == (Seat.SEATED, cast.zhao)
    with pytest.raises(Refused) as refused:
        actions.take_community_seat(by=cast.as_("zhao"), need=need)
    assert refused.value.verdict.code == "seat_taken"


def test_ending_the_mandate_on_its_page_does_it_by_itself(cast, django_capture_on_commit_callbacks):
    from tongzhuo.kernel.memory import sweep

    need = confirmed(cast)
    cast.mandate("zhao", "office", "coordinator", "willow")
    end_mandate(by=cast.as_("zhao"), mandate=Mandate.objects.get(person=cast.chen))
    sweep()
    sweep()
    assert Need.objects.get(pk=need.pk).seat_community == Seat.OPEN
