"""What cannot be done, is not here, or broke: a sentence in the look, never a bare code."""

import pytest
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.test import Client
from django.utils.translation import override
from django.views.csrf import csrf_failure
from django.views.defaults import permission_denied, server_error
from django_htmx.middleware import HtmxDetails

from tongzhuo.kernel.verdicts import no
from tongzhuo.web.middleware import refusal


@pytest.fixture
def request_of_somebody(rf, client, db):
    def make(**headers) -> HttpRequest:
        request = rf.get("/somewhere/", headers=headers)
        request.htmx = HtmxDetails(request)
        request.session = client.session
        return request

    return make


REASON = no("shift_full", "All places are taken.")


def test_a_refusal_is_a_page_with_its_reason(request_of_somebody):
    answer = refusal(request_of_somebody(), REASON)
    page = answer.content.decode()
    assert (answer.status_code, page.count("<h1"), "All places are taken." in page) == (409, 1, True)
    assert "<title>This can't be done now" in page


def test_htmx_gets_the_reason_alone(request_of_somebody):
    answer = refusal(request_of_somebody(**{"HX-Request": "true"}), REASON)
    page = answer.content.decode()
    assert (answer.status_code, "<h1" in page, "<html" in page) == (409, False, False)
    assert 'role="alert"' in page
    assert "All places are taken." in page


def test_a_refusal_speaks_the_reader_s_language(request_of_somebody):
    with override("zh-hans"):
        assert "现在办不了" in refusal(request_of_somebody(), REASON).content.decode()


def test_a_lost_page(client, db):
    answer = client.get("/nowhere/")
    assert (answer.status_code, "This page isn't here" in answer.content.decode()) == (404, True)


def test_a_room_of_others(request_of_somebody):
    answer = permission_denied(request_of_somebody(), PermissionError())
    assert (answer.status_code, "This room belongs to others" in answer.content.decode()) == (403, True)


def test_a_page_that_was_open_too_long(request_of_somebody, db):
    answer = Client(enforce_csrf_checks=True).post("/account/login/", {"login": "liu@example.org"})
    assert (answer.status_code, "Please press once more" in answer.content.decode()) == (403, True)
    assert "Nothing was sent." in csrf_failure(request_of_somebody()).content.decode()


def test_a_fault_of_ours_is_said_in_both_languages(rf):
    page = server_error(rf.get("/")).content.decode()
    assert ("出了点问题，是我们的错。" in page, "it is our fault" in page) == (True, True)


def test_too_quick(rf):
    assert "Wait a minute, then try again." in render_to_string("429.html")
