"""A desk writes somebody down, and what is written changes with one line each."""

import datetime as dt

import pytest
from django.db import connection
from django.utils.timezone import localdate

from tongzhuo.kernel.models import Line
from tongzhuo.kernel.verdicts import Refused
from tongzhuo.people import actions, rules
from tongzhuo.people.contacts import Contact
from tongzhuo.people.models import Consent, Guardianship, Person
from tongzhuo.people.queries import guardians_of, likely_same, same_person
from tongzhuo.people.states import Agreement, HowAgreed, SeenBy, Way

NUMBER = "11010519491231002X"


def said():
    return [line.did for line in Line.objects.order_by("pk")]


def refusal(action, **facts) -> str:
    before = Line.objects.count()
    with pytest.raises(Refused) as refused:
        action(**facts)
    assert Line.objects.count() == before
    return refused.value.verdict.code


def register(cast, by="chen", **facts):
    given = {"name": "周奶奶", "home": cast.willow, "how": HowAgreed.ALOUD, "agreed_on": dt.date(2026, 3, 3)} | facts
    return actions.register_person(by=cast.as_(by), **given)


def test_chen_writes_down_a_neighbour_who_has_no_telephone(cast):
    granny = register(
        cast,
        door="2号楼3层",
        identity_number=NUMBER,
        languages=[cast.mandarin],
        contact=[Contact(Way.NEIGHBOUR, "孙伟", "住对门")],
    )
    consent = Consent.objects.get(person=granny)
    assert (consent.purpose, consent.how, consent.given_on) == ("be_recorded", "aloud", dt.date(2026, 3, 3))
    assert consent.noted_by == cast.chen
    assert [(way.way, way.value, way.note) for way in granny.contact_ways.all()] == [("neighbour", "孙伟", "住对门")]
    assert list(granny.languages.all()) == [cast.mandarin]
    line = Line.objects.get()
    assert (line.actor, line.did, line.on, line.path) == (
        cast.chen.code,
        "person.registered",
        f"person:{granny.code}",
        cast.willow.path,
    )


def test_an_identity_number_is_sealed_and_stays_out_of_the_memory(cast):
    granny = register(cast, identity_number=NUMBER)
    actions.change_person(by=cast.as_("chen"), person=granny, identity_number="11010519491231002x", door="3层")
    with connection.cursor() as cursor:
        cursor.execute("select identity_number from people_person where id = %s", [granny.pk])
        assert NUMBER not in cursor.fetchone()[0]
    assert Person.objects.get(pk=granny.pk).identity_number == NUMBER
    assert not any(NUMBER in str(line.facts) for line in Line.objects.all())
    assert Line.objects.last().facts == {"changed": ["door"]}


@pytest.mark.parametrize(
    ("by", "code"),
    [
        ("chen", "ok"),
        ("zhao", "ok"),
        ("outsider", "no_mandate_here"),
        ("gao", "no_mandate_here"),
        ("nuan", "no_mandate_here"),
        ("liu", "no_mandate_here"),
        (None, "no_mandate_here"),
    ],
)
def test_who_may_register_a_person(cast, by, code):
    assert rules.may_register_person(cast.as_(by), cast.willow, at=None).code == code


def test_writing_somebody_down_is_refused_with_nothing_written(cast):
    def answer(**facts):
        return refusal(register, cast=cast, **facts)

    assert answer(by="outsider") == "no_mandate_here"
    assert answer(name=" ") == "name_missing"
    assert answer(how=HowAgreed.TICK) == "say_how"
    assert answer(agreed_on=localdate() + dt.timedelta(days=1)) == "not_yet"
    assert answer(birth_date=localdate() + dt.timedelta(days=1)) == "not_born_yet"
    assert answer(identity_number=NUMBER[:-1] + "1") == "identity_number_wrong"
    assert answer(contact=[Contact(Way.PHONE, "none")]) == "contact_unreadable"
    assert answer(birth_date=dt.date(2020, 1, 1)) == "guardian_must_agree"
    assert Person.objects.filter(name="周奶奶").count() == 0


def test_a_child_is_written_down_when_its_guardian_agrees(cast):
    child = register(cast, name="王小宝", birth_date=dt.date(2020, 1, 1), guardian=cast.wang)
    assert guardians_of(child) == {cast.wang.pk}
    assert Consent.objects.get(person=child).agreed_by == cast.wang


def test_somebody_who_signed_in_says_who_they_are_once(cast):
    from tongzhuo.kernel.viewer import NOBODY
    from tongzhuo.people.models import Account

    account = Account.objects.create_user(email="new@example.org")
    person = actions.introduce_yourself(by=NOBODY, account=account, name="新来的", home=cast.willow)
    assert (person.account, said()) == (account, ["person.introduced"])
    assert Line.objects.get().actor == person.code
    assert rules.may_introduce_yourself(NOBODY, None, at=None)
    again = {"by": NOBODY, "account": account, "name": "again", "home": cast.willow}
    assert refusal(actions.introduce_yourself, **again) == "known_already"


@pytest.mark.parametrize(
    ("by", "code"),
    [
        ("liu", "ok"),
        ("chen", "ok"),
        ("zhao", "ok"),
        ("sun", "not_yours"),
        ("outsider", "not_yours"),
        (None, "not_yours"),
    ],
)
def test_who_may_change_and_open_a_record(cast, by, code):
    viewer = cast.as_(by)
    assert rules.may_change_person(viewer, cast.liu, at=None).code == code
    assert rules.may_open_record(viewer, cast.liu, at=None).code == code
    assert rules.may_withdraw(viewer, cast.liu, at=None).code == code


def test_a_change_that_changes_nothing_leaves_no_line(cast):
    actions.change_person(by=cast.as_("liu"), person=cast.liu, name="刘芳")
    assert said() == []


def test_contact_ways_are_added_and_removed(cast):
    contact = Contact(Way.PHONE, "138 0013 8000", seen_by=SeenBy.SEATED)
    way = actions.add_contact_way(by=cast.as_("liu"), person=cast.liu, contact=contact)
    assert refusal(actions.remove_contact_way, by=cast.as_("sun"), way=way) == "not_yours"
    assert refusal(actions.add_contact_way, by=cast.as_(None), person=cast.liu, contact=contact) == "not_yours"
    actions.remove_contact_way(by=cast.as_("chen"), way=way)
    assert said() == ["person.contact_added", "person.contact_removed"]
    assert not any("8000" in str(line.facts) for line in Line.objects.all())


def test_a_guardian_answers_for_a_minor_until_it_is_ended(cast):
    teen = cast.person("teen", "王小宝", birth_date=localdate() - dt.timedelta(days=16 * 366))
    chen = cast.as_("chen")
    assert rules.may_change_person(cast.as_("wang"), teen, at=None).code == "not_yours"
    bond = actions.begin_guardianship(by=chen, minor=teen, guardian=cast.wang)
    assert rules.may_change_person(cast.as_("wang"), teen, guardians_of(teen), at=None)
    actions.end_guardianship(by=chen, guardianship=bond)
    assert guardians_of(teen) == frozenset()
    assert said() == ["guardianship.began", "guardianship.ended"]


def test_a_guardian_is_of_age_and_answers_for_a_minor(cast):
    child = cast.person("child", "小明", birth_date=dt.date(2018, 1, 1))

    def answer(by, minor, guardian):
        viewer = cast.as_(by)
        return rules.may_name_guardian(viewer, minor, guardian, starts_on=localdate(), at=None).code

    assert answer("chen", child, cast.wang) == "ok"
    assert answer("wang", child, cast.wang) == "no_mandate_here"
    assert answer("chen", cast.guo, cast.wang) == "no_minor"
    assert answer("chen", child, child) == "guardian_too_young"
    assert rules.may_end_guardianship(cast.as_("chen"), child, at=None)
    assert rules.may_end_guardianship(cast.as_("wang"), child, at=None).code == "no_mandate_here"
    assert Guardianship.objects.count() == 0


def test_a_joined_record_is_left_alone_and_answers_as_the_other(cast):
    double = cast.person("double", "刘芳")
    Person.objects.filter(pk=double.pk).update(merged_into=cast.liu)
    assert same_person(double.code) == cast.liu
    assert refusal(actions.change_person, by=cast.as_("chen"), person=double, door="1") == "merged"
    assert list(likely_same("刘芳", cast.willow)) == [cast.liu]
    assert list(likely_same("刘芳", cast.plane)) == []


def test_what_is_agreed_for_a_record_of_another_place_needs_that_office(cast):
    facts = {"by": cast.as_("chen"), "person": cast.outsider, "purpose": Agreement.BE_ASKED, "how": HowAgreed.ALOUD}
    assert refusal(actions.give_consent, **facts) == "not_yours"
