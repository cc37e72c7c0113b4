"""The pages: say that it is done, answer with one tap, with the slip, or tell the office."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image
from pytest_django.asserts import assertNumQueries

from tongzhuo.needs.models import Need
from tongzhuo.needs.states import State
from tongzhuo.outcomes.links import token_for
from tongzhuo.outcomes.models import Claim, Confirmation
from tongzhuo.outcomes.tests import story

pytestmark = pytest.mark.django_db


def photo():
    out = io.BytesIO()
    Image.new("RGB", (2400, 1200), "teal").save(out, "JPEG")
    return SimpleUploadedFile("stairs.jpg", out.getvalue(), "image/jpeg")


def test_nuan_says_what_was_done_with_a_photo_and_guo_answers_with_one_tap(client, cast):
    need = story.linked(cast)
    client.force_login(cast.account("nuan"))
    assert reverse("outcomes:claim", args=[need.code]) in client.get(reverse("web:need", args=[need.code])).text
    page = reverse("outcomes:claim", args=[need.code])
    refused = client.post(page, {"note": story.NOTE, "photos": [photo()]})
    assert refused.status_code == 422
    assert story.NOTE in refused.text
    told = {"note": story.NOTE, "count": 214, "counted": "trips", "photos": [photo(), photo()], "shows": "nobody"}
    assert client.post(page, told).status_code == 302
    claim = Claim.objects.get()
    assert (claim.count, claim.photos.count()) == (214, 2)
    client.logout()
    link = reverse("outcomes:by-link", args=[token_for(claim, cast.guo)])
    asked = client.get(link)
    assert story.NOTE in asked.text
    shown = reverse("outcomes:photo", args=[claim.code, claim.photos.first().code])
    assert client.get(shown).status_code == 404
    picture = client.get(shown, {"by": token_for(claim, cast.guo)}).getvalue()
    assert Image.open(io.BytesIO(picture)).size == (1600, 800)
    assert Need.objects.get(pk=need.pk).state == State.CLAIMED
    assert client.post(link, {"answer": "partly", "words": ""}).status_code == 422
    assert client.post(link, {"answer": "met", "felt": "good"}).status_code == 302
    assert "Thank you." in client.get(link).text
    assert Need.objects.get(pk=need.pk).state == State.MET


def test_the_slip_is_printed_by_a_colleague_and_its_code_answers(client, cast):
    claim = story.claimed(cast, by="chen")
    slip = reverse("outcomes:slip", args=[claim.code])
    client.force_login(cast.account("chen"))
    assert client.get(slip).status_code == 409
    assert claim.shown_slip not in client.get(reverse("outcomes:outcome", args=[claim.code])).text
    client.force_login(cast.account("zhao"))
    assert claim.shown_slip in client.get(slip).text
    client.logout()
    page = reverse("outcomes:by-slip")
    assert client.get(page, {"slip": "7K3MQ"}).status_code == 422
    assert client.get(page, {"slip": "00000-00000"}).status_code == 422
    assert story.NOTE in client.get(page, {"slip": claim.shown_slip.lower()}).text
    given = {"slip": claim.shown_slip, "answer": "sent_back", "words": "还差两趟"}
    assert client.post(page, given).status_code == 302
    assert Confirmation.objects.get().words == "还差两趟"
    assert Need.objects.get(pk=claim.need_id).state == State.UNDER_WAY


def test_the_office_writes_down_what_it_was_told(client, cast):
    claim = story.claimed(cast)
    client.force_login(cast.account("chen"))
    page = reverse("outcomes:outcome", args=[claim.code])
    assert "They told the office" in client.get(page).text
    write = reverse("outcomes:write", args=[claim.code])
    refused = client.post(write, {"how": "call", "answer": "unmet", "words": ""})
    assert (refused.status_code, Confirmation.objects.count()) == (422, 0)
    assert client.post(write, {"how": "call", "answer": "unmet", "words": "没人来"}).status_code == 302
    assert "没人来" in client.get(page).text
    assert Need.objects.get(pk=claim.need_id).state == State.UNMET


def test_guo_answers_signed_in_and_nuan_may_take_back_before(client, cast):
    claim = story.claimed(cast)
    client.force_login(cast.account("nuan"))
    assert client.post(reverse("outcomes:take-back", args=[claim.code])).status_code == 302
    again = story.claimed(cast, claim.need)
    client.force_login(cast.account("guo"))
    page = reverse("outcomes:outcome", args=[again.code])
    assert page in client.get(reverse("web:need", args=[again.need.code])).text
    assert client.post(page, {"answer": "met"}).status_code == 302
    assert Need.objects.get(pk=again.need_id).state == State.MET


@pytest.mark.parametrize("number", [0, 1, 3])
def test_the_list_of_what_waits_costs_the_same_for_one_and_three(client, cast, number):
    for _each in range(number):
        story.claimed(cast)
    client.force_login(cast.account("chen"))
    page = reverse("outcomes:waiting")
    client.get(page)
    with assertNumQueries(5):
        told = client.get(page).text
    assert told.count("Ruan") + told.count("阮暖") == number
    assert ("Nobody’s word is missing." in told) == (number == 0)
    client.force_login(cast.account("liu"))
    assert client.get(page).status_code == 404
