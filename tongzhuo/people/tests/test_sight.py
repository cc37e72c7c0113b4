"""Who sees what of a person: the table, row by row."""

import datetime as dt

import pytest
from django.utils.timezone import localdate

from tongzhuo.people import actions
from tongzhuo.people.contacts import Contact
from tongzhuo.people.models import Person, PersonSkill
from tongzhuo.people.queries import community_of, people_visible_to, same_community
from tongzhuo.people.sight import name_for, public_name, seen, sight_of
from tongzhuo.people.states import Agreement, SeenBy, ShownBy, Sight, Way

TODAY = localdate()


@pytest.fixture
def liu(cast):
    """Liu Fang, with everything that few may read."""
    facts = {
        "name": "刘芳",
        "display_name": "刘老师",
        "birth_date": dt.date(1949, 12, 31),
        "identity_number": "11010519491231002X",
        "volunteer_number": "HX-18442",
        "door": "4号楼",
    }
    Person.objects.filter(pk=cast.liu.pk).update(**facts)
    PersonSkill.objects.create(
        person=cast.liu, term=cast.home_visit, shown_by=ShownBy.CERTIFICATE, until=TODAY + dt.timedelta(days=30)
    )
    for way in (Contact(Way.PHONE, "13800138000", "13 to 20 h", SeenBy.SEATED), Contact(Way.WECHAT, "liufang88")):
        actions.add_contact_way(by=cast.as_("liu"), person=cast.liu, contact=way)
    cast.people["liu"] = Person.objects.select_related("home").get(pk=cast.liu.pk)
    return cast.liu


@pytest.mark.parametrize(
    ("viewer", "seated", "sight"),
    [
        ("liu", False, Sight.SELF),
        ("chen", False, Sight.OFFICE),
        ("zhao", False, Sight.OFFICE),
        ("wang", True, Sight.SEATED),
        ("nuan", True, Sight.SEATED),
        ("outsider", True, Sight.SEATED),
        ("wang", False, Sight.NEIGHBOUR),
        ("nuan", False, Sight.NEIGHBOUR),
        ("gao", False, Sight.PUBLIC),
        ("outsider", False, Sight.PUBLIC),
        (None, False, Sight.PUBLIC),
    ],
)
def test_how_much_each_sees_of_a_volunteer(cast, liu, viewer, seated, sight):
    assert sight_of(cast.as_(viewer), liu, seated=seated) == sight


def test_the_public_reads_a_name_only_where_it_was_agreed_to(cast, liu):
    assert seen(cast.as_(None), liu, on=TODAY).name == ""
    actions.give_consent(by=cast.as_("liu"), person=liu, purpose=Agreement.SHOW_NAME)
    assert (public_name(liu), seen(cast.as_(None), liu, on=TODAY).name) == ("刘老师", "刘老师")


def test_a_neighbour_reads_the_display_name_and_nothing_else(cast, liu):
    told = seen(cast.as_("wang"), liu, on=TODAY)
    assert (told.name, told.full_name, told.door, told.birth_date) == ("刘老师", "", "", None)
    assert (told.contact_ways, told.checks, told.skills) == ((), (), ())
    assert (told.identity_number, told.has_identity_number, told.volunteer_number) == ("", None, "")


def test_a_seated_party_reads_a_masked_way_and_whether_a_check_was_made(cast, liu):
    told = seen(cast.as_("wang"), liu, on=TODAY, seated=True)
    assert (told.name, told.full_name, told.door, told.birth_date) == ("刘老师", "", "", None)
    assert [(way.value, way.note, way.masked) for way in told.contact_ways] == [("138****8000", "", True)]
    assert [(check.name, check.valid, check.until) for check in told.checks] == [("Home-visit check", True, None)]
    assert (told.identity_number, told.has_identity_number) == ("", None)


def test_a_seated_party_reads_the_telephone_where_that_was_agreed_to(cast, liu):
    consent = actions.give_consent(by=cast.as_("liu"), person=liu, purpose=Agreement.SHARE_CONTACT)
    told = seen(cast.as_("wang"), liu, on=TODAY, seated=True)
    assert [(way.value, way.note, way.masked) for way in told.contact_ways] == [("13800138000", "13 to 20 h", False)]
    actions.withdraw_consent(by=cast.as_("liu"), consent=consent)
    assert seen(cast.as_("wang"), liu, on=TODAY, seated=True).contact_ways[0].masked


def test_a_check_that_has_run_out_reads_as_not_checked(cast, liu):
    told = seen(cast.as_("wang"), liu, on=TODAY + dt.timedelta(days=31), seated=True)
    assert [check.valid for check in told.checks] == [False]


def test_the_office_reads_everything_but_the_identity_number(cast, liu):
    told = seen(cast.as_("chen"), liu, on=TODAY)
    assert (told.name, told.full_name, told.door) == ("刘芳", "刘芳", "4号楼")
    assert (told.birth_date, told.volunteer_number) == (dt.date(1949, 12, 31), "HX-18442")
    assert [way.value for way in told.contact_ways] == ["13800138000", "liufang88"]
    assert (told.identity_number, told.has_identity_number) == ("", True)


def test_the_person_reads_all_of_it(cast, liu):
    told = seen(cast.as_("liu"), liu, on=TODAY)
    assert (told.sight, told.identity_number, told.door) == (Sight.SELF, "11010519491231002X", "4号楼")


def test_the_person_helped_goes_by_surname_at_the_table_and_by_nothing_before_it(cast):
    guo = Person(name="郭建国", display_name="老郭", home=cast.willow)
    assert [name_for(guo, sight, helped=True) for sight in Sight] == ["", "", "郭某", "郭建国", "郭建国"]
    assert name_for(guo, Sight.SEATED, helped=True, full_agreed=True) == "郭建国"
    assert [name_for(guo, sight) for sight in Sight] == ["", "老郭", "老郭", "郭建国", "郭建国"]


def names(cast, viewer):
    return {person.name for person in people_visible_to(cast.as_(viewer))}


def test_whom_each_viewer_sees_at_all(cast):
    lane = {"陈丽", "赵宁", "刘芳", "孙伟", "郭先生", "王娟", "阮暖", "贝晨"}
    assert names(cast, "chen") == lane
    assert names(cast, "zhao") == lane | {"秦远"}
    assert names(cast, "guo") == {"郭先生", "刘芳", "孙伟"}
    assert names(cast, "liu") == {"刘芳", "孙伟"}
    assert names(cast, "gao") == {"高主任"}
    assert names(cast, "outsider") == {"秦远"}
    assert names(cast, None) == set()


def test_a_guardian_sees_the_child(cast):
    child = cast.person("child", "小明", home="plane", birth_date=dt.date(2018, 1, 1))
    actions.begin_guardianship(by=cast.as_("outsider"), minor=child, guardian=cast.wang)
    assert child in people_visible_to(cast.as_("wang"))
    assert sight_of(cast.as_("wang"), child) == Sight.SELF


def test_the_same_community_is_the_one_above_a_courtyard(cast):
    assert community_of(cast.willow.path + "03/") == cast.willow.path
    assert community_of(cast.district.path) == ""
    assert same_community(cast.willow.path + "03/", cast.willow.path)
    assert not same_community(cast.district.path, cast.willow.path)
