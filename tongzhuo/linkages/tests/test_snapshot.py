"""A place is read a page at a time: the same question whatever the size of a page, and no query for each person."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tongzhuo.linkages import actions, snapshot
from tongzhuo.linkages.tests import story
from tongzhuo.linkages.tests.story import NOW, TUESDAY
from tongzhuo.people.models import DayException
from tongzhuo.resources.models import Offer
from tongzhuo.resources.states import OfferState

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_monday():
    with time_machine.travel(NOW, tick=False):
        yield


def helpers(cast, many):
    for number in range(many):
        cast.person(f"helper{number}", f"何{number}", helps=True)


def queries_of(place):
    with CaptureQueriesContext(connection) as asked:
        snapshot.take(place, at=NOW)
    return len(asked)


def test_the_size_of_a_page_changes_nothing(cast, monkeypatch):
    story.offers(cast)
    story.confirmed(cast)
    helpers(cast, 5)
    whole = snapshot.take(cast.willow, at=NOW).instance
    monkeypatch.setattr(snapshot, "A_PAGE", 2)
    told = []
    paged = snapshot.take(cast.willow, at=NOW, told=told.append).instance
    assert (paged.digest(), paged.supplies) == (whole.digest(), 7 + 4)
    assert (told == sorted(told), told[0], told[-1]) == (True, 0.0, 1.0)


def test_more_people_need_no_more_queries(cast):
    story.offers(cast)
    story.confirmed(cast)
    few = queries_of(cast.willow)
    helpers(cast, 12)
    assert queries_of(cast.willow) == few


def test_a_day_that_differs_replaces_the_hours_of_the_week(cast):
    story.confirmed(cast)
    DayException.objects.create(availability=cast.liu.availability, day=TUESDAY, free=False)
    DayException.objects.create(
        availability=cast.sun.availability, day=TUESDAY, free=True, from_time=dt.time(9, 30), until_time=dt.time(10)
    )
    shot = snapshot.take(cast.willow, at=NOW)
    it, day = shot.instance, shot.sheet.calendar.of_day(TUESDAY)
    hours = {}
    for row, code in enumerate(it.supply_code.tolist()):
        mine = slice(it.window_ptr[row], it.window_ptr[row + 1])
        windows = zip(it.window_start[mine].tolist(), it.window_end[mine].tolist(), strict=True)
        hours[code] = [(start - day, end - day) for start, end in windows if 0 <= start - day < 24 * 60]
    assert hours == {cast.liu.code: [], cast.sun.code: [(9 * 60 + 30, 10 * 60)]}


def test_whoever_sits_at_a_table_is_read_although_their_offer_is_gone(cast):
    need = story.linked(cast)
    actions.send_links(by=cast.as_("chen"), need=need, at_once=True)
    Offer.objects.filter(pk=cast.chair_offer.pk).update(state=OfferState.WITHDRAWN)
    cast.liu.availability.delete()
    shot = snapshot.take(need.place, at=NOW)
    assert {cast.chair_offer.code, cast.liu.code} <= {supply.code for supply in shot.sheet.supplies}
    assert len(shot.instance.fixed_role) == 5
