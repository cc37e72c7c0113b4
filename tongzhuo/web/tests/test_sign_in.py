"""Signing in by six digits, the first visit, and the one-press sign-in of the demo."""

import re

import pytest
import time_machine
from django.core.cache import cache
from django.utils.timezone import now

from tongzhuo.kernel.models import Line
from tongzhuo.notices.models import AgreedChannel
from tongzhuo.people.models import Account, ContactWay, Person
from tongzhuo.people.states import Agreement, Way
from tongzhuo.web import outbox
from tongzhuo.web.demo_people import DOMAIN


@pytest.fixture(autouse=True)
def unhurried():
    """Nobody has tried to sign in yet, and nothing was sent."""
    cache.clear()
    outbox._file().unlink(missing_ok=True)


def ask(client, login, **more):
    return client.post("/account/login/", {"login": login} | more)


def digits(mailoutbox):
    return re.search(r"\b\d{6}\b", mailoutbox[-1].body)[0]


def texted():
    return re.search(r"\b\d{6}\b", outbox.latest()[0].body)[0]


def enter(client, code, **more):
    return client.post("/account/login/code/confirm/", {"code": code} | more)


def signed_in(client):
    return client.session.get("_auth_user_id")


def test_six_digits_by_e_mail_open_the_door(cast, client, mailoutbox):
    assert ask(client, "Liu@Example.org ").headers["Location"] == "/account/login/code/confirm/"
    assert [(letter.to, len(letter.subject)) for letter in mailoutbox] == [
        (["liu@example.org"], len("123456 is your code for Tongzhuo"))
    ]
    page = client.get("/account/login/code/confirm/").content.decode()
    assert "We sent them to liu@example.org." in page
    assert 'autocomplete="one-time-code"' in page
    assert enter(client, digits(mailoutbox)).headers["Location"] == "/"
    assert signed_in(client) == str(cast.liu.account.pk)


def test_six_digits_by_text_message_open_the_door(cast, client):
    cast.liu.account.phone = "+8613805550137"
    cast.liu.account.save()
    for written in ("138 0555 0137", "１３８０５５５０１３７", "+86 138-0555-0137", "0086 13805550137"):
        client.logout()
        cache.clear()
        ask(client, written)
        assert (outbox.latest()[0].to, outbox.latest()[0].way) == ("+8613805550137", "sms"), written
        enter(client, f" {texted()[:3]} {texted()[3:]} ")
        assert signed_in(client) == str(cast.liu.account.pk), written
    assert Account.objects.get(pk=cast.liu.account.pk).phone_verified


def test_one_goes_on_to_where_one_was_going(cast, client, mailoutbox):
    assert 'name="next" value="/notices/"' in client.get("/account/login/?next=/notices/").content.decode()
    assert ask(client, "liu@example.org", next="/notices/").headers["Location"].endswith("?next=%2Fnotices%2F")
    assert enter(client, digits(mailoutbox), next="/notices/").headers["Location"] == "/notices/"


def test_nobody_is_led_off_the_site(cast, client, mailoutbox):
    ask(client, "liu@example.org", next="https://elsewhere.example/")
    assert enter(client, digits(mailoutbox), next="https://elsewhere.example/").headers["Location"] == "/"


def test_known_or_new_the_answer_is_the_same(cast, client, mailoutbox):
    known = ask(client, "liu@example.org")
    other = ask(type(client)(), "somebody@example.org")
    assert (known.status_code, known.headers["Location"]) == (other.status_code, other.headers["Location"])
    assert len({letter.subject.split(" ", 1)[1] for letter in mailoutbox}) == 1


@pytest.mark.parametrize(
    ("login", "sentence"),
    [
        ("", "This field is required."),
        ("liu", "Write an e-mail address or a mobile number."),
        ("liu@", "Write an e-mail address or a mobile number."),
        ("1380 555", "That is no mobile number. Please count its digits."),
        ("+86 10 5555 0137", "That is no mobile number. Please count its digits."),
    ],
)
def test_an_address_that_is_none(cast, client, login, sentence):
    answer = ask(client, login)
    page = answer.content.decode()
    assert (page.count(sentence), 'href="#id_login"' in page) == (2, True)
    assert (Account.objects.filter(person=None).count(), Line.objects.count()) == (0, 0)


def test_wrong_digits_are_said_and_after_three_a_new_code_is_needed(cast, client, mailoutbox):
    ask(client, "liu@example.org")
    right = digits(mailoutbox)
    wrong = "000000" if right != "000000" else "111111"
    for _ in range(2):
        assert enter(client, wrong).content.decode().count("These are not the six digits we sent.") == 2
    assert enter(client, wrong).headers["Location"] == "/account/login/"
    assert enter(client, right).headers["Location"] == "/account/login/"
    assert signed_in(client) is None


def test_digits_are_valid_for_ten_minutes(cast, client, mailoutbox):
    ask(client, "liu@example.org")
    with time_machine.travel(now().timestamp() + 601):
        assert enter(client, digits(mailoutbox)).headers["Location"] == "/account/login/"
    assert signed_in(client) is None


def test_new_digits_replace_the_old_ones(cast, client, mailoutbox):
    ask(client, "liu@example.org")
    client.post("/account/login/code/confirm/", {"action": "resend"})
    first, second = (re.search(r"\d{6}", letter.body)[0] for letter in mailoutbox)
    if first != second:
        assert enter(client, first).status_code == 200
    assert enter(client, second).status_code == 302
    assert signed_in(client)


def test_there_is_a_limit_to_asking(cast, client, mailoutbox):
    answers = [ask(type(client)(), "liu@example.org").content.decode() for _ in range(4)]
    assert ["That was very often." in answer for answer in answers] == [False, False, False, True]
    assert len(mailoutbox) == 3


def test_a_closed_account_stays_closed(cast, client, mailoutbox):
    Account.objects.filter(pk=cast.liu.account.pk).update(is_active=False)
    ask(client, "liu@example.org")
    assert enter(client, digits(mailoutbox)).headers["Location"] == "/account/inactive/"
    assert "This account is closed" in client.get("/account/inactive/").content.decode()
    assert signed_in(client) is None


def test_signing_out_asks_once(cast, client):
    client.force_login(cast.account("liu"))
    assert "Your notices and promises stay as they are." in client.get("/account/logout/").content.decode()
    assert signed_in(client)
    assert (
        "You are signed out."
        in "".join(str(message) for message in client.post("/account/logout/", follow=True).wsgi_request._messages)
        or signed_in(client) is None
    )
    assert signed_in(client) is None


def test_without_text_messages_only_an_e_mail_address_will_do(cast, client, settings):
    settings.SMS_SENDER = ""
    settings.ACCOUNT_LOGIN_METHODS = {"email"}
    settings.ACCOUNT_SIGNUP_FIELDS = ["email*"]
    assert "Mobile number" not in client.get("/account/login/").content.decode()
    assert "Enter a valid email address." in ask(client, "13805550137").content.decode()


# The first visit.


def begin(client, mailoutbox, login="new@example.org"):
    """Signed in for the first time; the address of the page that asks who one is."""
    ask(client, login, next="/notices/")
    return enter(client, digits(mailoutbox) if "@" in login else texted(), next="/notices/").headers["Location"]


ABOUT_ME = {"name": "林一", "home": "柳荫里", "be_recorded": "on"}


def test_somebody_new_says_who_they_are_and_what_we_may_do(cast, client, mailoutbox):
    welcome = begin(client, mailoutbox)
    assert welcome == "/account/welcome/?next=%2Fnotices%2F"
    page = client.get(welcome).content.decode()
    assert ("checked" in page, '<option value="Willow Lane">' in page) == (False, True)
    answer = client.post(welcome, ABOUT_ME | {"be_asked": "on", "by_email": "on", "display_name": "一一"})
    assert answer.headers["Location"] == "/notices/"
    person = Person.objects.get(name="林一")
    assert (person.account.email, person.home, person.shown_name) == ("new@example.org", cast.willow, "一一")
    assert set(person.consents.values_list("purpose", "how")) == {
        (Agreement.BE_RECORDED, "tick"),
        (Agreement.BE_ASKED, "tick"),
    }
    assert AgreedChannel.objects.get().person == person
    dids = list(Line.objects.order_by("pk").values_list("did", flat=True))
    assert dids == ["account.opened", "person.introduced", "consent.given", "notice.channel_agreed"]


def test_what_is_not_ticked_is_not_agreed(cast, client, mailoutbox):
    client.post(begin(client, mailoutbox), ABOUT_ME)
    person = Person.objects.get(name="林一")
    assert list(person.consents.values_list("purpose", flat=True)) == [Agreement.BE_RECORDED]
    assert AgreedChannel.objects.count() == 0


@pytest.mark.parametrize(
    ("more", "sentence", "target"),
    [
        ({"name": ""}, "This field is required.", "id_name"),
        ({"be_recorded": ""}, "We need your yes to write you down.", "id_be_recorded"),
        ({"home": "Atlantis"}, "We know no single community called “Atlantis”.", "id_home"),
        ({"home": "Hexin City"}, "Hexin City is very large. Name the community in it.", "id_home"),
    ],
)
def test_a_slip_keeps_the_words(cast, client, mailoutbox, more, sentence, target):
    answer = client.post(begin(client, mailoutbox), ABOUT_ME | {"display_name": "一一"} | more)
    page = answer.content.decode()
    assert (answer.status_code, page.count(sentence), f'href="#{target}"' in page) == (422, 2, True)
    assert ('value="一一"' in page, Person.objects.filter(name="林一").exists()) == (True, False)


def test_the_welcome_is_for_once(cast, client):
    client.force_login(cast.account("liu"))
    assert client.get("/account/welcome/?next=/notices/").headers["Location"] == "/notices/"
    assert client.post("/account/welcome/", ABOUT_ME).headers["Location"] == "/"
    assert Person.objects.filter(account=cast.liu.account).count() == 1


def test_nobody_has_no_welcome(client, db):
    assert client.get("/account/welcome/").headers["Location"].startswith("/account/login/")


@pytest.fixture
def written_down(cast):
    """郭先生 has no account; the office wrote down his telephone."""
    Account.objects.filter(pk=cast.guo.account.pk).update(email=None)
    cast.guo.account = None
    cast.guo.save()
    ContactWay.objects.create(person=cast.guo, way=Way.PHONE, value="138 0555 0137")
    return cast.guo


def test_whom_the_office_wrote_down_is_recognised_by_the_telephone(cast, client, mailoutbox, written_down):
    welcome = begin(client, mailoutbox, "13805550137")
    page = client.get(welcome).content.decode()
    assert "郭先生, Willow Lane" in page
    answer = client.post(welcome, {"person": written_down.code})
    assert answer.headers["Location"] == "/notices/"
    written_down.refresh_from_db()
    assert written_down.account.phone == "+8613805550137"
    assert Line.objects.latest("pk").did == "person.recognised"


def test_somebody_else_with_the_same_telephone_says_so(cast, client, mailoutbox, written_down):
    welcome = begin(client, mailoutbox, "13805550137")
    onward = client.post(welcome, {"person": "none"}).headers["Location"]
    client.post(onward, ABOUT_ME)
    written_down.refresh_from_db()
    assert (written_down.account, Person.objects.get(name="林一").account.phone) == (None, "+8613805550137")


def test_saying_nothing_is_no_answer(cast, client, mailoutbox, written_down):
    answer = client.post(begin(client, mailoutbox, "13805550137"), {})
    assert answer.content.decode().count("Choose one, or say that none of them is you.") == 2


def test_without_the_telephone_nobody_is_recognised(cast, client, mailoutbox, written_down):
    """An e-mail address was proved; the telephone was not, whatever is sent along."""
    welcome = begin(client, mailoutbox)
    assert "郭先生" not in client.get(welcome).content.decode()
    assert client.post(welcome, {"person": written_down.code}).status_code == 422
    written_down.refresh_from_db()
    assert written_down.account is None


# The demo.


@pytest.fixture
def demo(cast):
    Account.objects.filter(pk=cast.chen.account.pk).update(email=f"chen{DOMAIN}")
    Account.objects.filter(pk=cast.liu.account.pk).update(email=f"liu{DOMAIN}")
    return cast


def test_one_press_in_the_demo(demo, client):
    page = client.get("/account/login/?next=/notices/").content.decode()
    assert "<b>陈丽</b><small>Coordinator, Willow Lane office</small>" in page
    assert "<b>刘芳</b><small>Neighbour, Willow Lane</small>" in page
    assert "王娟" not in page
    answer = client.post("/account/demo/", {"account": demo.chen.account.code, "next": "/notices/"})
    assert (answer.headers["Location"], signed_in(client)) == ("/notices/", str(demo.chen.account.pk))


def test_the_press_is_for_people_of_the_demo_only(demo, client):
    for code in (demo.wang.account.code, "nobody", ""):
        assert client.post("/account/demo/", {"account": code}).status_code == 404
    assert client.get("/account/demo/").status_code == 405
    assert signed_in(client) is None


def test_without_the_demo_there_is_no_press(demo, client, settings):
    settings.DEMO = False
    page = client.get("/account/login/").content.decode()
    assert ("Look around as somebody" in page, "陈丽" in page, "/account/demo/" in page) == (False, False, False)
    assert client.post("/account/demo/", {"account": demo.chen.account.code}).status_code == 404
    assert client.get("/messages/").status_code == 404
    assert signed_in(client) is None


def test_the_library_s_other_pages_are_not_here(client, db):
    for address in ("signup", "password/reset", "password/change", "email", "phone/change", "reauthenticate"):
        assert client.get(f"/account/{address}/").status_code == 404
