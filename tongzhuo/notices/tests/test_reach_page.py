"""*How we reach you*, what did not arrive, who has read it: as people see them."""

import pytest
import time_machine

from tests.cast import at
from tongzhuo.notices import actions, letters, queries
from tongzhuo.notices.models import AgreedChannel, Sending
from tongzhuo.notices.states import Passage
from tongzhuo.people.models import ContactWay
from tongzhuo.people.states import Way

NOON = at("2026-11-26 12:00")


def post(client, step, **said):
    return client.post(f"/notices/reach/{step}", said, follow=True)


@pytest.fixture
def liu(cast, client):
    ContactWay.objects.create(person=cast.liu, way=Way.EMAIL, value="fang@example.org")
    ContactWay.objects.create(person=cast.liu, way=Way.PHONE, value="138 0555 0137")
    client.force_login(cast.account("liu"))
    return client


def test_e_mail_at_once_and_no_more(cast, liu):
    page = post(liu, "agree/", channel="email", **{"email-address": "liu@example.org"})
    assert "From now on you are told there too, in English." in page.content.decode()
    assert "l***@example.org" in page.content.decode()
    assert "No more of these. Everything is still here." in post(liu, "leave/", channel="email").content.decode()
    assert queries.ways_of(cast.liu) == {}


def test_a_text_message_after_its_digits(cast, liu):
    page = post(liu, "agree/", channel="sms", **{"sms-address": "138 0555 0137"})
    assert "Six digits are on their way there." in page.content.decode()
    wrong = post(liu, "confirm/", channel="sms", digits="1")
    assert wrong.status_code == 422
    assert "These are not the six digits we sent." in wrong.content.decode()
    Sending.objects.update(state=Passage.FAILED)
    assert "We could not send the digits." in liu.get("/notices/reach/").content.decode()
    digits = letters.digits_of(AgreedChannel.objects.get())
    page = post(liu, "confirm/", channel="sms", digits=f"{digits[:3]} {digits[3:]}")
    assert "Confirmed. From now on you are told there too." in page.content.decode()
    assert "138****0137" in page.content.decode()


def test_what_cannot_be_used_is_said_beside_its_field(liu):
    page = post(liu, "agree/", channel="chat", **{"chat-address": "json://127.0.0.1/"})
    assert page.status_code == 422
    assert "This is no address of a messaging app that we write to." in page.content.decode()
    assert post(liu, "agree/", channel="email", **{"email-address": "sun@example.org"}).status_code == 422
    assert post(liu, "agree/", channel="in_app").status_code == 404
    assert post(liu, "confirm/", channel="email", digits="1").status_code == 404
    assert AgreedChannel.objects.count() == 0


def test_a_secret_of_a_messaging_app_is_never_shown(cast, liu):
    post(liu, "agree/", channel="chat", **{"chat-address": "wecombot://5e54"})
    page = liu.get("/notices/reach/").content.decode()
    assert "wecombot://…" in page
    assert "5e54" not in page


def test_the_night_is_one_s_own(cast, liu):
    assert 'value="21:30"' in liu.get("/notices/reach/").content.decode()
    assert post(liu, "", starts="", ends="08:00").status_code == 422
    page = post(liu, "", starts="20:00", ends="08:15", urgent_passes="on").content.decode()
    assert "Good. Nobody wakes you then." in page
    hours = queries.hours_of(cast.liu)
    assert (f"{hours.night.starts:%H:%M}", f"{hours.night.ends:%H:%M}", hours.urgent_passes) == ("20:00", "08:15", True)


def test_the_page_asks_the_same_however_many_ways_there_are(cast, liu, django_assert_num_queries):
    liu.get("/notices/reach/")
    with django_assert_num_queries(10):
        liu.get("/notices/reach/")
    actions.agree_to_channel(by=cast.as_("liu"), person=cast.liu)
    actions.agree_to_channel(by=cast.as_("liu"), person=cast.liu, channel="sms", address="138 0555 0137")
    actions.agree_to_channel(by=cast.as_("liu"), person=cast.liu, channel="chat", address="wecombot://5e54")
    with django_assert_num_queries(10):
        liu.get("/notices/reach/")


def failed(cast, count):
    actions.agree_to_channel(by=cast.as_("liu"), person=cast.liu)
    for number in range(count):
        actions.tell(to=cast.liu, kind="need.confirmed", about="need:1", key=f"k{number}", need=f"{number}")
    Sending.objects.update(state=Passage.FAILED, error="550 5.1.1 no such user here")


@time_machine.travel(NOON)
@pytest.mark.parametrize("count", [1, 3])
def test_the_desk_sees_what_did_not_arrive_and_sends_it_again(cast, client, django_assert_num_queries, count):
    failed(cast, count)
    client.force_login(cast.account("chen"))
    client.get("/notices/undelivered/")
    with django_assert_num_queries(6):
        page = client.get("/notices/undelivered/").content.decode()
    assert page.count("550 5.1.1 no such user here") == count
    sending = Sending.objects.first()
    again = client.post(f"/notices/undelivered/{sending.code}/again/", follow=True).content.decode()
    assert "It goes out again." in again
    assert again.count("550 5.1.1") == count - 1


@time_machine.travel(NOON)
@pytest.mark.parametrize(("name", "status"), [("liu", 404), ("bei", 404), ("outsider", 200), (None, 302)])
def test_what_did_not_arrive_is_for_the_desk_of_the_place(cast, client, name, status):
    failed(cast, 1)
    if name:
        client.force_login(cast.account(name))
    page = client.get("/notices/undelivered/")
    assert page.status_code == status
    assert "550 5.1.1" not in page.content.decode()
    assert client.post(f"/notices/undelivered/{Sending.objects.get().code}/again/").status_code in (302, 404)
    assert Sending.objects.get().state == Passage.FAILED


@time_machine.travel(NOON)
@pytest.mark.parametrize("names", [("liu",), ("liu", "sun", "outsider")])
def test_the_sender_s_page_of_an_urgent_word(cast, client, django_assert_num_queries, names):
    call = actions.tell_urgently(
        to=[cast.people[name] for name in names], kind="shift.cancelled", about="shift:1", act="a", place=cast.willow,
        by=cast.as_("guo"), what="Tea",
    )  # fmt: skip
    client.force_login(cast.account("guo"))
    client.get(f"/notices/calls/{call.code}/")
    with django_assert_num_queries(10):
        page = client.get(f"/notices/calls/{call.code}/")
    assert page.context["unseen"] == len(names)
    assert ("whose name is not for you" in page.content.decode()) == (len(names) == 3)
    assert f"0 of {len(names)} have read it" in client.get("/notices/").content.decode()


def test_the_bell_counts_what_is_new_on_every_page(cast, client):
    actions.tell(to=cast.liu, kind="need.confirmed", about="need:1", key="k", need="Stairs")
    client.force_login(cast.account("liu"))
    assert 'aria-label="Notices, 1 is new"' in client.get("/needs/").content.decode()
    actions.mark_all_seen(by=cast.as_("liu"))
    assert 'aria-label="Notices"' in client.get("/needs/").content.decode()
    client.logout()
    assert 'aria-label="Notices' not in client.get("/needs/").content.decode()
