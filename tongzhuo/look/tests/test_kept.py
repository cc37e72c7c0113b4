"""What a telephone keeps of the product itself."""

import json

import pytest

pytestmark = pytest.mark.django_db


def test_the_worker_names_what_is_kept_and_is_asked_for_each_time(client):
    told = client.get("/worker.js")
    assert (told["Content-Type"], told["Cache-Control"]) == ("text/javascript", "no-cache")
    shell = json.loads(told.text.split(";")[0].removeprefix("self.SHELL = "))
    assert (shell[-1], "/static/look/queue.js" in shell, 'self.STATIC = "/static/"' in told.text) == (
        "/offline/",
        True,
        True,
    )
    assert "importScripts(" in told.text


def test_it_can_be_put_on_the_first_screen(client):
    facts = client.get("/manifest.webmanifest").json()
    assert (facts["display"], facts["start_url"], [one["sizes"] for one in facts["icons"]]) == (
        "standalone",
        "/",
        ["any", "192x192", "512x512"],
    )


def test_the_page_for_no_network_is_about_nobody(client, cast):
    client.force_login(cast.account("liu"))
    page = client.get("/offline/").text
    assert ('name="who"' in page, "没有网，不要紧" in page, "No network, and that is all right" in page) == (
        False,
        True,
        True,
    )
    assert f'name="who" content="{cast.liu.code}"' in client.get("/pass/").text
