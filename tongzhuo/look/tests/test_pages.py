import re

import pytest
from django.contrib import messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.template.loader import render_to_string
from django.urls import reverse

SYSTEM = reverse("look:system")
# The frame around every page asks which office is near.
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("language", "title"), [("en", "The parts, in every state."), ("zh-hans", "每个零件，每种样子。")]
)
def test_all_parts_are_shown_in_both_languages(client, language, title):
    client.cookies["django_language"] = language
    page = client.get(SYSTEM)

    assert page.status_code == 200
    assert f'<h1 class="title">{title}</h1>' in page.content.decode()


def test_in_chinese_no_english_sentence_is_left(client):
    client.cookies["django_language"] = "zh-hans"
    text = re.sub(r"<[^>]*>", " ", client.get(SYSTEM).content.decode().split('<main id="main">')[1])

    assert set(re.findall(r"[A-Za-z]{3,}", text)) == {
        "English", "before", "jpg", "mov", "receipt", "stairs", "video",
    }  # fmt: skip


def test_the_security_policy_finds_nothing_inline(client):
    page = client.get(SYSTEM).content.decode()

    assert re.findall(r"\sstyle=|<style|\son[a-z]+=", page) == []
    assert re.findall(r"<script(?![^>]*\ssrc=)", page) == []
    assert re.findall(r'(?:src|href)="(?:https?:)?//', page) == []


def test_the_page_has_one_title_and_unique_names(client):
    page = client.get(SYSTEM).content.decode()
    names = re.findall(r'\sid="([^"]*)"', page)

    assert page.count("<h1") == 1
    assert sorted(names) == sorted(set(names))


def test_a_lost_page_says_so_and_shows_a_way_on(rf):
    page = render_to_string(
        "look/page_state.html",
        {
            "heading": "This page isn’t here",
            "text": "It may be old.",
            "status": 404,
            "link_url": "/",
            "link_label": "Home",
        },
        request=rf.get("/x/"),
    )

    assert '<h1 class="h2">This page isn’t here</h1>' in page
    assert '<a class="btn two" href="/">Home</a>' in page


def test_the_frame_shows_what_it_is_given(rf):
    request = rf.get("/needs/?page=2")
    request._messages = CookieStorage(request)
    messages.success(request, "Saved.")
    entry = {"url": "/inbox/", "label": "Inbox", "count": 7, "current": True, "icon": "list", "raised": True}
    page = render_to_string(
        "look/base.html",
        {
            "nav": [entry],
            "tabs": [entry],
            "action": {"url": "/raise/", "label": "Write down a need"},
            "account": {"url": "/me/", "label": "Ms Chen"},
            "office": {"name": "Community office", "hours": "8:30 to 18:00", "telephone": "010 5555 0137"},
            "demo": True,
        },
        request=request,
    )

    assert '<a href="/inbox/" aria-current="page">Inbox&nbsp;<b>7</b></a>' in page
    assert '<a href="/inbox/" class="scan" aria-current="page">' in page
    assert '<a class="tool wide" href="/raise/">Write down a need</a>' in page
    assert '<a class="tool name" href="/me/">Ms Chen</a>' in page
    assert 'Community office: 8:30 to 18:00 · <a href="tel:01055550137">010 5555 0137</a>' in page
    assert "Sample data" in page
    assert '<div class="note good">' in page
    assert 'name="next" value="/needs/?page=2"' in page


def test_the_frame_stands_without_anything():
    page = render_to_string("look/base.html")

    assert '<main id="main">' in page
    assert "<nav" not in page
    assert "Sample data" not in page


def test_a_toast_offers_a_way_back(rf):
    toast = render_to_string("look/toast.html", {"text": "On their way.", "undo_url": "/back/"}, request=rf.get("/"))

    assert '<form method="post" action="/back/">' in toast
    assert ">Undo</button>" in toast
    assert "<form" not in render_to_string("look/toast.html", {"text": "Saved."})


def test_a_refusal_is_a_sentence():
    assert "<p>No &lt;b&gt;.</p>" in render_to_string("look/refusal.html", {"reason": "No <b>."})
