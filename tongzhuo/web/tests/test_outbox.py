"""The demo's post office: the console, and a page."""

import stat

import pytest
from django.core.mail import EmailMessage

from tongzhuo.web import outbox


@pytest.fixture(autouse=True)
def empty():
    outbox._file().unlink(missing_ok=True)


def test_what_would_have_been_sent_stands_on_a_page_newest_first(client, db, settings, capsys):
    settings.EMAIL_BACKEND = "tongzhuo.web.outbox.DemoPost"
    EmailMessage("A seat is waiting for you.", "Tuesday <9:00>", to=["liu@example.org"]).send()
    outbox.text_on_demo("+8613805550137", "123456 is your code")
    said = capsys.readouterr().out
    assert ("A seat is waiting for you." in said, "SMS +8613805550137: 123456 is your code" in said) == (True, True)
    assert [(one.way, one.to) for one in outbox.latest()] == [("sms", "+8613805550137"), ("email", "liu@example.org")]
    page = client.get("/messages/").content.decode()
    assert page.index("123456 is your code") < page.index("A seat is waiting for you.")
    assert ("Tuesday &lt;9:00&gt;" in page, "Sample data" in page) == (True, True)


def test_only_the_owner_reads_the_file():
    outbox.text_on_demo("+8613805550137", "123456")
    assert stat.S_IMODE(outbox._file().stat().st_mode) == 0o600


def test_a_long_file_begins_anew():
    for number in range(600):
        outbox.text_on_demo("+8613805550137", f"{number} " + "x" * 600)
    assert outbox._file().stat().st_size < outbox.MOST_BYTES + 1024
    assert outbox.latest()[0].body.startswith("599 ")
    assert len(outbox.latest()) == outbox.SHOWN


def test_an_empty_page_says_what_to_do(client, db):
    assert "Nothing would have been sent yet" in client.get("/messages/").content.decode()


def test_without_the_demo_the_page_does_not_exist(client, db, settings):
    settings.DEMO = False
    outbox.text_on_demo("+8613805550137", "123456")
    assert client.get("/messages/").status_code == 404
