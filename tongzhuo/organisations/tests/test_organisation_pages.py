"""The page of an organisation: facts for everybody, members and mandates for who may read them."""

import datetime as dt

import pytest
from django.utils.timezone import localdate

from tongzhuo.kernel.models import Line
from tongzhuo.organisations import actions
from tongzhuo.organisations.models import Mandate, Membership, Organisation
from tongzhuo.organisations.states import Kind, Role
from tongzhuo.organisations.tests.reading import text
from tongzhuo.people.models import Person

TODAY = localdate()


def page_of(cast, key="doorstep", part=""):
    return f"/organisations/{cast.organisations[key].code}/{part}"


def test_everybody_reads_the_facts_and_a_visitor_no_name(cast, sign_in):
    Organisation.objects.filter(pk=cast.doorstep.pk).update(phone="010 5555 0102", opening="Mon to Sat 9:00 to 18:00")
    page = text(sign_in(None).get(page_of(cast)))
    assert all(told in page for told in ("Warm Doorstep", "010 5555 0102", "12 more · said on 1 Jan 2020", "Members 1"))
    assert "阮暖" not in page
    assert "Who belongs to it is read by its neighbours and its office." in page


@pytest.mark.parametrize(
    ("viewer", "reads", "changes", "gives"),
    [
        ("nuan", True, True, True),
        ("chen", True, True, True),
        ("gao", True, True, True),
        ("bei", True, False, False),
        ("liu", True, False, False),
        ("zhao", True, False, False),
        ("outsider", False, False, False),
        (None, False, False, False),
    ],
)
def test_who_reads_names_and_finds_which_forms(cast, sign_in, viewer, reads, changes, gives):
    page = text(sign_in(viewer).get(page_of(cast)))
    assert ("阮暖" in page.partition("Members 1")[2]) == reads
    assert ("What can it take?" in page, "Take somebody in" in page) == (changes, changes)
    assert ("Give a role" in page) == gives


@pytest.mark.parametrize("members", [1, 3])
def test_the_page_costs_the_same_with_one_and_with_three_members(cast, sign_in, django_assert_num_queries, members):
    for number in range(members - 1):
        person = cast.person(f"more{number}", f"多{number}")
        Membership.objects.create(person=person, organisation=cast.doorstep, starts_on=TODAY)
        cast.mandate(f"more{number}", "doorstep", Role.LEADER, "willow")
    browser = sign_in("chen")
    browser.get(page_of(cast))
    with django_assert_num_queries(12):
        page = browser.get(page_of(cast))
    assert f"Members {members}" in text(page)


def test_a_member_of_another_place_is_a_display_name_without_a_link(cast, sign_in):
    Person.objects.filter(pk=cast.outsider.pk).update(display_name="老秦")
    Membership.objects.create(person=cast.outsider, organisation=cast.doorstep, starts_on=TODAY)
    page = sign_in("chen").get(page_of(cast))
    assert "老秦" in text(page)
    assert "秦远" not in text(page)
    assert cast.outsider.code not in page.content.decode()


def test_nuan_says_on_a_date_how_many_more_they_can_take(cast, sign_in):
    browser = sign_in("nuan")
    day = (TODAY - dt.timedelta(days=2)).isoformat()
    assert browser.post(page_of(cast, part="capacity/"), {"capacity": "4", "said_on": day}).status_code == 302
    body = Organisation.objects.get(pk=cast.doorstep.pk)
    assert (body.capacity, body.capacity_said.isoformat()) == (4, day)
    for wrong, sentence in (
        ("-1", "How many more people or needs: "),
        ("many", "Enter a whole number."),
        ("9999999", ""),
    ):
        page = browser.post(page_of(cast, part="capacity/"), {"capacity": wrong, "said_on": day})
        assert (page.status_code, sentence in text(page)) == (422, True)
        assert f'value="{wrong}"' in page.content.decode()
    assert Organisation.objects.get(pk=cast.doorstep.pk).capacity == 4


def test_a_role_is_given_and_ended_on_the_page(cast, sign_in):
    browser = sign_in("chen")
    filled = {"person": cast.sun.shown_code, "role": "leader", "place": "Willow Lane", "starts_on": TODAY.isoformat()}
    assert browser.post(page_of(cast, part="mandates/"), filled).status_code == 302
    mandate = Mandate.objects.get(person=cast.sun)
    assert "孙伟 Leader for Willow Lane" in text(browser.get(page_of(cast)))
    again = browser.post(page_of(cast, part="mandates/"), filled)
    assert (again.status_code, "They hold this mandate already." in text(again)) == (422, True)
    assert browser.post(f"/mandates/{mandate.code}/end/").status_code == 302
    assert "孙伟 : Leader for Willow Lane" in text(browser.get(page_of(cast))).replace("孙伟:", "孙伟 :")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"person": "7K3MQ-9XW2C"}, "Whom: Nobody here has this number or address."),
        ({"person": "nobody@example.org"}, "Whom: Nobody here has this number or address."),
        ({"person": "chen@example.org"}, "Somebody else gives you a role."),
        ({"role": "official"}, "Role: Select a valid choice."),
        ({"place": "Canal Gate"}, "You have no mandate over this place."),
        ({"place": "Atlantis"}, "Where: There is no place of this name here, or several."),
        ({"ends_on": "2020-01-01"}, "Last day: The last day comes after the first."),
    ],
)
def test_a_role_that_cannot_be_given_stays_in_the_form_with_its_reason(cast, sign_in, change, sentence):
    filled = {"person": cast.sun.code, "role": "leader", "place": "Willow Lane", "starts_on": TODAY.isoformat()}
    page = sign_in("chen").post(page_of(cast, part="mandates/"), filled | change)
    assert (page.status_code, sentence in text(page)) == (422, True)
    assert (Mandate.objects.count(), Line.objects.count()) == (6, 0)


def test_somebody_far_away_is_named_by_the_address_they_sign_in_with(cast, sign_in):
    filled = {"person": "outsider@example.org", "role": "leader", "place": "柳荫里", "starts_on": TODAY.isoformat()}
    assert sign_in("nuan").post(page_of(cast, part="mandates/"), filled).status_code == 302
    assert Mandate.objects.filter(person=cast.outsider, organisation=cast.doorstep).exists()
    hidden = filled | {"person": cast.outsider.code, "role": "operator"}
    assert sign_in("chen").post(page_of(cast, "northlight", "mandates/"), hidden).status_code == 422


POSTS = ("capacity/", "join/", "mandates/")


@pytest.mark.parametrize(
    ("viewer", "edit", "posts", "end"),
    [
        ("nuan", 200, {422}, 302),
        ("chen", 200, {422}, 409),
        ("liu", 409, {422}, 409),
        ("outsider", 409, {422}, 404),
        (None, 302, {302}, 302),
    ],
)
def test_who_reaches_what_on_the_page(cast, sign_in, viewer, edit, posts, end):
    browser = sign_in(viewer)
    assert browser.get(page_of(cast, part="edit/")).status_code == edit
    assert {browser.post(page_of(cast, part=part), {"person": "x"}).status_code for part in POSTS} == posts
    mandate = Mandate.objects.get(person=cast.nuan)
    assert browser.post(f"/mandates/{mandate.code}/end/").status_code == end
    assert Line.objects.count() == (1 if viewer == "nuan" else 0)


def test_a_refused_capacity_and_role_change_nothing_for_who_may_not(cast, sign_in):
    browser = sign_in("liu")
    said = browser.post(page_of(cast, part="capacity/"), {"capacity": "4", "said_on": TODAY.isoformat()})
    assert (said.status_code, "Only the organisation itself or the office" in text(said)) == (422, True)
    assert Organisation.objects.get(pk=cast.doorstep.pk).capacity == 12


def test_liu_founds_a_circle_sun_joins_and_leaves(cast, sign_in):
    browser = sign_in("liu")
    assert "A circle or a team of your own" in text(browser.get("/organisations/new/"))
    done = browser.post("/organisations/new/", {"name_zh": "缝补角", "kind": "circle", "place": "柳荫里"})
    circle = Organisation.objects.get(name_zh="缝补角")
    assert done.url == f"/organisations/{circle.code}/"
    assert (
        browser.post("/organisations/new/", {"name_zh": "x", "kind": "company", "place": "柳荫里"}).status_code == 422
    )
    browser = sign_in("sun")
    assert "Join" in text(browser.get(done.url))
    assert browser.post(done.url + "join/").status_code == 302
    membership = Membership.objects.get(person=cast.sun, organisation=circle)
    assert browser.post(f"/memberships/{membership.code}/end/").status_code == 302
    assert text(browser.get(done.url)).count("孙伟") == 1
    assert browser.post(f"/memberships/{membership.code}/end/").status_code == 409


def test_the_office_writes_an_organisation_down_and_changes_it(cast, sign_in):
    browser = sign_in("chen")
    filled = {"name_en": "Evening Glow", "kind": "ngo", "place": "Willow Lane", "website": "example.org"}
    done = browser.post("/organisations/new/", filled)
    body = Organisation.objects.get(name_en="Evening Glow")
    assert (done.url, body.website) == (f"/organisations/{body.code}/", "https://example.org")
    changed = filled | {"kind": "charity", "causes": [cast.care.pk]}
    assert browser.post(done.url + "edit/", changed).status_code == 302
    body.refresh_from_db()
    assert (body.kind, list(body.causes.all())) == ("charity", [cast.care])


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"name_zh": ""}, "Name in Chinese: Please write the name, in one language at least."),
        ({"website": "not a site"}, "Website: Enter a valid URL."),
        ({"place": "Plane Tree Court"}, "Where it is: There is no place of this name here, or several."),
        ({"kind": "club"}, "Kind: Select a valid choice."),
    ],
)
def test_an_organisation_with_a_slip_is_not_written_down(cast, sign_in, change, sentence):
    filled = {"name_zh": "晚霞社", "kind": "ngo", "place": "Willow Lane", "phone": "010 5555 0199"} | change
    page = sign_in("chen").post("/organisations/new/", filled)
    assert (page.status_code, sentence in text(page)) == (422, True)
    assert "010 5555 0199" in page.content.decode()
    assert Organisation.objects.count() == 6


def test_an_operator_changes_the_facts_but_is_not_asked_for_the_kind(cast, sign_in):
    browser = sign_in("nuan")
    assert 'name="kind"' not in browser.get(page_of(cast, part="edit/")).content.decode()
    filled = {"name_zh": "暖阶社", "name_en": "Warm Doorstep", "phone": "010 5555 0103", "kind": "company"}
    assert browser.post(page_of(cast, part="edit/"), filled).status_code == 302
    body = Organisation.objects.get(pk=cast.doorstep.pk)
    assert (body.phone, body.kind) == ("010 5555 0103", Kind.NGO)


@pytest.mark.parametrize(("viewer", "status"), [("chen", 200), ("gao", 200), ("liu", 200), (None, 302)])
def test_who_opens_the_form_for_a_new_organisation(cast, sign_in, viewer, status):
    assert sign_in(viewer).get("/organisations/new/").status_code == status


def test_chen_takes_somebody_in_and_ends_it(cast, sign_in):
    browser = sign_in("chen")
    filled = {"person": cast.liu.code, "duty": "Stairs"}
    assert browser.post(page_of(cast, part="join/"), filled).status_code == 302
    assert "刘芳 Stairs" in text(browser.get(page_of(cast)))
    again = browser.post(page_of(cast, part="join/"), filled)
    assert (again.status_code, "They belong to it already." in text(again)) == (422, True)
    membership = Membership.objects.get(person=cast.liu)
    assert sign_in("sun").post(f"/memberships/{membership.code}/end/").status_code == 409
    assert sign_in("chen").post(f"/memberships/{membership.code}/end/").status_code == 302


def test_the_page_speaks_chinese_too_and_an_ended_mandate_stays_readable(cast, sign_in):
    mandate = actions.give_mandate(
        by=cast.as_("chen"), person=cast.sun, organisation=cast.doorstep, role=Role.LEADER, place=cast.willow
    )
    actions.end_mandate(by=cast.as_("chen"), mandate=mandate)
    browser = sign_in("chen")
    browser.cookies["django_language"] = "zh-hans"
    page = text(browser.get(page_of(cast)))
    assert "暖阶社 社会组织 · 柳荫里" in page
    assert "孙伟: 柳荫里领队" in page
