"""Two records of one person become one, and no line is lost."""

import datetime as dt

import pytest

from tongzhuo.kernel.models import Line
from tongzhuo.organisations import actions, rules
from tongzhuo.organisations.models import Mandate, Membership
from tongzhuo.organisations.states import Role
from tongzhuo.organisations.tests.test_mandates import refusal
from tongzhuo.organisations.viewers import viewer_of_account
from tongzhuo.people import actions as people
from tongzhuo.people.contacts import Contact
from tongzhuo.people.models import Consent, Person
from tongzhuo.people.queries import people_visible_to, same_person, who_opened
from tongzhuo.people.states import Agreement, Way

LONG_AGO = dt.date(2020, 1, 1)


@pytest.fixture
def double(cast):
    """A second record of Liu Fang, by another list."""
    return cast.person("double", "刘芳", volunteer_number="HX-18442", door="4号楼")


def test_everything_points_to_the_kept_record(cast, double):
    chen = cast.as_("chen")
    people.add_contact_way(by=chen, person=double, contact=Contact(Way.PHONE, "13800138000"))
    people.declare_skill(by=chen, person=double, term=cast.wheelchair)
    people.set_languages(by=chen, person=double, languages=[cast.mandarin])
    people.record_opened(by=chen, person=double, saw=["checks"])
    cast.mandate("double", "doorstep", Role.LEADER, "willow")
    Membership.objects.create(person=double, organisation=cast.doorstep, starts_on=LONG_AGO)
    before = Line.objects.count()

    kept = actions.merge_people(by=chen, kept=cast.liu, gone=double)

    assert [way.value for way in kept.contact_ways.all()] == ["13800138000"]
    assert [skill.term for skill in kept.skills.all()] == [cast.wheelchair]
    assert list(kept.languages.all()) == [cast.mandarin]
    assert [mandate.role for mandate in kept.mandates.all()] == ["leader"]
    assert [membership.organisation for membership in kept.memberships.all()] == [cast.doorstep]
    assert (kept.volunteer_number, kept.door) == ("HX-18442", "4号楼")
    line = Line.objects.order_by("pk").last()
    assert (Line.objects.count(), line.did, line.on) == (before + 1, "person.merged", f"person:{double.code}")
    assert [look.saw for look in who_opened(kept)] == [("checks",)]


def test_the_other_record_is_a_signpost(cast, double):
    actions.merge_people(by=cast.as_("chen"), kept=cast.liu, gone=double)
    assert same_person(double.code) == cast.liu
    assert double not in people_visible_to(cast.as_("chen"))
    assert viewer_of_account(double.account_id).person_id == cast.liu.pk
    assert viewer_of_account(cast.liu.account_id).person_id == cast.liu.pk


def test_a_record_without_an_account_takes_over_that_of_the_other(cast, double):
    account = double.account
    Person.objects.filter(pk=cast.liu.pk).update(account=None)
    kept = actions.merge_people(by=cast.as_("chen"), kept=cast.liu, gone=double)
    assert kept.account == account
    assert viewer_of_account(account.pk).person_id == kept.pk


def test_what_both_have_once_stays_with_the_record_it_was_on(cast, double):
    cast.free("double", weekdays=[1], hours=(9, 12))
    for person in (cast.liu, double):
        people.declare_skill(by=cast.as_("chen"), person=person, term=cast.wheelchair)
    kept = actions.merge_people(by=cast.as_("chen"), kept=cast.liu, gone=double)
    assert kept.availability.windows.count() == 7
    assert Person.objects.get(pk=double.pk).availability.windows.count() == 1
    assert (kept.skills.count(), double.skills.count()) == (1, 1)


def test_a_yes_taken_back_on_either_record_is_taken_back(cast, double):
    consent = people.give_consent(by=cast.as_("double"), person=double, purpose=Agreement.BE_ASKED)
    people.withdraw_consent(by=cast.as_("double"), consent=consent)
    actions.merge_people(by=cast.as_("chen"), kept=cast.liu, gone=double)
    assert not Consent.objects.filter(person__in=[cast.liu, double], withdrawn_at=None).exists()


def test_a_third_record_that_pointed_to_the_second_points_to_the_first(cast, double):
    third = cast.person("third", "刘芳")
    actions.merge_people(by=cast.as_("chen"), kept=double, gone=third)
    actions.merge_people(by=cast.as_("chen"), kept=cast.liu, gone=double)
    assert same_person(third.code) == cast.liu


def answer(cast, by, kept, gone):
    mandates = Mandate.objects.filter(person__in=[kept, gone])
    return rules.may_merge_people(cast.as_(by), kept, gone, mandates=mandates, at=None).code


def test_who_may_join_which_records(cast, double):
    assert answer(cast, "chen", cast.liu, double) == "ok"
    assert answer(cast, "zhao", cast.liu, double) == "ok"
    for by in ("outsider", "gao", "nuan", "liu", None):
        assert answer(cast, by, cast.liu, double) == "no_mandate_here"
    assert answer(cast, "chen", cast.liu, cast.outsider) == "no_mandate_here"
    assert answer(cast, "chen", cast.liu, cast.liu) == "same_record"
    assert answer(cast, "chen", cast.chen, double) == "not_your_own"


def test_joining_hands_nobody_a_right_beyond_ones_own(cast, double):
    assert answer(cast, "chen", double, cast.zhao) == "mandate_beyond_yours"
    assert answer(cast, "zhao", double, cast.chen) == "mandate_beyond_yours"
    assert refusal(actions.merge_people, by=cast.as_("chen"), kept=double, gone=cast.zhao) == "mandate_beyond_yours"
    assert cast.as_("double").mandates == ()


def test_different_birth_dates_are_different_people(cast, double):
    Person.objects.filter(pk=cast.liu.pk).update(birth_date=dt.date(1960, 1, 1))
    Person.objects.filter(pk=double.pk).update(birth_date=dt.date(1961, 1, 1))
    kept, gone = Person.objects.get(pk=cast.liu.pk), Person.objects.get(pk=double.pk)
    assert answer(cast, "chen", kept, gone) == "birth_date_differs"
