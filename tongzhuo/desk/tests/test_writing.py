"""Writing down a need for somebody: known or not, with a telephone or only a neighbour, or a slip without a name."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate

from tongzhuo.desk.tests.story import text
from tongzhuo.needs.drafts import MOST_WORDS
from tongzhuo.needs.models import Need
from tongzhuo.needs.tests.story import WORDS
from tongzhuo.people.models import Person

NEW = reverse("needs:write-down")


@pytest.fixture
def chen(client, cast):
    client.force_login(cast.account("chen"))
    return client


def write(client, cast, **said):
    usual = {"place": cast.willow.code, "words": WORDS, "came_by": "phone", "urgency": "1", "size": "1"}
    agreed = {"agreed": "on", "how": "aloud", "agreed_on": localdate().isoformat(), "purposes": ["share_task"]}
    facts = usual | agreed | said
    return client.post(NEW, {name: value for name, value in facts.items() if value is not None})


def test_somebody_new_with_only_a_neighbour(chen, cast):
    assert "What did they say?" in text(chen.get(NEW))
    answer = write(chen, cast, name="丁秀兰", door="6号楼7层", neighbour="王娟 3-1-402", private_part="心脏不好")
    need = Need.objects.get()
    assert answer.url == reverse("needs:triage", args=[need.code])
    assert (need.raised_for.name, need.raised_by, need.spot, need.came_by) == ("丁秀兰", cast.chen, "6号楼7层", "phone")
    assert [(way.way, way.value) for way in need.raised_for.contact_ways.all()] == [("neighbour", "王娟 3-1-402")]
    consents = {one.purpose: (one.how, one.noted_by, one.given_to) for one in need.raised_for.consents.all()}
    assert consents["share_task"] == ("aloud", cast.chen, "陈丽")
    assert "Written down as" in text(chen.get(answer.url))


def test_somebody_known_is_looked_up_first(chen, cast):
    page = text(chen.post(NEW, {"name": "郭", "find": "", "place": cast.willow.code}))
    assert "郭先生, 6号楼5层" in page
    assert "things to put right" not in page
    again = text(write(chen, cast, name="郭先生"))
    assert "We know somebody of this name. Is it the same person?" in again
    write(chen, cast, name="郭先生", person=cast.guo.code)
    assert Need.objects.get().raised_for == cast.guo
    assert Person.objects.filter(name="郭先生").count() == 1


def test_another_person_of_the_same_name_can_be_written_down(chen, cast):
    write(chen, cast, name="郭先生", person="new")
    assert Need.objects.get().raised_for != cast.guo


def test_a_slip_of_paper_has_no_name_and_needs_no_yes(chen, cast):
    write(chen, cast, came_by="paper", agreed=None, words="分类角手都冻僵了")
    need = Need.objects.get()
    assert (need.raised_for, need.came_by, need.title) == (None, "paper", "分类角手都冻僵了")


def test_without_their_yes_nobody_is_written_down(chen, cast):
    page = text(write(chen, cast, name="丁秀兰", agreed=None))
    assert "Ask them first, then tick this." in page
    assert WORDS in page
    assert (Need.objects.count(), Person.objects.filter(name="丁秀兰").count()) == (0, 0)


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ({"words": ""}, "This field is required."),
        ({"words": "梯" * (MOST_WORDS + 1)}, "Please keep it under"),
        ({"phone": "call me"}, "That is no telephone number."),
        ({"size": "-3"}, "greater than or equal to 1"),
        ({"size": "999999999"}, "less than or equal to"),
        ({"day": "next week"}, "Write the day like 2026-11-26."),
        ({"day": "2020-01-01"}, "That day is over."),
        ({"place": "7K3MQ9XW2C"}, "Select a valid choice."),
        ({"name": "丁", "agreed_on": "2030-01-01"}, "lies ahead"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(chen, cast, said, error):
    page = write(chen, cast, **said)
    assert page.status_code == 200
    assert error in text(page).replace("&#x27;", "'")
    assert Need.objects.count() == 0


def test_a_place_without_a_mandate_cannot_be_chosen(chen, cast):
    assert cast.plane.code not in text(chen.get(NEW))
    assert "Select a valid choice." in text(write(chen, cast, place=cast.plane.code))


def test_a_courtyard_speaks_through_two_residents(chen, cast):
    page = text(write(chen, cast, common="on", delegate_1="郭先生", delegate_2=""))
    assert "Name a resident who speaks for the courtyard." in page
    assert "We know nobody of this name there." in text(
        write(chen, cast, common="on", delegate_1="郭先生", delegate_2="秦远")
    )
    assert "name two" in text(write(chen, cast, common="on", delegate_1="郭先生", delegate_2="郭先生"))
    write(chen, cast, common="on", delegate_1="郭先生", delegate_2="王娟", words="院里没有长椅")
    assert set(Need.objects.get().delegates.all()) == {cast.guo, cast.wang}


def test_only_the_office_writes_for_others(cast):
    answers = {}
    for name in ("chen", "zhao", "outsider", "liu", "nuan", None):
        visitor = Client()
        if name:
            visitor.force_login(cast.account(name))
        answers[name] = visitor.get(NEW).status_code
    assert answers == {"chen": 200, "zhao": 200, "outsider": 200, "liu": 409, "nuan": 409, None: 409}
