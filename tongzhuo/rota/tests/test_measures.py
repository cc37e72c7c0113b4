"""The pages of what a project counts."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse
from pytest_django.asserts import assertNumQueries

from tests.cast import at, term
from tongzhuo.gifts.tests import story as giving
from tongzhuo.projects import actions
from tongzhuo.projects.models import Measure, Measurement
from tongzhuo.vocabulary.states import Shelf

pytestmark = pytest.mark.django_db
NOW = at("2026-11-23 09:20")


@pytest.fixture(autouse=True)
def on_monday():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def project(cast):
    made = actions.open_project(
        by=cast.as_("chen"), title="厨余变肥料", title_en="From waste to soil", place=cast.willow
    )
    return actions.begin_project(by=cast.as_("chen"), project=made)


@pytest.fixture
def kilo(cast):
    gram = term(Shelf.UNIT, "gram", "克", "gram")
    return term(Shelf.UNIT, "kilogram", "千克", "kilogram", base=gram, factor=1000)


def test_from_naming_to_a_chart_that_everybody_reads(client, cast, project, kilo):
    client.force_login(cast.account("chen"))
    page = reverse("rota:name-measure", args=[project.code])
    assert client.post(page, {"name": "厨余"}).status_code == 422
    client.post(page, {"name": "厨余", "name_en": "Kitchen waste", "unit": kilo.pk})
    measure = Measure.objects.get()
    one = reverse("rota:measure", args=[measure.code])
    for day, amount in (("2026-10-03", "１,２００"), ("2026-11-20", "0.5")):
        assert client.post(one, {"on": day, "amount": amount, "unit": kilo.pk}).status_code == 302
    for bad in ("-3", "12.0001", "many", "9,99"):
        assert client.post(one, {"on": "2026-11-20", "amount": bad, "unit": kilo.pk}).status_code == 422
    wrong = Measurement.objects.latest("pk")
    fix = reverse("rota:correct-measurement", args=[wrong.code])
    assert client.post(fix, {"amount": "5", "unit": kilo.pk}).status_code == 422
    client.post(fix, {"amount": "5", "unit": kilo.pk, "note": "comma"})
    client.logout()
    shown = client.get(reverse("rota:project", args=[project.code])).content.decode()
    assert ("1,205 kg in all" in shown, "Kitchen waste, month by month" in shown, "<table" in shown) == (
        True,
        True,
        True,
    )
    assert client.get(one).status_code == 404


@pytest.mark.parametrize("many", [1, 3])
def test_the_project_page_asks_as_often_for_three_measures_as_for_one(client, cast, project, many):
    for name in ("厨余", "户数", "走访")[:many]:
        one = actions.name_measure(by=cast.as_("chen"), project=project, name=name, unit=cast.piece)
        actions.write_measurement(by=cast.as_("chen"), measure=one, on=dt.date(2026, 11, 2), amount=4)
    client.get(reverse("rota:project", args=[project.code]))
    with assertNumQueries(6):
        client.get(reverse("rota:project", args=[project.code]))


@pytest.mark.parametrize("many", [1, 3])
def test_the_project_page_shows_what_was_given_for_it(client, cast, project, many):
    for _time in range(many):
        giving.promised(cast, project=project, naming="kept")
    client.get(reverse("rota:project", args=[project.code]))
    with assertNumQueries(5):
        shown = client.get(reverse("rota:project", args=[project.code])).content.decode()
    assert (shown.count("60 pieces"), "Northlight Foods" in shown) == (many, False)
