"""Messages on their way out, handed to real servers: once, by day, only while they are wanted."""

from datetime import timedelta

import pytest
import time_machine
from django.utils.translation import override

from tests.cast import at
from tongzhuo.kernel.models import Line
from tongzhuo.kernel.verdicts import Refused
from tongzhuo.notices import actions, rules
from tongzhuo.notices.actions.writing import THE_NOTICES
from tongzhuo.notices.models import AgreedChannel, Notice, Sending
from tongzhuo.notices.states import Passage
from tongzhuo.people.actions import give_consent, withdraw_consent
from tongzhuo.people.models import ContactWay
from tongzhuo.people.states import Agreement, Way

NOON = at("2026-11-26 12:00")


def told(cast, key="k", to="liu", **more):
    return actions.tell(
        to=cast.people[to], kind="need.confirmed", about="need:1", url="/needs/1/", key=key, need="楼梯", **more
    )


def send(**more):
    return actions.send_due(by=THE_NOTICES, **more)


def wanted(cast, name="liu", channel="email", address=""):
    """This person wants to be told there, and has confirmed it."""
    person = cast.people[name]
    way = actions.agree_to_channel(by=cast.as_(name), person=person, channel=channel, address=address)
    AgreedChannel.objects.filter(pk=way.pk).update(confirmed_at=NOON)
    Sending.objects.filter(way=way, notice=None).delete()
    return way


def state():
    return list(Sending.objects.order_by("pk").values_list("channel", "state"))


@time_machine.travel(NOON)
def test_a_letter_leaves_once_in_the_language_its_reader_chose(cast, post_office, settings):
    with override("zh-hans"):
        wanted(cast)
    told(cast), told(cast), told(cast, "other", "sun")
    assert [send(), send()] == [1, 0]
    letter = post_office.letters[0]
    assert f"Message-ID: <{Sending.objects.get().code}@localhost>" in letter
    assert "To: liu@example.org" in letter
    assert len(post_office.letters) == 1
    assert [line.did for line in Line.objects.order_by("-pk")[:1]] == ["notice.sent"]


@time_machine.travel(NOON)
def test_what_a_letter_says(cast, mailoutbox, settings):
    with override("zh-hans"):
        wanted(cast)
    told(cast)
    send()
    assert mailoutbox[0].subject == "你的事已经摆上桌了。"
    assert mailoutbox[0].body.splitlines()[-3:] == [
        f"{settings.SITE_ADDRESS}/needs/1/",
        "",
        f"这种方式是你选的，可以在这里改：{settings.SITE_ADDRESS}/notices/reach/",
    ]


def test_nothing_leaves_at_night_but_what_may(cast, mailoutbox):
    with time_machine.travel(at("2026-11-26 23:00")) as clock:
        wanted(cast), told(cast), told(cast, "u", urgent=True)
        assert send() == 0
        clock.move_to(at("2026-11-27 07:29"))
        assert send() == 0
        actions.set_quiet_hours(
            by=cast.as_("liu"), person=cast.liu, starts=NOON.time(), ends=at("2026-11-27 08:00").time(),
            urgent_passes=True,
        )  # fmt: skip
        assert send() == 1
        assert Notice.objects.get(sendings__state="sent").urgent
        clock.move_to(at("2026-11-27 08:00"))
        assert send() == 1


@time_machine.travel(NOON)
@pytest.mark.usefixtures("never_night")
def test_what_is_no_longer_wanted_does_not_leave(cast, mailoutbox):
    """Read here already, taken back, too late, left, no consent: each works until the last moment."""
    way = wanted(cast)
    read, late = told(cast, "a"), told(cast, "b", useful_until=NOON)
    back, asked = told(cast, "c"), told(cast, "d", needs_consent=Agreement.BE_ASKED)
    actions.mark_seen(by=cast.as_("liu"), notice=read)
    Notice.objects.filter(pk=back.pk).update(taken_back_at=NOON)
    withdraw_consent(by=cast.as_("liu"), consent=cast.liu.consents.get())
    assert send() == 0
    found = {sending.notice: sending.error for sending in Sending.objects.all()}
    assert found == {read: "seen_already", late: "too_late", back: "taken_back", asked: "not_agreed"}
    told(cast, "f")
    AgreedChannel.objects.filter(pk=way.pk).update(confirmed_at=None)
    assert (send(), Sending.objects.latest("pk").error) == (0, "not_confirmed")
    AgreedChannel.objects.filter(pk=way.pk).update(confirmed_at=NOON)
    told(cast, "e")
    recorded = give_consent(by=cast.as_("liu"), person=cast.liu, purpose=Agreement.BE_RECORDED)
    withdraw_consent(by=cast.as_("liu"), consent=recorded)
    assert (send(), Sending.objects.latest("pk").error) == (0, "not_recorded")
    told(cast, "g")
    actions.leave_channel(by=cast.as_("liu"), person=cast.liu)
    assert (send(), Sending.objects.filter(state=Passage.WAITING).count()) == (0, 0)
    assert mailoutbox == []


@time_machine.travel(NOON)
@pytest.mark.usefixtures("never_night")
def test_a_number_that_was_struck_from_the_record_gets_nothing_more(cast, service, settings):
    settings.SMS_SENDER = "tongzhuo.notices.channels.sms.post_to_gateway"
    settings.SMS_GATEWAY, settings.SMS_GATEWAY_TOKEN = f"http://127.0.0.1:{service.server_port}/200", "key"
    number = ContactWay.objects.create(person=cast.liu, way=Way.PHONE, value="138 0555 0137")
    wanted(cast, channel="sms", address="138 0555 0137")
    told(cast), send()
    assert service.posted == [
        {
            "to": "+8613805550137",
            "text": "Your need has its table now. “楼梯” is confirmed. We are looking for the people it takes. "
            f"You hear from us as soon as they say yes. {settings.SITE_ADDRESS}/needs/1/",
            "id": Sending.objects.get().code,
        }
    ]
    assert service.headers[0]["Authorization"] == "Bearer key"
    assert service.headers[0]["Idempotency-Key"] == Sending.objects.get().code
    number.delete()
    told(cast, "b")
    assert (send(), Sending.objects.latest("pk").error) == (0, "way_left")


@time_machine.travel(NOON, tick=False)
@pytest.mark.usefixtures("never_night")
@pytest.mark.parametrize(
    ("status", "became", "error", "came_back"),
    [
        (200, "sent", "", False),
        (404, "failed", "HTTP 404", True),
        (400, "failed", "HTTP 400", False),
        (503, "waiting", "HTTP 503", False),
        (500, "unknown", "HTTP 500", False),
        (0, "unknown", "The service did not answer.", False),
    ],
)
def test_a_messaging_app_says_what_came_of_it(cast, service, settings, status, became, error, came_back):
    settings.CHAT_SERVICES = ["json"]
    wanted(cast, channel="chat", address=f"json://127.0.0.1:{service.server_port}/{status}")
    told(cast), send()
    sending = Sending.objects.get()
    assert (sending.state, sending.error, sending.way.came_back_at == NOON) == (became, error, came_back)
    assert [(posted["title"], posted["message"].splitlines()[0]) for posted in service.posted] == [
        ("Your need has its table now.", "“楼梯” is confirmed. We are looking for the people it takes.")
    ]


@time_machine.travel(NOON)
@pytest.mark.usefixtures("never_night")
@pytest.mark.parametrize(
    ("status", "dedupes", "became"),
    [(200, False, "sent"), (422, False, "failed"), (429, False, "waiting"), (500, False, "unknown"),
     (500, True, "waiting"), (0, False, "unknown"), (0, True, "waiting")],
)  # fmt: skip
def test_a_gateway_for_text_messages_says_what_came_of_it(cast, service, settings, status, dedupes, became):
    settings.SMS_SENDER = "tongzhuo.notices.channels.sms.post_to_gateway"
    settings.SMS_GATEWAY, settings.SMS_GATEWAY_DEDUPES = f"http://127.0.0.1:{service.server_port}/{status}", dedupes
    ContactWay.objects.create(person=cast.liu, way=Way.PHONE, value="138 0555 0137")
    wanted(cast, channel="sms", address="138 0555 0137")
    told(cast), send()
    assert state() == [("sms", became)]


@time_machine.travel(NOON)
@pytest.mark.usefixtures("never_night")
def test_a_gateway_may_be_one_that_apprise_knows(cast, service, settings):
    settings.SMS_SENDER = "tongzhuo.notices.channels.sms.post_to_gateway"
    settings.SMS_GATEWAY = f"json://127.0.0.1:{service.server_port}/200?:to={{phone}}"
    ContactWay.objects.create(person=cast.liu, way=Way.PHONE, value="138 0555 0137")
    wanted(cast, channel="sms", address="138 0555 0137")
    told(cast), send()
    assert [posted["to"] for posted in service.posted] == ["+8613805550137"]


@pytest.mark.usefixtures("never_night")
def test_a_shut_post_office_is_tried_again_and_given_up_in_the_end(cast, post_office, settings):
    settings.EMAIL_PORT = 9
    with time_machine.travel(NOON) as clock:
        wanted(cast), told(cast)
        for tries in range(1, 9):
            assert send() == 0
            sending = Sending.objects.get()
            assert (sending.tries, sending.state) == (tries, "waiting" if tries < 8 else "failed")
            clock.shift(timedelta(hours=2))
        assert sending.error == "ConnectionRefusedError: [Errno 111] Connection refused"
        settings.EMAIL_PORT = post_office.port
        actions.send_again(by=cast.as_("chen"), sending=sending)
        assert (send(), len(post_office.letters)) == (1, 1)


@time_machine.travel(NOON)
@pytest.mark.usefixtures("never_night")
def test_an_address_where_nobody_lives_is_marked_and_left_alone(cast, post_office):
    ContactWay.objects.create(person=cast.liu, way=Way.EMAIL, value="nobody@example.org")
    ContactWay.objects.create(person=cast.sun, way=Way.EMAIL, value="later@example.org")
    way = wanted(cast, address="nobody@example.org")
    wanted(cast, "sun", address="later@example.org")
    told(cast), told(cast, "b", "sun"), send()
    assert state() == [("email", "failed"), ("email", "waiting")]
    way.refresh_from_db()
    assert way.came_back_why == "550 5.1.1 no such user here"
    told(cast, "c")
    assert Sending.objects.filter(notice__to=cast.liu).count() == 1


@time_machine.travel(NOON)
@pytest.mark.parametrize(
    ("name", "code"),
    [("chen", "ok"), ("zhao", "ok"), ("liu", "no_mandate_here"), ("sun", "no_mandate_here"),
     ("outsider", "no_mandate_here"), (None, "sign_in_first")],
)  # fmt: skip
def test_only_the_office_where_they_live_sends_again(cast, name, code):
    wanted(cast), told(cast)
    sending = Sending.objects.get()
    assert rules.may_send_again(cast.as_("chen"), sending, at=NOON).code == "under_way"
    Sending.objects.update(state=Passage.FAILED)
    sending.refresh_from_db()
    assert rules.may_send_again(cast.as_(name), sending, at=NOON).code == code
    if code != "ok":
        with pytest.raises(Refused):
            actions.send_again(by=cast.as_(name), sending=sending)


@time_machine.travel(NOON)
def test_only_the_worker_sends(cast):
    wanted(cast), told(cast)
    allowed = {"known": True, "recorded": True, "agreed": True, "at": NOON}
    assert rules.may_send(cast.as_("chen"), Sending.objects.get(), **allowed).code == "not_yours"
    assert rules.may_send(THE_NOTICES, Sending.objects.get(), **allowed).code == "ok"
