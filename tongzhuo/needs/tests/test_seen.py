"""Who sees what: one need, every viewer, every field. The table of the design, line by line."""

import datetime as dt

import pytest
from django.core.files.base import ContentFile
from django.utils.timezone import localdate, now

from tests.cast import place
from tongzhuo.needs import actions, queries
from tongzhuo.needs.drafts import AttachmentDraft
from tongzhuo.needs.models import Access, Need
from tongzhuo.needs.states import CameBy, State
from tongzhuo.needs.tests.story import WORDS, confirmed, for_guo, in_state, people, said_aloud
from tongzhuo.organisations.models import Mandate
from tongzhuo.people.actions import give_consent, withdraw_consent
from tongzhuo.people.models import ContactWay
from tongzhuo.places.states import Level

VIEWERS = (None, "liu", "outsider", "gao", "bei", "sun", "nuan", "chen", "zhao", "guo", "wang")
# What each viewer reads beside the title: words, spot, name, telephone, the office's note, private part, recordings.
NOTHING = (None, None, None, (), None, 0)
TABLE = {
    None: NOTHING,  # somebody who has not signed in
    "liu": NOTHING,  # a neighbour
    "outsider": NOTHING,  # the coordinator of another community
    "gao": NOTHING,  # the district guides, and reads no names
    "bei": NOTHING,  # a company without a seat
    "wang": NOTHING,  # a parent of the same community
    "sun": (None, "6号楼5层", "郭先生", (), None, 0),  # sits at the table for one task
    "nuan": (WORDS, "6号楼5层", "郭先生", (), None, 1),  # acts for the organisation that runs it
    "chen": (WORDS, "6号楼5层", "郭先生", ("010 5555 0100", "邻居王娟"), None, 1),  # keeps the place
    "zhao": (WORDS, "6号楼5层", "郭先生", ("010 5555 0100", "邻居王娟"), "心脏不好", 1),  # on the case
    "guo": (WORDS, "6号楼5层", "郭先生", ("010 5555 0100", "邻居王娟"), "心脏不好", 1),  # the person
}


@pytest.fixture
def stairs(cast):
    """郭先生's need: confirmed, 孙伟 sits at it for a task, 暖阶社 runs it, 赵宁 is on the case."""
    ContactWay.objects.create(person=cast.guo, way="phone", value="010 5555 0100")
    voice = AttachmentDraft("audio", ContentFile(b"voice", "voice.webm"), 12)
    need = confirmed(cast, for_guo(cast, attachments=[voice]), summary="周四上午，6号楼")
    actions.take_case(by=cast.as_("chen"), need=need, worker=cast.zhao)
    actions.give_access(by=cast.as_("sun"), need=need, person=cast.sun, level="task")
    actions.give_access(by=cast.as_("nuan"), need=need, organisation=cast.doorstep, level="full")
    return queries.needs_visible_to(cast.as_("chen")).get(pk=need.pk)


def read_by(cast, name, need):
    seen = queries.need_as_seen(cast.as_(name), need)
    return (seen.words, seen.spot, seen.name, seen.contacts, seen.private_part, len(seen.attachments))


def test_everybody_reads_their_row_of_the_table(cast, stairs):
    assert {name: read_by(cast, name, stairs) for name in VIEWERS} == TABLE


def test_everybody_reads_the_title_the_ring_and_a_blurred_place(cast, stairs):
    for name in VIEWERS:
        seen = queries.need_as_seen(cast.as_(name), stairs)
        assert (seen.title, seen.summary, seen.state, seen.core) == (
            "周四陪一位老人下楼拿药",
            "周四上午，6号楼",
            "confirmed",
            "forming",
        )
        assert seen.seats["volunteers"] == "open"
        assert seen.place == cast.willow


def test_the_exact_point_and_courtyard_are_for_those_who_come(cast):
    yard = place("/cn/99/01/05/001/9/", "三号院", "Yard 3", Level.COURTYARD, 31.2157, 121.4163)
    need = confirmed(cast, for_guo(cast, place=yard, lat=31.21571, lon=121.41633))
    actions.give_access(by=cast.as_("sun"), need=need, person=cast.sun)
    points = {
        n: (s.place.name, s.lat) for n in (None, "sun", "chen") for s in [queries.need_as_seen(cast.as_(n), need)]
    }
    assert points == {None: ("Willow Lane", 31.215), "sun": ("Yard 3", 31.21571), "chen": ("Yard 3", 31.21571)}


def test_a_name_is_a_surname_unless_the_person_agreed_to_more(cast, stairs):
    cast.guo.name = "郭建国"
    cast.guo.save()
    stairs = Need.objects.get(pk=stairs.pk)
    assert queries.need_as_seen(cast.as_("sun"), stairs).name == "郭某"
    give_consent(by=cast.as_("guo"), person=cast.guo, purpose="share_full_name")
    assert queries.need_as_seen(cast.as_("sun"), Need.objects.get(pk=stairs.pk)).name == "郭建国"


def test_taking_a_consent_back_works_at_once(cast, stairs):
    for consent in cast.guo.consents.filter(purpose="share_task"):
        withdraw_consent(by=cast.as_("guo"), consent=consent)
    assert read_by(cast, "sun", Need.objects.get(pk=stairs.pk)) == NOTHING


def test_a_telephone_is_shown_at_the_table_only_when_agreed(cast, stairs):
    give_consent(by=cast.as_("guo"), person=cast.guo, purpose="share_contact")
    assert queries.need_as_seen(cast.as_("sun"), Need.objects.get(pk=stairs.pk)).contacts == ("010 5555 0100",)


def test_the_coordinator_reads_the_private_part_only_when_agreed(cast, stairs):
    assert not queries.need_as_seen(cast.as_("chen"), stairs).may_read_private
    give_consent(by=cast.as_("guo"), person=cast.guo, purpose="share_private")
    seen = queries.need_as_seen(cast.as_("chen"), Need.objects.get(pk=stairs.pk))
    assert (seen.may_read_private, seen.private_part) == (True, "心脏不好")


def test_the_private_part_is_sealed_in_the_database(cast, stairs):
    raw = Need.objects.filter(pk=stairs.pk).extra(select={"raw": "private_part"}).values_list("raw", flat=True)[0]
    assert "心脏" not in raw


def test_seven_days_after_it_ended_a_party_reads_what_everyone_reads(cast, stairs):
    Access.objects.filter(person=cast.sun).update(until=now() - dt.timedelta(seconds=1))
    assert read_by(cast, "sun", stairs) == NOTHING
    actions.end_access(by=cast.as_("nuan"), need=stairs, organisation=cast.doorstep)
    assert read_by(cast, "nuan", stairs) == NOTHING


def test_with_the_mandate_goes_the_right_to_read(cast, stairs):
    Mandate.objects.filter(person__in=[cast.chen, cast.zhao, cast.nuan]).update(
        ends_on=localdate() - dt.timedelta(days=1)
    )
    assert {name: read_by(cast, name, stairs) for name in ("chen", "zhao", "nuan")} == dict.fromkeys(
        ("chen", "zhao", "nuan"), NOTHING
    )


# Who finds a need of 郭先生 in each state: everyone, or only the office and the person.
PUBLIC = {"confirmed", "linked", "under_way", "claimed", "met", "partly_met", "unmet"}


def test_before_it_is_confirmed_only_the_office_and_the_person_find_a_need(cast):
    for state in State.values:
        need = in_state(cast, state)
        finders = {name for name in VIEWERS if queries.needs_visible_to(cast.as_(name)).filter(pk=need.pk).exists()}
        assert finders == (set(VIEWERS) if state in PUBLIC else {"chen", "zhao", "guo"}), state


def test_the_reason_of_an_answer_is_for_the_person_and_the_office(cast):
    declined, unmet = in_state(cast, State.DECLINED), in_state(cast, State.UNMET)
    readers = {None: None, "liu": None, "chen": "这件事我们办不了", "guo": "这件事我们办不了"}
    assert {name: queries.need_as_seen(cast.as_(name), declined).reason for name in readers} == readers
    assert queries.need_as_seen(cast.as_(None), unmet).reason == "没有找到人"


def test_who_asks_for_a_relative_reads_it_and_the_desk_that_wrote_it_does_not_own_it(cast):
    cast.guo.acts_through = cast.liu
    cast.guo.save()
    need = actions.raise_need(
        by=cast.as_("liu"), place=cast.willow, words=WORDS, raised_for=cast.guo, consent=said_aloud()
    )
    assert queries.standing_of(cast.as_("liu"), need) == "own"
    slip = actions.raise_need(by=cast.as_("chen"), place=cast.willow, words="分类角手冷", came_by=CameBy.PAPER)
    assert queries.standing_of(cast.as_("chen"), slip) == "keeper"
    assert not queries.needs_visible_to(cast.as_("liu")).filter(pk=slip.pk).exists()


def test_delegates_read_the_need_of_their_courtyard(cast):
    need = for_guo(cast, raised_for=None, consent=None, common=True, delegates=[cast.guo, cast.wang])
    assert queries.standing_of(cast.as_("wang"), need) == "own"
    assert queries.needs_visible_to(cast.as_("wang")).filter(pk=need.pk).exists()
    assert not queries.needs_visible_to(cast.as_("liu")).filter(pk=need.pk).exists()


def test_open_asks_of_a_place_leave_out_what_is_over_and_what_is_elsewhere(cast):
    need = confirmed(cast, asks=[people(cast)])
    there = queries.open_asks([cast.town.path], at=now())
    assert [(ask.kind, len(ask.occasions.all())) for ask in there] == [("people", 1)]
    assert list(queries.open_asks([cast.plane.path], at=now())) == []
    assert [len(ask.occasions.all()) for ask in queries.open_asks([cast.willow.path], at=now() + dt.timedelta(9))] == [
        0
    ]
    actions.withdraw_need(by=cast.as_("guo"), need=need)
    assert list(queries.open_asks([cast.willow.path], at=now())) == []
