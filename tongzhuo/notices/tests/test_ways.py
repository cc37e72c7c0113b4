"""An address is used once it is confirmed; everybody chooses for themselves."""

import re
from datetime import date, timedelta

import pytest
import time_machine

from tests.cast import at
from tongzhuo.kernel.models import Line
from tongzhuo.kernel.verdicts import Refused
from tongzhuo.notices import actions, letters, queries, rules
from tongzhuo.notices.actions.writing import THE_NOTICES
from tongzhuo.notices.channels.chat import is_allowed
from tongzhuo.notices.models import AgreedChannel, Sending
from tongzhuo.people.models import ContactWay
from tongzhuo.people.states import Way

NIGHT = at("2026-11-26 23:00")
OTHER = "fang@example.org"


@pytest.fixture
def other(cast):
    return ContactWay.objects.create(person=cast.liu, way=Way.EMAIL, value=OTHER)


def agree(cast, address=OTHER, **more):
    return actions.agree_to_channel(by=cast.as_("liu"), person=cast.liu, address=address, **more)


def confirm(cast, digits):
    return actions.confirm_channel(by=cast.as_("liu"), person=cast.liu, channel="email", digits=digits)


def test_the_address_one_signs_in_with_needs_no_other_proof(cast):
    assert agree(cast, "").is_open
    assert (AgreedChannel.objects.get().address, Sending.objects.count()) == ("liu@example.org", 0)
    assert [line.did for line in Line.objects.all()] == ["notice.channel_agreed"]


def test_six_digits_confirm_another_even_at_night(cast, other, mailoutbox):
    with time_machine.travel(NIGHT):
        assert not agree(cast).is_open
        assert actions.send_due(by=THE_NOTICES) == 1
        assert mailoutbox[0].to == [OTHER]
        digits = re.search(r"\d{6}", mailoutbox[0].subject)[0]
        assert confirm(cast, f"{(int(digits) + 1) % 10**6:06d}") is False
        assert confirm(cast, digits) is True
        assert agree(cast).is_open  # said again, nothing is asked again
    assert digits not in str(list(Line.objects.values_list("facts", flat=True)))


def test_digits_are_for_an_hour_and_five_tries(cast, other):
    with time_machine.travel(NIGHT) as clock:
        way = agree(cast)
        for _ in range(5):
            assert confirm(cast, "x") is False
        with pytest.raises(Refused, match="no longer valid"):
            confirm(cast, letters.digits_of(way))
        way = agree(cast)
        clock.shift(timedelta(hours=1))
        with pytest.raises(Refused, match="no longer valid"):
            confirm(cast, letters.digits_of(way))
        for _ in range(3):
            agree(cast)
        with pytest.raises(Refused, match="try again tomorrow"):
            agree(cast)


@pytest.mark.parametrize(
    ("channel", "address", "code"),
    [
        ("email", "sun@example.org", "not_your_address"),
        ("sms", "", "no_sms"),
        ("chat", "", "no_chat"),
        ("chat", "json://10.0.0.1/", "no_service"),
        ("in_app", "x", "no_channel"),
    ],
)
def test_only_to_an_address_of_one_s_own(cast, channel, address, code):
    with pytest.raises(Refused) as refused:
        agree(cast, address, channel=channel)
    assert refused.value.verdict.code == code
    assert AgreedChannel.objects.count() == 0


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        ("wecombot://abcdef", True),
        ("TGRAM://123:abc/456", True),
        ("wecombot://abc?verify=no", False),
        ("tgram://123:abc/4#x", False),
        ("json://127.0.0.1/", False),
        ("https://example.org/", False),
        ("ftp://example.org/x", False),
        ("wecombot://", False),
    ],
)
def test_a_messaging_app_is_one_this_installation_names_and_nothing_behind_a_question_mark(address, allowed):
    assert is_allowed(address) == allowed


def test_without_any_address_there_is_no_e_mail_and_children_are_told_here_only(cast):
    cast.liu.account.email = None
    cast.liu.account.save()
    with pytest.raises(Refused) as refused:
        agree(cast, "")
    assert refused.value.verdict.code == "no_email"
    cast.sun.birth_date = date(2014, 1, 1)
    verdict = rules.may_choose_channels(cast.as_("sun"), cast.sun, at=NIGHT)
    assert (verdict.code, verdict.facts) == ("guardian_must_agree", {"age": 12})


@pytest.mark.parametrize("name", ["sun", "chen", "outsider", None])
def test_only_the_person_chooses(cast, name):
    agree(cast, "")
    person, viewer, way = cast.liu, cast.as_(name), AgreedChannel.objects.get()
    hours = {"starts": NIGHT.time(), "ends": NIGHT.time(), "urgent_passes": True}
    for act in (
        lambda: actions.agree_to_channel(by=viewer, person=person),
        lambda: actions.confirm_channel(by=viewer, person=person, channel="email", digits="1"),
        lambda: actions.leave_channel(by=viewer, person=person),
        lambda: actions.set_quiet_hours(by=viewer, person=person, **hours),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.verdict.code == ("not_yours" if name else "sign_in_first")
    said = {"channel": "email", "address": "liu@example.org", "known": True, "asked_today": 0, "at": NIGHT}
    assert not rules.may_agree_to_channel(viewer, person, **said)
    assert not rules.may_confirm_channel(viewer, way, at=NIGHT)
    assert list(queries.ways_of(person)) == ["email"]


@pytest.mark.parametrize("written", ["138 0555 0137", "138-0555-0137", "+86 13805550137", "0086 138 0555 0137"])
def test_a_number_is_the_same_however_it_is_written(written):
    assert letters.international(written) == "+8613805550137"
