"""The list of people and one record: who sees what, and what stays when something is refused."""

import datetime as dt
import re

import pytest
from django.utils.timezone import localdate

from tongzhuo.kernel.models import Line
from tongzhuo.organisations.tests.reading import text
from tongzhuo.people import actions
from tongzhuo.people.contacts import Contact
from tongzhuo.people.models import Person
from tongzhuo.people.queries import who_opened
from tongzhuo.people.states import SeenBy, ShownBy, Way

NUMBER = "11010519491231002X"
TODAY = localdate()


def names_on(page, cast) -> set:
    shown = re.findall(r'href="/people/[^"]+".*?<b>(.*?)</b>', page.content.decode())
    return {key for key, person in cast.people.items() if person.name in shown}


def test_chen_finds_everybody_of_her_place_and_the_page_says_how_many(cast, sign_in):
    page = sign_in("chen").get("/people/")
    assert "8 people and 5 organisations." in text(page)
    assert {"liu", "sun", "guo", "wang", "zhao"} <= names_on(page, cast)
    assert "秦远" not in text(page)


@pytest.mark.parametrize("more", [0, 2])
def test_the_list_costs_the_same_with_one_and_with_three(cast, sign_in, django_assert_num_queries, more):
    cast.free("outsider")
    actions.declare_skill(by=cast.as_("outsider"), person=cast.outsider, term=cast.homework)
    for number in range(more):
        cast.person(f"plane{number}", f"梧{number}", home="plane", helps=True)
        actions.declare_skill(by=cast.as_("outsider"), person=cast.people[f"plane{number}"], term=cast.homework)
    browser = sign_in("outsider")
    browser.get("/people/")
    with django_assert_num_queries(12):
        page = browser.get("/people/")
    assert f"{1 + more} {'people' if more else 'person'} and 2 organisations." in text(page)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=刘", {"liu"}),
        ("q=Homework", {"sun"}),
        ("q=辅导", {"sun"}),
        ("q=HX-18442", {"liu"}),
        ("day=1", {"liu"}),
        ("check=home-visit", {"liu"}),
        ("q=刘&day=2", set()),
        ("day=9&q=孙", {"sun"}),
    ],
)
def test_at_the_desk_people_are_found_by_name_skill_day_and_check(cast, sign_in, query, found):
    Person.objects.filter(pk=cast.liu.pk).update(volunteer_number="HX-18442")
    cast.sun.availability.windows.all().delete()
    cast.liu.availability.windows.exclude(weekday=1).delete()
    actions.declare_skill(by=cast.as_("sun"), person=cast.sun, term=cast.homework)
    actions.prove_skill(by=cast.as_("chen"), person=cast.liu, term=cast.home_visit, until=TODAY)
    cast.sun.skills.create(term=cast.home_visit, shown_by=ShownBy.CERTIFICATE, until=TODAY - dt.timedelta(days=1))
    page = sign_in("chen").get(f"/people/?{query}&show=people")
    assert names_on(page, cast) == found


def test_whoever_rests_is_free_on_no_day(cast, sign_in):
    cast.liu.availability.rest_until = TODAY
    cast.liu.availability.save()
    assert "刘芳" not in text(sign_in("chen").get("/people/?day=1&show=people"))


def test_an_organisation_is_found_by_name_and_by_cause(cast, sign_in):
    cast.doorstep.causes.add(cast.care)
    for words in ("Doorstep", "暖阶", "陪伴"):
        assert "1 organisation." in text(sign_in(None).get("/people/", {"q": words}))


def test_a_neighbour_reads_display_names_of_volunteers_and_a_visitor_reads_none(cast, sign_in):
    Person.objects.filter(pk=cast.liu.pk).update(display_name="刘老师")
    neighbour = text(sign_in("guo").get("/people/"))
    assert "刘老师" in neighbour
    assert "刘芳" not in neighbour
    assert "王娟" not in neighbour
    assert "2 people and 5 organisations." in neighbour
    visitor = text(sign_in(None).get("/people/"))
    assert "6 organisations." in visitor
    assert not {"刘老师", "孙伟", "陈丽"} & set(visitor.split())


def test_a_neighbour_cannot_search_by_what_only_the_office_knows(cast, sign_in):
    Person.objects.filter(pk=cast.liu.pk).update(display_name="刘老师")
    actions.declare_skill(by=cast.as_("liu"), person=cast.liu, term=cast.homework)
    for query in ("q=刘芳", "q=Homework"):
        assert "刘老师" not in text(sign_in("guo").get(f"/people/?{query}"))


def test_an_empty_place_says_what_to_do_next(cast, sign_in):
    assert "Try a shorter word" in text(sign_in("chen").get("/people/?q=zzzz"))
    Person.objects.exclude(pk__in=[cast.chen.pk]).update(home=cast.district)
    Person.objects.filter(pk=cast.chen.pk).update(home=cast.district)
    assert "5 organisations." in text(sign_in("chen").get("/people/"))


def test_the_list_holds_no_number_telephone_or_birth_date(cast, sign_in):
    Person.objects.filter(pk=cast.liu.pk).update(identity_number=NUMBER, birth_date=dt.date(1949, 12, 31))
    actions.add_contact_way(by=cast.as_("liu"), person=cast.liu, contact=Contact(Way.PHONE, "13800138000"))
    page = sign_in("chen").get("/people/").content.decode()
    assert not any(secret in page for secret in (NUMBER, "13800138000", "1949"))
    assert "刘芳" not in text(sign_in("chen").get(f"/people/?q={NUMBER}"))


PAGES = ("", "edit/", "times/", "skills/", "agree/be_asked/")


@pytest.mark.parametrize(
    ("viewer", "record", "forms"),
    [
        ("liu", 200, 200),
        ("chen", 200, 200),
        ("zhao", 200, 200),
        ("sun", 200, 409),
        ("guo", 200, 409),
        ("gao", 404, 404),
        ("outsider", 404, 404),
        (None, 404, 302),
    ],
)
def test_who_opens_the_pages_of_a_record(cast, sign_in, viewer, record, forms):
    browser, base = sign_in(viewer), f"/people/{cast.liu.code}/"
    assert browser.get(base).status_code == record
    assert {browser.get(base + page).status_code for page in PAGES[1:]} == {forms}


POSTS = ("ways/", "ways/1/remove/", "checks/", "checks/home-visit/drop/", "withdraw/be_asked/", "join/")


@pytest.mark.parametrize(("viewer", "answers"), [("sun", {409, 404}), ("outsider", {404}), (None, {302})])
def test_nobody_else_changes_a_record(cast, sign_in, viewer, answers):
    browser, base = sign_in(viewer), f"/people/{cast.liu.code}/"
    assert {browser.post(base + page).status_code for page in POSTS} == answers
    assert {browser.get(base + page).status_code for page in POSTS} <= {405, 302}
    assert Line.objects.count() == 0


def test_a_neighbours_page_shows_the_display_name_alone_and_leaves_no_line(cast, sign_in):
    Person.objects.filter(pk=cast.liu.pk).update(display_name="刘老师", door="4号楼")
    contact = Contact(Way.PHONE, "13800138000", seen_by=SeenBy.SEATED)
    actions.add_contact_way(by=cast.as_("liu"), person=cast.liu, contact=contact)
    page = text(sign_in("guo").get(f"/people/{cast.liu.code}/"))
    assert "刘老师" in page
    assert not any(hidden in page for hidden in ("刘芳", "4号楼", "138", "Who opened"))
    assert who_opened(cast.liu) == []


def test_the_office_reads_the_record_and_the_person_reads_who_did(cast, sign_in):
    Person.objects.filter(pk=cast.liu.pk).update(identity_number=NUMBER, door="4号楼")
    contact = Contact(Way.PHONE, "13800138000", "13 to 20 h", SeenBy.SEATED)
    actions.add_contact_way(by=cast.as_("liu"), person=cast.liu, contact=contact)
    browser = sign_in("chen")
    page = browser.get(f"/people/{cast.liu.code}/")
    browser.get(f"/people/{cast.liu.code}/")
    assert all(told in text(page) for told in ("4号楼", "13800138000", "Call: 13 to 20 h", "kept, sealed"))
    assert NUMBER not in page.content.decode()
    assert [look.name for look in who_opened(cast.liu)] == ["陈丽"]
    own = sign_in("liu").get("/me/")
    assert "陈丽 · Saw what was agreed to, checks, ways to reach, free times." in text(own)
    assert NUMBER in own.content.decode()


def test_the_record_costs_a_fixed_number_of_queries(cast, sign_in, django_assert_num_queries):
    browser = sign_in("chen")
    browser.get(f"/people/{cast.liu.code}/")
    with django_assert_num_queries(21):
        browser.get(f"/people/{cast.liu.code}/")
    for number in range(3):
        cast.person(f"more{number}", f"多{number}", helps=True)
        actions.record_opened(by=cast.as_("zhao"), person=cast.liu, saw=[f"thing {number}"])
    with django_assert_num_queries(21):
        browser.get(f"/people/{cast.liu.code}/")


def test_a_joined_record_leads_to_the_kept_one(cast, sign_in):
    double = cast.person("double", "刘芳")
    browser = sign_in("chen")
    page = browser.get(f"/people/{cast.liu.code}/")
    assert "The same person twice?" in text(page)
    done = browser.post(f"/people/{cast.liu.code}/join/", {"other": double.code})
    assert (done.status_code, done.url) == (302, f"/people/{cast.liu.code}/")
    moved = browser.get(f"/people/{double.code}/")
    assert (moved.status_code, moved.url) == (302, f"/people/{cast.liu.code}/")


def test_a_forged_code_is_no_page(cast, sign_in):
    assert sign_in("chen").get("/people/0000000000/").status_code == 404
    wrong = cast.liu.code[:-1] + ("A" if cast.liu.code[-1] != "A" else "B")
    assert sign_in("chen").get(f"/people/{wrong}/").status_code == 404
