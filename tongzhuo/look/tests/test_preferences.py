import pytest
from django.urls import reverse

PREFERENCES = reverse("look:preferences")
SYSTEM = reverse("look:system")
# The frame around every page asks which office is near.
pytestmark = pytest.mark.django_db


def test_large_text_night_and_language_are_kept_without_signing_in(client):
    for choice in ({"big": "1"}, {"theme": "dark"}, {"language": "zh-hans"}):
        answer = client.post(PREFERENCES, {**choice, "next": SYSTEM})
        assert answer.status_code == 302
        assert answer["Location"] == SYSTEM

    page = client.get(SYSTEM).content.decode()
    assert '<html lang="zh-Hans" class="big" data-theme="dark">' in page


def test_each_can_be_taken_back(client):
    for choice in ({"big": "1"}, {"theme": "dark"}, {"big": "0"}, {"theme": "auto"}, {"language": "en"}):
        client.post(PREFERENCES, choice)

    assert '<html lang="en">' in client.get(SYSTEM).content.decode()


def test_the_choice_is_kept_for_a_year(client):
    cookie = client.post(PREFERENCES, {"big": "1"}).cookies["tz_big"]

    assert cookie["max-age"] == 365 * 24 * 60 * 60
    assert cookie["samesite"] == "Lax"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/x", "javascript:alert(1)", ""])
def test_nobody_is_sent_to_another_house(client, elsewhere):
    answer = client.post(PREFERENCES, {"big": "1", "next": elsewhere}, headers={"referer": "https://evil.example/"})

    assert answer["Location"] == "/"


def test_without_an_address_one_returns_to_the_page_one_came_from(client):
    answer = client.post(PREFERENCES, {"big": "1"}, headers={"referer": "http://testserver/people/?q=chair"})

    assert answer["Location"] == "http://testserver/people/?q=chair"


def test_nonsense_changes_nothing(client):
    answer = client.post(PREFERENCES, {"big": "yes", "theme": "pink", "language": "xx"})

    assert answer.status_code == 302
    assert dict(answer.cookies) == {}


def test_looking_at_the_address_changes_nothing(client):
    assert client.get(PREFERENCES).status_code == 405


def test_a_forged_form_is_refused():
    from django.test import Client

    assert Client(enforce_csrf_checks=True).post(PREFERENCES, {"big": "1"}).status_code == 403
