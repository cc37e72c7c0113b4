"""Accounts: opened for an address, joined to a person, forgotten when nobody came."""

import datetime as dt

import pytest
from django.utils.timezone import now

from tongzhuo.kernel.models import Line
from tongzhuo.kernel.verdicts import Refused
from tongzhuo.kernel.viewer import NOBODY, the_system
from tongzhuo.people import actions, rules
from tongzhuo.people.models import Account, ContactWay
from tongzhuo.people.queries import people_known_by
from tongzhuo.people.states import Way

PHONE = "+8613805550137"
CALENDAR = the_system("calendar")


def test_an_address_has_one_account(db):
    first = actions.open_account(by=NOBODY, email="New@Example.org")
    again = actions.open_account(by=NOBODY, email="new@example.org")
    assert (first, first.email, first.has_usable_password()) == (again, "new@example.org", False)
    line = Line.objects.get()
    assert (line.actor, line.did, line.on, line.facts) == (
        "anonymous", "account.opened", f"account:{first.code}", {"way": "email"},
    )  # fmt: skip


@pytest.mark.parametrize("address", [{}, {"email": "a@example.org", "phone": PHONE}])
def test_one_address_at_a_time(db, address):
    with pytest.raises(Refused) as refused:
        actions.open_account(by=NOBODY, **address)
    assert (refused.value.verdict.code, Account.objects.count()) == ("one_address", 0)


def test_a_telephone_is_proved_once(db):
    account = actions.open_account(by=NOBODY, phone=PHONE)
    assert not account.phone_verified
    for _ in range(2):
        assert actions.prove_phone(by=NOBODY, account=account, phone=PHONE).phone_verified
    assert [line.did for line in Line.objects.order_by("pk")] == ["account.opened", "account.phone_proved"]
    with pytest.raises(Refused) as refused:
        actions.prove_phone(by=NOBODY, account=account, phone="+8613900000000")
    assert refused.value.verdict.code == "other_phone"


@pytest.fixture
def written_down(cast):
    cast.guo.account = None
    cast.guo.save()
    ContactWay.objects.create(person=cast.guo, way=Way.PHONE, value="138 0555 0137")
    ContactWay.objects.create(person=cast.guo, way=Way.EMAIL, value="guo@example.com")
    return cast.guo


@pytest.mark.parametrize("spelling", ["13805550137", "138 0555 0137", "138-0555-0137", PHONE, "+86 138 0555 0137"])
def test_a_telephone_is_found_however_it_was_written(cast, written_down, spelling):
    ContactWay.objects.filter(way=Way.PHONE).update(value=spelling)
    assert people_known_by(PHONE) == [written_down]


def test_an_address_finds_who_has_no_account_yet(cast, written_down):
    assert people_known_by("Guo@Example.com") == [written_down]
    assert people_known_by("+8613900000000") == []
    written_down.merged_into = cast.wang
    written_down.save()
    assert people_known_by(PHONE) == []


def test_a_neighbour_s_telephone_is_not_one_s_own(cast, written_down):
    ContactWay.objects.filter(way=Way.PHONE).update(way=Way.NEIGHBOUR)
    assert people_known_by(PHONE) == []


def test_that_is_me(cast, written_down):
    account = actions.open_account(by=NOBODY, phone=PHONE)
    person = actions.recognise_yourself(by=NOBODY, account=account, person=written_down, proved=PHONE)
    assert (person, person.account) == (cast.guo, account)
    line = Line.objects.latest("pk")
    assert (line.actor, line.did, line.path) == (cast.guo.code, "person.recognised", cast.willow.path)


@pytest.mark.parametrize("proved", ["", "+8613900000000", "somebody@example.org"])
def test_only_by_an_address_that_was_proved(cast, written_down, proved):
    account = actions.open_account(by=NOBODY, phone=PHONE)
    with pytest.raises(Refused) as refused:
        actions.recognise_yourself(by=NOBODY, account=account, person=written_down, proved=proved)
    assert refused.value.verdict.code == "not_recognised"


@pytest.mark.parametrize("who", ["chen", "liu", "outsider"])
def test_whoever_is_known_is_nobody_else(cast, written_down, who):
    with pytest.raises(Refused) as refused:
        actions.recognise_yourself(by=cast.as_(who), account=cast.account(who), person=written_down, proved=PHONE)
    assert refused.value.verdict.code == "known_already"


def test_who_has_an_account_is_not_given_away(cast):
    ContactWay.objects.create(person=cast.liu, way=Way.PHONE, value=PHONE)
    account = actions.open_account(by=NOBODY, phone=PHONE)
    with pytest.raises(Refused) as refused:
        actions.recognise_yourself(by=NOBODY, account=account, person=cast.liu, proved=PHONE)
    assert refused.value.verdict.code == "not_recognised"


def test_an_address_that_nobody_proved_is_forgotten(cast):
    actions.open_account(by=NOBODY, email="typo@example.org")
    used = actions.open_account(by=NOBODY, email="came@example.org")
    Account.objects.filter(pk=used.pk).update(last_login=now())
    before = now() + dt.timedelta(minutes=1)
    assert actions.forget_empty_accounts(by=CALENDAR, before=now() - dt.timedelta(days=1)) == 0
    assert actions.forget_empty_accounts(by=CALENDAR, before=before) == 1
    assert not Account.objects.filter(email="typo@example.org").exists()
    assert Account.objects.filter(person=None).get() == used
    assert Line.objects.latest("pk").did == "account.forgotten"


@pytest.mark.parametrize("who", ["chen", "gao", None])
def test_only_the_calendar_forgets(cast, who):
    with pytest.raises(Refused) as refused:
        actions.forget_empty_accounts(by=cast.as_(who), before=now())
    assert refused.value.verdict.code == "not_yours"


@pytest.mark.parametrize(("who", "code"), [("chen", "known_already"), ("outsider", "known_already"), (None, "ok")])
def test_the_rules_of_accounts(cast, written_down, who, code):
    viewer, at, account = cast.as_(who), now(), Account(phone=PHONE)
    facts = {"known": None, "known_by_it": True}
    assert [
        rules.may_open_account(viewer, email="", phone=PHONE, at=at).code,
        rules.may_prove_phone(viewer, account, phone=PHONE, at=at).code,
        rules.may_recognise_yourself(viewer, account, written_down, **facts, at=at).code,
        rules.may_forget_accounts(viewer, at=at).code,
    ] == ["ok", "ok", code, "not_yours"]
