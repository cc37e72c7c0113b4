"""Forms about a person: what stays when something is refused, and who may press what."""

import datetime as dt

import pytest
from django.utils.timezone import localdate

from tongzhuo.kernel.models import Line
from tongzhuo.organisations.tests.reading import text
from tongzhuo.people import actions
from tongzhuo.people.models import Account, Consent, Person
from tongzhuo.people.queries import agreed, guardians_of
from tongzhuo.people.states import Agreement

NUMBER = "11010519491231002X"
TODAY = localdate()


GRANNY = {"name": "周奶奶", "home": "Willow Lane", "how": "aloud", "agreed_on": "2026-03-03", "way-way": "neighbour"}


def test_the_desk_writes_somebody_down_who_has_no_telephone(cast, sign_in):
    filled = GRANNY | {"way-value": "孙伟", "way-note": "住对门", "way-seen_by": "office", "door": "2号楼"}
    done = sign_in("chen").post("/people/new/", filled)
    granny = Person.objects.get(name="周奶奶")
    assert (done.status_code, done.url) == (302, f"/people/{granny.code}/")
    assert (granny.home, granny.door, granny.account) == (cast.willow, "2号楼", None)
    consent = Consent.objects.get(person=granny)
    assert (consent.how, consent.given_on, consent.noted_by) == ("aloud", dt.date(2026, 3, 3), cast.chen)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"name": ""}, "Name: This field is required."),
        ({"home": "Atlantis"}, "Lives in: There is no place of this name here, or several."),
        ({"home": "Plane Tree Court"}, "Lives in: There is no place of this name here, or several."),
        ({"agreed_on": "31.02.2026"}, "On which day: Enter a valid date."),
        (
            {"agreed_on": (TODAY + dt.timedelta(days=1)).isoformat()},
            "On which day: The day they agreed has not come yet.",
        ),
        ({"birth_date": "2020-01-01"}, "Birth date: Under 14, a guardian agrees."),
        ({"identity_number": "110105194912310021"}, "Identity number: This identity number has a slip in it."),
        ({"way-way": "phone", "way-value": "call me", "way-seen_by": "office"}, "Nobody can be reached by this."),
        ({"guardian": "7K3MQ-9XW2C"}, "No record here has the number of this guardian."),
        ({"volunteer_number": "HX-18442"}, "Volunteer number: Somebody else has this number."),
    ],
)
def test_what_is_wrong_is_said_on_top_and_the_words_stay(cast, sign_in, change, sentence):
    Person.objects.filter(pk=cast.liu.pk).update(volunteer_number="HX-18442")
    page = sign_in("chen").post("/people/new/", GRANNY | {"display_name": "周阿婆"} | change)
    assert page.status_code == 422
    assert sentence in text(page)
    assert "周阿婆" in page.content.decode()
    assert (Person.objects.filter(display_name="周阿婆").count(), Line.objects.count()) == (0, 0)


def test_a_child_is_written_down_with_the_number_of_its_guardian(cast, sign_in):
    filled = GRANNY | {"name": "小宝", "birth_date": "2020-01-01", "guardian": cast.wang.shown_code}
    assert sign_in("chen").post("/people/new/", filled).status_code == 302
    assert guardians_of(Person.objects.get(name="小宝")) == {cast.wang.pk}


def test_a_name_that_is_known_is_asked_about_first(cast, sign_in):
    browser = sign_in("chen")
    page = browser.post("/people/new/", GRANNY | {"name": "刘芳"})
    assert "Somebody of this name is written down already." in text(page)
    assert browser.post("/people/new/", GRANNY | {"name": "刘芳", "surely": "yes"}).status_code == 302
    assert Person.objects.filter(name="刘芳").count() == 2


@pytest.mark.parametrize(("viewer", "status"), [("zhao", 200), ("nuan", 409), ("liu", 409), ("gao", 409), (None, 302)])
def test_who_opens_the_form_for_somebody_new(cast, sign_in, viewer, status):
    assert sign_in(viewer).get("/people/new/").status_code == status


def test_liu_changes_her_own_facts_and_ways_to_reach(cast, sign_in):
    browser, base = sign_in("liu"), f"/people/{cast.liu.code}/"
    Person.objects.filter(pk=cast.liu.pk).update(identity_number=NUMBER)
    assert NUMBER not in browser.get(base + "edit/").content.decode()
    done = browser.post(base + "edit/", {"name": "刘芳", "display_name": "刘老师", "home": "柳荫里", "door": "4号楼"})
    assert (done.status_code, done.url) == (302, "/me/")
    liu = Person.objects.get(pk=cast.liu.pk)
    assert (liu.display_name, liu.door, liu.identity_number) == ("刘老师", "4号楼", NUMBER)
    assert browser.post(base + "ways/", {"way": "wechat", "value": "liufang88", "seen_by": "seated"}).status_code == 302
    way = liu.contact_ways.get()
    assert (way.value, way.seen_by) == ("liufang88", "seated")
    again = browser.post(base + "ways/", {"way": "phone", "value": "nothing", "seen_by": "office"})
    assert (again.status_code, "Nobody can be reached by this." in text(again)) == (422, True)
    assert browser.post(base + f"ways/{way.pk}/remove/").status_code == 302
    assert liu.contact_ways.count() == 0


def week(**rows):
    """The posted week: `week(r0=(1, "09:00", "12:00"))`."""
    filled = {"week-TOTAL_FORMS": "9", "week-INITIAL_FORMS": "0", "days-TOTAL_FORMS": "2", "days-INITIAL_FORMS": "0"}
    for number in range(9):
        weekday, starts, ends = rows.get(f"r{number}", (number % 7, "", ""))
        filled |= {f"week-{number}-weekday": str(weekday), f"week-{number}-from_time": starts}
        filled |= {f"week-{number}-until_time": ends}
    limits = {"limits-radius": "2.5", "limits-bookings_a_week": "1", "limits-hours_a_week": "4"}
    return filled | limits


def test_the_week_is_written_without_any_script(cast, sign_in):
    browser = sign_in("liu")
    away = {"days-0-day": "2027-02-07", "days-0-free": "no"}
    other = {
        "days-1-day": "2027-02-08",
        "days-1-free": "yes",
        "days-1-from_time": "08:00",
        "days-1-until_time": "10:00",
    }
    filled = week(r1=(1, "09:00", "12:00"), r8=(1, "14:00", "16:00")) | away | other
    assert browser.post(f"/people/{cast.liu.code}/times/", filled).status_code == 302
    page = text(browser.get("/me/"))
    assert "Tue 9:00 to 12:00 Tue 14:00 to 16:00" in page
    assert "1 time and 4 hours a week, within 2.5 km" in page
    form = browser.get(f"/people/{cast.liu.code}/times/").content.decode()
    assert [value in form for value in ('value="09:00"', 'value="16:00"', 'value="2027-02-07"')] == [True] * 3


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (week(r1=(1, "12:00", "09:00")), "Hours end after they start."),
        (week(r1=(1, "09:00", "")), "Say from when and until when."),
        (week(r1=(1, "09:00", "12:00"), r8=(1, "11:00", "13:00")), "Two of these hours overlap."),
        (week() | {"limits-radius": "9000"}, "Goes how far, in kilometres: "),
        (week() | {"days-0-day": "2027-02-07", "days-0-free": "yes"}, "Say from when and until when."),
        (week() | {"days-0-day": "soon"}, "Day: Enter a valid date."),
    ],
)
def test_hours_that_make_no_sense_change_nothing(cast, sign_in, change, sentence):
    page = sign_in("liu").post(f"/people/{cast.liu.code}/times/", change)
    assert (page.status_code, sentence in text(page)) == (422, True)
    assert (cast.liu.availability.windows.count(), Line.objects.count()) == (7, 0)


def test_skills_are_ticked_and_each_change_is_one_line(cast, sign_in):
    browser, base = sign_in("liu"), f"/people/{cast.liu.code}/skills/"
    browser.post(base, {"skills": [cast.wheelchair.pk, cast.homework.pk], "languages": [cast.mandarin.pk]})
    browser.post(base, {"skills": [cast.homework.pk], "languages": [cast.mandarin.pk]})
    assert [skill.term for skill in cast.liu.skills.all()] == [cast.homework]
    assert [line.did for line in Line.objects.order_by("pk")] == [
        "person.skill_declared",
        "person.skill_declared",
        "person.languages_set",
        "person.skill_dropped",
    ]


def test_the_office_notes_a_check_and_takes_it_back(cast, sign_in):
    browser, base = sign_in("chen"), f"/people/{cast.liu.code}/"
    until = (TODAY + dt.timedelta(days=300)).isoformat()
    filled = {"term": cast.home_visit.pk, "shown_by": "certificate", "until": until}
    assert browser.post(base + "checks/", filled).status_code == 302
    assert "Home-visit check · until" in text(browser.get(base))
    late = browser.post(base + "checks/", filled | {"until": "2020-01-01"})
    assert (late.status_code, "Good until: This has run out already." in text(late)) == (422, True)
    assert browser.post(base + "checks/home-visit/drop/").status_code == 302
    assert cast.liu.skills.count() == 0
    assert sign_in("liu").post(base + "checks/", filled).status_code == 422


def test_a_switch_is_pressed_by_the_person_or_noted_at_the_desk_with_how(cast, sign_in):
    base = f"/people/{cast.guo.code}/"
    assert sign_in("guo").post(base + "agree/photographs/").status_code == 302
    assert agreed(cast.guo, Agreement.PHOTOGRAPHS)
    browser = sign_in("chen")
    assert browser.post(base + "agree/be_asked/", {"how": "tick", "agreed_on": "2026-03-03"}).status_code == 422
    assert browser.post(base + "agree/be_asked/", {"how": "paper", "agreed_on": "2026-03-03"}).status_code == 302
    assert "since 3 Mar, on paper · noted by 陈丽" in text(browser.get(base)).replace("3 Mar 2026", "3 Mar")
    assert browser.post(base + "withdraw/be_asked/").status_code == 302
    assert not agreed(cast.guo, Agreement.BE_ASKED)
    assert browser.post(base + "agree/everything/").status_code == 409


def test_the_desk_notes_which_guardian_agreed(cast, sign_in):
    teen = cast.person("teen", "小宝", birth_date=TODAY - dt.timedelta(days=15 * 366))
    actions.begin_guardianship(by=cast.as_("chen"), minor=teen, guardian=cast.wang)
    browser, base = sign_in("chen"), f"/people/{teen.code}/agree/be_asked/"
    filled = {"how": "paper", "agreed_on": TODAY.isoformat()}
    assert "Under 18, a guardian agrees to this." in text(browser.post(base, filled))
    assert browser.post(base, filled | {"agreed_by": cast.wang.pk}).status_code == 302
    assert "by 王娟" in text(browser.get(f"/people/{teen.code}/"))


def test_the_pages_speak_chinese_too(cast, sign_in):
    browser = sign_in("chen")
    browser.cookies["django_language"] = "zh-hans"
    assert "8人，5 个组织。" in text(browser.get("/people/"))
    assert "谁看过这份档案" in text(browser.get(f"/people/{cast.liu.code}/"))
    assert "没有电话也行。先问，再写。" in text(browser.get("/people/new/"))


def test_my_own_page_and_the_first_visit(cast, sign_in):
    assert sign_in(None).get("/me/").status_code == 302
    assert "What you agreed to" in text(sign_in("liu").get("/me/"))
    stranger = Account.objects.create_user(email="new@example.org")
    browser = sign_in(None)
    browser.force_login(stranger)
    assert browser.get("/me/").status_code == 302


def test_a_guardian_finds_the_child_on_the_own_page(cast, sign_in):
    child = cast.person("child", "小明", birth_date=dt.date(2018, 1, 1))
    actions.begin_guardianship(by=cast.as_("chen"), minor=child, guardian=cast.wang)
    browser = sign_in("wang")
    assert "You answer for 小明" in text(browser.get("/me/"))
    assert browser.get(f"/people/{child.code}/edit/").status_code == 200


def test_whom_one_acts_for_is_kept_and_checked(cast, sign_in):
    browser = sign_in("nuan")
    done = browser.post("/me/act-for/", {"organisation": cast.doorstep.code, "next": "/people/"})
    assert (done.url, browser.session["acting_for"]) == ("/people/", cast.doorstep.code)
    assert browser.post("/me/act-for/", {"organisation": cast.northlight.code}).status_code == 409
    assert browser.session["acting_for"] == cast.doorstep.code
    away = browser.post("/me/act-for/", {"organisation": "", "next": "https://elsewhere.example/"})
    assert (away.url, "acting_for" in browser.session) == ("/me/", False)
    assert sign_in(None).post("/me/act-for/", {"organisation": cast.doorstep.code}).status_code == 302


def test_the_desk_notes_who_answers_for_a_minor(cast, sign_in):
    child = cast.person("child", "小明", birth_date=dt.date(TODAY.year - 10, 1, 1))
    browser, base = sign_in("chen"), f"/people/{child.code}/"
    assert "Who answers for them" in text(browser.get(base + "edit/"))
    assert "Who answers for them" not in text(browser.get(f"/people/{cast.guo.code}/edit/"))
    filled = {"guardian": cast.wang.shown_code, "starts_on": TODAY.isoformat()}
    wrong = browser.post(base + "guardians/", filled | {"guardian": "7K3MQ-9XW2C"})
    assert (wrong.status_code, "Guardian: No record here has the number" in text(wrong)) == (422, True)
    assert sign_in("wang").post(base + "guardians/", filled).status_code == 404
    assert sign_in("chen").post(base + "guardians/", filled).status_code == 302
    assert guardians_of(child) == {cast.wang.pk}
    bond = child.guardians.get()
    assert sign_in("wang").post(base + f"guardians/{bond.pk}/end/").status_code == 409
    assert sign_in("chen").post(base + f"guardians/{bond.pk}/end/").status_code == 302
    assert guardians_of(child) == frozenset()
