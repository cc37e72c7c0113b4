"""What somebody is handed who asks for all that is kept about them."""

import io
import json
import zipfile

import pytest
import time_machine
from django.urls import reverse

from tongzhuo.certificates.actions import take_back_certificate
from tongzhuo.certificates.tests import story
from tongzhuo.honours.tests import story as beside
from tongzhuo.people.models import ContactWay
from tongzhuo.people.states import Way
from tongzhuo.records.tests.story import came_and_left, tuesday
from tongzhuo.service.tests import story as shifts

pytestmark = pytest.mark.django_db


def test_liu_takes_everything_home_and_nobody_else_does(client, cast, settings):
    settings.SITE_ADDRESS = story.SITE
    with time_machine.travel(shifts.NOW, tick=False) as clock:
        shift = tuesday(cast)
        clock.move_to(shifts.ELEVEN)
        came_and_left(cast, "liu", shift)
        clock.move_to(story.TODAY)
        ContactWay.objects.create(person=cast.liu, way=Way.PHONE, value="139 5555 0101")
        ContactWay.objects.create(person=cast.sun, way=Way.PHONE, value="139 5555 0102")
        line = story.served(cast)
        story.served(cast, "sun", activity_name="孙伟的事")
        for who in ("liu", "sun"):
            beside.trained(cast, who)
            beside.awarded(cast, who)
            beside.thanked(cast, who, deed=f"{who}的好事")
        beside.evaluated(cast, line)
        made, wrong = story.certified(cast), story.certified(cast)
        take_back_certificate(by=cast.as_("chen"), certificate=wrong, reason="写了两遍", instead=made)
        client.force_login(cast.account("liu"))
        sent = client.get(reverse("certificates:everything"))
        client.logout()
        assert client.get(reverse("certificates:everything")).status_code == 404
    parcel = zipfile.ZipFile(io.BytesIO(b"".join(sent.streaming_content)))
    told = {name: parcel.read(name) for name in parcel.namelist()}
    tables = {name: json.loads(content) for name, content in told.items() if "/" not in name}
    assert {name: len(rows) for name, rows in tables.items()} == {
        "person.json": 1, "contact_ways.json": 1, "skills.json": 0, "consents.json": 1, "sign_ups.json": 1,
        "attendances.json": 1, "records.json": 1, "trainings.json": 1, "awards.json": 1, "evaluations.json": 1,
        "stars.json": 0, "honours.json": 1, "certificates.json": 2, "notices.json": len(tables["notices.json"]),
    }  # fmt: skip
    assert told[f"certificates/{made.shown_code}.pdf"].startswith(b"%PDF")
    assert [name for name in told if wrong.shown_code in name] == []
    whole = "".join(content.decode() for name, content in told.items() if name.endswith(".json"))
    assert ("liu的好事" in whole, "sun的好事" in whole) == (True, False)
    assert ("139 5555 0101" in whole, "139 5555 0102" in whole, "孙伟的事" in whole) == (True, False, False)
