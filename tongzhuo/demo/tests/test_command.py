"""`tongzhuo demo`: the same on every run, gone without a trace, and never in anybody's way."""

import datetime as dt
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.cast import place
from tongzhuo.demo import build as building
from tongzhuo.demo.build import build
from tongzhuo.demo.clearing import is_built
from tongzhuo.demo.management.commands import demo
from tongzhuo.demo.tests.digest import digest
from tongzhuo.needs import actions as needs
from tongzhuo.needs.models import Need
from tongzhuo.organisations.models import Organisation
from tongzhuo.organisations.viewers import viewer_of
from tongzhuo.people.models import Account, Person
from tongzhuo.places.models import Place
from tongzhuo.places.states import Level
from tongzhuo.sample.staff import sign_ins

pytestmark = pytest.mark.django_db
SUNDAY = dt.date(2026, 12, 27)
FEW = 300


@pytest.fixture
def elsewhere():
    """Somebody who has nothing to do with it."""
    place("/cn/", "中国", "China", Level.COUNTRY, 35.0, 105.0)
    town = place("/cn/11/", "北京市", "Beijing", Level.CITY, 39.9, 116.4)
    account = Account.objects.create_user(email="lan@example.org")
    lan = Person.objects.create(account=account, name="兰青", display_name="兰青", home=town)
    Organisation.objects.create(kind="ngo", place=town, name_zh="隔壁城的社")
    needs.raise_need(by=viewer_of(lan), place=town, words="缺一把椅子")
    return lan


def of_others(told: dict[str, list[str]]) -> dict[str, list[str]]:
    return {
        "places": [row for row in told["places.Place"] if "/cn/99/" not in row],
        "people": [row for row in told["people.Person"] if "兰青" in row],
        "needs": [row for row in told["needs.Need"] if "缺一把椅子" in row],
        "lines": [row for row in told["kernel.Line"] if "/cn/11/" in row],
        "deliveries": told["kernel.Delivery"],
    }


@pytest.mark.slow
@pytest.mark.only_on("sqlite")  # two whole builds; each of its actions is tested on both
def test_it_is_the_same_on_every_run_and_touches_nobody_else(elsewhere):
    before = of_others(digest())
    scene = build(SUNDAY, lambda _done: None, volunteers=FEW)
    first = digest()
    visitor = viewer_of(scene.cast["wang"])
    needs.raise_need(by=visitor, place=scene.communities[0], words="这是来看看的人写的")
    build(SUNDAY, lambda _done: None, volunteers=FEW)
    second = digest()
    assert {table: rows for table, rows in second.items() if rows != first[table]} == {}
    assert of_others(second) == before
    assert not Need.objects.filter(words="这是来看看的人写的").exists()
    assert Account.objects.count() == len(sign_ins()) + 1


def test_the_command_builds_once_and_says_who_can_sign_in(monkeypatch):
    built = []
    monkeypatch.setattr(demo, "build", lambda today, step: built.append(step(1)) or a_scene())
    said = StringIO()
    call_command("demo", stdout=said)
    assert (len(built), said.getvalue()) == (1, "和信区 is laid: sample data, all of it invented.\n")
    monkeypatch.setattr(demo, "is_built", lambda: True)
    call_command("demo", if_empty=True, stdout=said)
    assert len(built) == 1


def a_scene():
    class Scene:
        district = Place(name_zh="和信区")

    return Scene


def test_sign_ins_are_printed_and_nothing_is_built():
    said = StringIO()
    call_command("demo", sign_ins=True, stdout=said)
    assert "chen@demo.tongzhuo.example  陈丽 Chen Li, coordinator, Willow Lane office" in said.getvalue()
    assert len(said.getvalue().splitlines()) == 1 + len(sign_ins())
    assert not is_built()


def test_an_installation_in_earnest_gets_no_sample_data(settings):
    settings.DEMO = False
    for options in ({}, {"sign_ins": True}):
        with pytest.raises(CommandError) as refused:
            call_command("demo", **options)
        assert str(refused.value).startswith("This installation serves in earnest (DEMO=0), so it gets no sample data.")
    assert not is_built()


def test_places_it_did_not_make_are_left_alone():
    place("/cn/99/", "真的有这么个地方", "A real place", Level.CITY, 31.0, 121.0)
    with pytest.raises(CommandError) as refused:
        call_command("demo")
    assert str(refused.value) == "There are places under /cn/99/ that the demo did not make. It leaves them alone."
    assert Place.objects.count() == 1


def test_a_run_that_breaks_leaves_nothing_behind(monkeypatch):
    def broken(scene, tales):
        raise RuntimeError

    monkeypatch.setattr(building, "events", broken)
    with pytest.raises(RuntimeError):
        build(SUNDAY, lambda _done: None, volunteers=FEW)
    assert (Place.objects.count(), Person.objects.count()) == (0, 0)
