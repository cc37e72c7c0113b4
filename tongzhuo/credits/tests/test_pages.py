"""What a holder and an office see, and how often the database is asked."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tongzhuo.credits import actions
from tongzhuo.credits.models import Spending
from tongzhuo.credits.tests.story import served, stands, wish

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def decided(settings):
    settings.TIME_CREDIT = True


def sees(client, cast, who, path="/time-credit/", **post):
    client.force_login(cast.account(who))
    return client.post(path, post) if post else client.get(path)


def test_liu_gives_some_on_by_number_and_keeps_her_words_when_it_does_not_work(cast, client):
    served(cast, minutes=120)
    cast.sun.volunteer_number = "V1"
    cast.sun.save()
    page = sees(client, cast, "liu", "/time-credit/give/", hours="5", number="V1")
    assert (page.status_code, "There are 2 hours." in page.content.decode()) == (422, True)
    page = sees(client, cast, "liu", "/time-credit/give/", hours="1.5", number="NOBODY")
    assert (page.status_code, "Nobody here has this volunteer number." in page.content.decode()) == (422, True)
    assert 'value="NOBODY"' in page.content.decode()
    assert sees(client, cast, "liu", "/time-credit/give/", hours="1.5", number="v1").status_code == 302
    assert stands(cast) == {"liu": 30, "sun": 90, "pool": 0, "used": 0}


def test_liu_asks_and_the_office_answers(cast, client):
    served(cast)
    told = {"kin": "parent", "for_whom": "刘奶奶", "born_on": "1950-05-01", "hours": "1", "what": "陪着去医院"}
    assert sees(client, cast, "liu", "/time-credit/wish/", **told | {"born_on": "1999-05-01"}).status_code == 422
    assert sees(client, cast, "liu", "/time-credit/wish/", **told).status_code == 302
    one = Spending.objects.get()
    assert "陪着去医院" in sees(client, cast, "chen", "/time-credit/office/").content.decode()
    at_once = f"/time-credit/{one.code}/decide/"
    refused = sees(client, cast, "chen", at_once, to="refused", reason="")
    assert (refused.status_code, "Say why, in a sentence." in refused.content.decode()) == (422, True)
    assert sees(client, cast, "chen", at_once, to="granted", reason="").status_code == 302
    assert stands(cast)["used"] == 60


def test_the_office_proposes_from_what_was_donated(cast, client):
    served(cast)
    actions.give_credit(by=cast.as_("liu"), holder=cast.liu, minutes=60)
    told = {"place": cast.willow.pk, "for_whom": "何爷爷", "born_on": "1940-01-01", "hours": "1", "what": "陪一次"}
    assert sees(client, cast, "chen", "/time-credit/office/", **told | {"hours": "2"}).status_code == 422
    assert sees(client, cast, "chen", "/time-credit/office/", **told).status_code == 302
    assert Spending.objects.get().holder is None


def test_whoever_asked_takes_it_back_and_others_find_nothing(cast, client):
    served(cast)
    path = f"/time-credit/{wish(cast).code}/take-back/"
    assert sees(client, cast, "sun", path, x="1").status_code == 404
    assert sees(client, cast, "outsider", path.replace("take-back", "decide"), to="granted").status_code == 404
    assert sees(client, cast, "liu", path.replace("take-back", "decide"), to="granted").status_code == 404
    assert sees(client, cast, "liu", path, x="1").status_code == 302
    assert sees(client, cast, "liu", "/time-credit/office/").status_code == 404


@pytest.mark.parametrize("many", [1, 3])
def test_the_pages_stay_quick(cast, client, many):
    for _ in range(many):
        served(cast, minutes=120)
        wish(cast)
    for who, path, queries in (("liu", "/time-credit/", 11), ("chen", "/time-credit/office/", 8)):
        client.force_login(cast.account(who))
        with CaptureQueriesContext(connection) as asked:
            assert client.get(path).status_code == 200
        assert len(asked) == queries
