"""Three taps, no account, no script: say it, look at it, received. And everything that may go wrong on the way."""

import pytest
import time_machine
from django.core.cache import cache
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate

from tests.cast import at
from tongzhuo.desk.rules import may_ask_once_more
from tongzhuo.desk.tests.story import photo, text, upload, wav, webm
from tongzhuo.needs.drafts import MOST_WORDS
from tongzhuo.needs.models import Need
from tongzhuo.needs.tests.story import WORDS, confirmed

ASK, LOOK = reverse("needs:ask"), reverse("needs:look")


@pytest.fixture(autouse=True)
def corner(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    cache.clear()


def say(client, cast, **said):
    return client.post(ASK, {"place": cast.willow.code} | said)


def send(client, **changed):
    said = {"title": "陪着下楼拿药", "day": "", "spot": "6号楼2单元五层"} | changed
    return client.post(LOOK, said | {"send": ""})


def test_three_taps_from_the_first_word_to_a_number_a_name_and_a_time(client, cast):
    page = text(client.get(ASK, {"place": cast.willow.code}))
    assert "What do you need help with?" in page
    assert "to put right" not in page
    assert "tel:01055550137" in page
    assert say(client, cast, words=WORDS).url == LOOK
    looked = text(client.get(LOOK))
    assert WORDS in looked
    assert "电梯一修我就下不去了" in looked
    answer = send(client)
    need = Need.objects.get()
    assert answer.url == reverse("needs:received", args=[need.code])
    assert (need.words, need.title, need.spot, need.place) == (WORDS, "陪着下楼拿药", "6号楼2单元五层", cast.willow)
    assert (need.came_by, need.raised_by) == ("web", None)
    received = text(client.get(answer.url))
    assert need.shown_code in received
    assert "We have it. 陈丽 answers by" in received
    assert "010 5555 0137" in received
    assert WORDS in received
    assert client.get(LOOK).url == ASK


def test_a_path_or_the_last_place_looked_at_will_do(client, cast):
    assert "Willow Lane" in text(client.get(ASK, {"place": "cn/99/01/05/001"}))
    assert client.get(ASK).url == "/places/"
    assert client.get(ASK, {"place": "7K3MQ9XW2C"}).url == "/places/"
    client.force_login(cast.account("guo"))
    assert "Willow Lane" in text(client.get(ASK))


def test_one_of_six_keys_is_enough_and_speaks_both_languages(client, cast):
    assert say(client, cast, key="doctor").url == LOOK
    send(client, title="Come along to the doctor")
    need = Need.objects.get()
    assert (need.words, need.title_en, need.starts_on) == ("", "Come along to the doctor", None)
    assert need.title == "陪着看病"


def test_what_was_understood_can_be_changed(client, cast):
    say(client, cast, words=WORDS)
    page = text(client.get(LOOK, {"change": "title"}))
    assert '<input type="text" name="title"' in page
    assert '<input type="hidden" name="spot"' in page
    assert client.post(LOOK, {"title": "拿药", "day": "", "spot": "", "keep": ""}).url == LOOK
    assert "拿药" in text(client.get(LOOK))
    assert "<b>any day</b>" in text(client.get(LOOK))


def test_a_day_that_is_over_is_said_beside_its_field_and_nothing_is_sent(client, cast):
    say(client, cast, words=WORDS)
    page = text(send(client, day="2020-01-01"))
    assert "That day is over." in page
    assert Need.objects.count() == 0
    assert "Write the day like" in text(send(client, day="someday"))


def test_saying_nothing_is_asked_again(client, cast):
    page = text(say(client, cast, words="  "))
    assert "1 thing to put right" in page
    assert "Say in a few words what you need." in page


def test_ten_thousand_characters_arrive_and_too_many_are_said_and_kept(client, cast):
    words = "电" * 10_000
    say(client, cast, words=words)
    send(client)
    assert Need.objects.get().words == words
    words = "梯" * (MOST_WORDS + 1)
    page = text(say(client, cast, words=words))
    assert f"These are {MOST_WORDS + 1} characters." in page
    assert words in page


def test_a_photo_that_is_not_a_photo_is_said_and_the_words_are_kept(client, cast):
    page = text(say(client, cast, words=WORDS, photo=upload("stairs.jpg", b"no picture")))
    assert "This file is not a photo we can open. Your words are kept." in page
    assert WORDS in page


def test_a_recording_that_is_none_is_said_and_the_photo_beside_it_is_kept(client, cast):
    page = text(say(client, cast, voice=upload("v.webm", b"quiet"), photo=upload("p.png", photo("PNG"))))
    assert "This file is not a recording we can play." in page
    assert "Your photo is kept." in page


def test_a_recording_and_a_photo_go_with_the_need_and_leave_the_corner(client, cast):
    say(client, cast, voice=upload("v.webm", webm()), photo=upload("p.jpg", photo()))
    looked = text(client.get(LOOK))
    assert "Your recording · 0:12" in looked
    heard = client.get("/ask/file/voice/")
    assert (heard["Content-Type"], heard["X-Content-Type-Options"]) == ("audio/webm", "nosniff")
    send(client)
    need = Need.objects.get()
    assert need.came_by == "spoken"
    assert {(file.kind, file.seconds) for file in need.attachments.all()} == {("audio", 12), ("photo", None)}
    assert default_storage.listdir("needs/unsent")[1] == []
    assert client.get("/ask/file/voice/").status_code == 404


def test_a_second_recording_replaces_the_first(client, cast):
    say(client, cast, voice=upload("v.wav", wav(1)))
    say(client, cast, voice=upload("v.wav", wav(2)))
    assert len(default_storage.listdir("needs/unsent")[1]) == 1


def test_only_the_browser_that_sent_it_sees_the_words(client, cast):
    say(client, cast, words=WORDS)
    url = send(client).url
    stranger = text(Client().get(url))
    need = Need.objects.get()
    assert need.shown_code in stranger
    assert "陈丽" in stranger
    assert WORDS not in stranger
    assert "Keep my number" not in stranger


def test_a_number_may_be_left_once(client, cast):
    say(client, cast, words=WORDS)
    url = send(client).url
    assert "That is no telephone number." in text(client.post(url, {"phone": "call me"}))
    assert client.post(url, {"phone": "138 0000 1234", "name": "丁"}).url == url
    assert Need.objects.get().contact_note == "丁 13800001234"
    assert "Keep my number" not in text(client.get(url))


def test_a_stranger_cannot_leave_a_number_nor_anybody_after_the_answer(client, cast):
    say(client, cast, words=WORDS)
    url = send(client).url
    assert Client().post(url, {"phone": "13800001234"}).status_code == 409
    confirmed(cast, Need.objects.get())
    assert client.post(url, {"phone": "13800001234"}).status_code == 409
    assert Need.objects.get().contact_note == ""
    assert "We have answered." in text(client.get(url))


def test_somebody_who_is_signed_in_is_the_person_helped_and_agrees_by_sending(client, cast):
    client.force_login(cast.account("guo"))
    say(client, cast, words=WORDS)
    assert "6号楼5层" in text(client.get(LOOK))
    send(client, spot="6号楼5层")
    need = Need.objects.get()
    assert (need.raised_by, need.raised_for) == (cast.guo, cast.guo)
    assert {one.purpose: one.how for one in cast.guo.consents.all()} == {"share_task": "tick"}


@pytest.mark.parametrize("code", ["7K3MQ9XW2C", "AAAAAAAAAA", "0000000000"])
def test_a_forged_number_leads_nowhere(client, cast, code):
    assert client.get(f"/ask/{code}/").status_code == 404


def test_a_day_that_was_said_is_suggested(client, cast):
    say(client, cast, words="明天去医院")
    send(client, title="去医院", day=localdate().isoformat())
    assert Need.objects.get().starts_on == localdate()


FILE_READERS = {"chen": 200, "zhao": 200, "guo": 404, "liu": 404, "outsider": 404, None: 404}


def test_a_photo_is_for_whoever_may_read_the_words(client, cast):
    say(client, cast, words=WORDS, photo=upload("p.jpg", photo()))
    send(client)
    need = Need.objects.get()
    url = reverse("needs:file", args=[need.code, need.attachments.get().code])
    assert client.get(url).status_code == 200
    answers = {}
    for name in FILE_READERS:
        other = Client()
        if name:
            other.force_login(cast.account(name))
        answers[name] = other.get(url).status_code
    assert answers == FILE_READERS
    confirmed(cast, need)
    assert Client().get(url).status_code == 404


def test_a_connection_that_sends_very_many_is_asked_to_call_and_its_words_are_kept(client, cast, settings):
    settings.ASKS_AN_HOUR = 2
    for _ in range(2):
        say(client, cast, words=WORDS)
        assert send(client).status_code == 302
    say(client, cast, words=WORDS)
    page = text(send(client, spot="6号楼2单元"))
    assert "Many requests came from this connection. Please call the office: 010 5555 0137" in page
    assert WORDS in page
    assert "6号楼2单元" in page
    assert Need.objects.count() == 2
    assert WORDS in text(client.get(LOOK))


def test_another_connection_and_whoever_signs_in_are_not_held_up(client, cast, settings):
    settings.ASKS_AN_HOUR = 1
    say(client, cast, words=WORDS)
    send(client)
    elsewhere = Client(REMOTE_ADDR="203.0.113.9")
    say(elsewhere, cast, words=WORDS)
    assert send(elsewhere).status_code == 302
    client.force_login(cast.account("guo"))
    for _ in range(3):
        say(client, cast, words=WORDS)
        assert send(client).status_code == 302
    assert Need.objects.count() == 5


def test_an_hour_later_it_may_ask_again(client, cast, settings):
    settings.ASKS_AN_HOUR = 1
    with time_machine.travel(at("2026-11-23 09:59"), tick=False) as clock:
        say(client, cast, words=WORDS)
        send(client)
        clock.move_to(at("2026-11-23 10:00"))
        say(client, cast, words=WORDS)
        assert send(client).status_code == 302


def test_the_rule_counts_up_to_the_most_and_names_the_telephone():
    assert may_ask_once_more(6, most=6, phone="010 5555 0137")
    told = may_ask_once_more(7, most=6)
    assert (told.code, told.reason) == (
        "asked_often",
        "Many requests came from this connection. Please try again in an hour.",
    )
