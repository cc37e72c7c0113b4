"""The whole walk of a volunteer on a telephone: an invitation without a login, the day in a basement without a network,
the leader's word, a certificate on paper, and what anybody reads who checks it."""

import datetime as dt
import io
import os
import re
from pathlib import Path
from urllib.parse import urlsplit

import pypdfium2
import pytest
import zxingcpp
from django.conf import settings
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext, override
from pypdf import PdfReader, PdfWriter

from tests.browser.camera import Camera
from tests.browser.conftest import PHONE, signed_in
from tongzhuo.certificates.models import Certificate
from tongzhuo.kernel.codes import ALPHABET, new_code
from tongzhuo.linkages.actions import send_links
from tongzhuo.linkages.models import Link
from tongzhuo.linkages.tests import story
from tongzhuo.needs import actions as needs
from tongzhuo.needs.drafts import AskDraft, ConsentNote
from tongzhuo.needs.states import AskKind, CameBy
from tongzhuo.notices.models import Notice
from tongzhuo.places.states import WhenKind
from tongzhuo.records.models import Attendance, ServiceRecord
from tongzhuo.service.models import Shift, SignUp

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
TITLE, TITLE_EN = "陪着下楼🛗", "Down the stairs 🛗"


@pytest.fixture(params=["zh-hans", "en"])
def language(request):
    with override(request.param):
        yield request.param


@pytest.fixture
def camera(browser, tmp_path):
    held = Camera(browser, tmp_path)
    yield held
    held.browser.close()


@pytest.fixture
def phone(camera, live_server, language):
    """A telephone on which nobody is signed in."""
    with_camera = camera.browser.new_context(viewport=PHONE, accept_downloads=True)
    yield signed_in(with_camera, live_server.url, None, language)
    with_camera.close()


def invitation(cast) -> str:
    """Somebody needs company on the stairs; the address that 刘䶮 finds in a message."""
    cast.person("yan", "刘䶮", helps=True)
    agreed = ConsentNote(given_on=localdate(), given_to="陈丽")
    told = {"title": TITLE, "title_en": TITLE_EN, "place": cast.willow, "raised_for": cast.guo, "kind": cast.care}
    told |= {"words": "电梯坏了，下不了楼。", "came_by": CameBy.PHONE, "consent": agreed, "urgency": 3, "size": 1}
    hours = {"starts_on": localdate() + dt.timedelta(days=5), "from_time": dt.time(9), "until_time": dt.time(11)}
    ask = AskDraft(kind=AskKind.PEOPLE, quantity=3, at_least=1, when=WhenKind.INTERVAL, **hours)
    need = needs.raise_need(by=cast.as_("chen"), **told)
    need = needs.confirm_need(by=cast.as_("chen"), need=need, title=TITLE, title_en=TITLE_EN, asks=[ask])
    story.link(cast, need, now())
    send_links(by=cast.as_("chen"), need=need, at_once=True)
    story.carry_on()
    return Notice.objects.get(kind="link.asked", to=cast.yan).url


def it_is(starts: dt.timedelta, ends: dt.timedelta) -> Shift:
    """Days go by: the shift is so far from now."""
    times = {"starts": now() + starts, "ends": now() + ends}
    for rows in (Shift.objects, SignUp.objects, Link.objects):
        rows.update(**times)
    Attendance.objects.update(came=times["starts"])
    return Shift.objects.get()


def without_network(phone, offline):
    phone.page.context.set_offline(offline)
    phone.faults[:] = [fault for fault in phone.faults if "ERR_INTERNET_DISCONNECTED" not in fault]


def sent(visitor, name):
    """Press it, and be where it leads."""
    with visitor.page.expect_navigation():
        visitor.page.get_by_role("button", name=name).click()


def shoot(visitor, name):
    """A picture for whoever wants to look: TONGZHUO_SHOTS names a folder."""
    if folder := os.environ.get("TONGZHUO_SHOTS"):
        visitor.page.screenshot(path=Path(folder) / f"walk-{name}.png", full_page=True)


def sign_in(phone, mailoutbox):
    phone.page.locator("main").get_by_role("link", name=gettext("Sign in")).click()
    phone.page.locator("[name=login]").fill("yan@example.org")
    phone.page.get_by_role("button", name=gettext("Send the digits")).click()
    phone.page.locator("[name=code]").wait_for()
    phone.page.locator("[name=code]").fill(re.search(r"\d{6}", mailoutbox[-1].body)[0])
    phone.press(gettext("Sign in"), within="main")


def scan(phone, camera, leader, shift):
    """The leader holds the page of the day before the telephone's camera."""
    leader.page.goto(f"{leader.base}{reverse('records:day', args=[shift.code])}")
    camera.hold(leader.page.locator("[data-qr]").screenshot())
    phone.page.get_by_role("button", name=gettext("Scan with the camera")).click()


def fetched(phone, name) -> bytes:
    with phone.page.expect_download() as coming:
        phone.page.get_by_role("link", name=name).click()
    return Path(coming.value.path()).read_bytes()


def looked_at(pdf, language):
    """The paper as an image, and what a telephone reads in its code."""
    page = pypdfium2.PdfDocument(pdf)[0].render(scale=2.5).to_pil()
    if folder := os.environ.get("TONGZHUO_SHOTS"):
        page.save(Path(folder) / f"walk-{language}-paper.png")
    [code] = zxingcpp.read_barcodes(page.convert("L"))
    return code.text


def with_credential(pdf, old, new) -> bytes:
    """The PDF as somebody alters it: other words in the credential that travels inside."""
    writer, altered = PdfWriter(clone_from=io.BytesIO(pdf)), io.BytesIO()
    [inside] = writer.attachment_list
    assert old.encode() in inside.content
    inside.content = inside.content.replace(old.encode(), new.encode())
    writer.write(altered)
    return altered.getvalue()


def saved_again(pdf) -> bytes:
    writer, saved = PdfWriter(clone_from=io.BytesIO(pdf)), io.BytesIO()
    writer.add_blank_page()
    writer.write(saved)
    return saved.getvalue()


def handed_in(visitor, content) -> str:
    """What the check page answers to a file."""
    visitor.page.goto(f"{visitor.base}/check/")
    file = {"name": "paper.pdf", "mimeType": "application/pdf", "buffer": content}
    visitor.page.locator("[name=file]").set_input_files(file)
    sent(visitor, gettext("Check the file"))
    return visitor.page.locator("h1").inner_text()


def typed(visitor, number, status) -> str:
    """What it answers to a number. The browser itself writes down a page that is a refusal."""
    visitor.page.goto(f"{visitor.base}/check/")
    visitor.page.locator("[name=number]").fill(number)
    sent(visitor, gettext("Check the number"))
    visitor.faults[:] = [fault for fault in visitor.faults if f"status of {status}" not in fault]
    return visitor.page.locator("main").inner_text()


def says_yes(cast, phone, language, mailoutbox) -> None:
    """Without a login; then she signs in, and her pass stays on the telephone."""
    title = TITLE_EN if language == "en" else TITLE
    phone.go(invitation(cast))
    assert title in phone.page.locator("main").inner_text()
    phone.press(gettext("I’ll go"))
    assert phone.page.locator("h1").inner_text() == gettext("You have a seat at this table.")
    shoot(phone, f"{language}-1-seat")
    sign_in(phone, mailoutbox)
    shoot(phone, f"{language}-2-invitation")
    phone.press(gettext("My pass"), within="main")
    phone.page.locator("[data-stored]").wait_for()
    assert phone.page.locator(".pass h2").inner_text() == title
    shoot(phone, f"{language}-3-pass")


def is_there(cast, phone, camera, leader, language) -> None:
    """She comes without a network, which is told later, and leaves with one."""
    shift = it_is(dt.timedelta(minutes=20), dt.timedelta(minutes=140))
    without_network(phone, True)
    phone.page.get_by_role("link", name=gettext("I’m here")).click()
    scan(phone, camera, leader, shift)
    phone.page.locator('li[data-answer="waiting"]').wait_for()
    shoot(phone, f"{language}-4-offline")
    assert Attendance.objects.count() == 0
    without_network(phone, False)
    phone.page.locator('li[data-answer="noted"]').wait_for()
    assert list(Attendance.objects.values_list("way", "sign_up__person")) == [("day_code", cast.yan.pk)]
    it_is(dt.timedelta(minutes=-121), dt.timedelta(minutes=-1))
    phone.go(reverse("records:here", args=[shift.code]))
    scan(phone, camera, leader, shift)
    phone.page.locator('li[data-answer="noted"]').nth(1).wait_for()


def is_confirmed(cast, leader, language) -> None:
    leader.page.reload()
    leader.look()
    shoot(leader, f"{language}-5-day")
    leader.page.locator(".dock button").click()
    leader.page.wait_for_url("**/hours/to-confirm/")
    shoot(leader, f"{language}-6-closed")
    assert ServiceRecord.objects.get().confirmed_by == cast.chen


def certified(phone, language) -> tuple[Certificate, bytes]:
    """She looks at what it would say, makes it and fetches the paper."""
    phone.go("/hours/")
    shoot(phone, f"{language}-7-hours")
    phone.press(gettext("Make a certificate"))
    assert TITLE in phone.page.locator("#choice").inner_text()
    if language == "en":
        phone.page.get_by_label("English", exact=True).check()
    shoot(phone, f"{language}-8-choice")
    phone.press(gettext("Make it"))
    shoot(phone, f"{language}-9-made")
    made, pdf = Certificate.objects.get(), fetched(phone, gettext("The paper, as PDF"))
    said = "".join(PdfReader(io.BytesIO(pdf)).pages[0].extract_text().split())
    assert [words in said for words in ("刘䶮", "陪着下楼🛗", made.shown_code)] == [True] * 3
    return made, pdf


def altered_ones_are_told_apart(anybody, made, pdf, genuine, language) -> None:
    other = made.code[:-1] + ALPHABET[(ALPHABET.index(made.code[-1]) + 1) % len(ALPHABET)]
    edited = handed_in(anybody, with_credential(pdf, '"creditsEarned":2', '"creditsEarned":12'))
    anybody.look()
    shoot(anybody, f"{language}-11-edited")
    answers = [
        handed_in(anybody, pdf),
        edited,
        handed_in(anybody, with_credential(pdf, made.shown_code, new_code())),
        handed_in(anybody, with_credential(pdf, '"proofValue":"z', '"proofValue":"z2')),
        handed_in(anybody, saved_again(pdf)),
    ]
    assert answers == [
        genuine,
        gettext("The paper says something we did not write."),
        gettext("The paper says something we did not write."),
        gettext("We did not seal this paper."),
        gettext("The seal is ours. The page around it is not the one we made."),
    ]
    assert gettext("This cannot be a number of ours: one sign is missing or wrong.") in typed(anybody, other, 422)
    assert gettext("We know no certificate with this number.") in typed(anybody, new_code(), 404)


def test_from_the_invitation_to_a_paper_that_nobody_alters_unseen(cast, phone, camera, visit, language, mailoutbox):
    leader = visit(cast.account("chen"), language, PHONE)
    says_yes(cast, phone, language, mailoutbox)
    is_there(cast, phone, camera, leader, language)
    is_confirmed(cast, leader, language)
    made, pdf = certified(phone, language)
    on_paper = looked_at(pdf, language)
    assert on_paper == f"{settings.SITE_ADDRESS}/check/{made.shown_code}/"

    anybody = visit(None, language, PHONE)
    anybody.go(urlsplit(on_paper).path)
    shoot(anybody, f"{language}-10-genuine")
    genuine = anybody.page.locator("h1").inner_text()
    shown = anybody.page.locator("main").inner_text()
    assert (made.shown_code in shown, "䶮" in shown, "陪着下楼" in shown) == (True, False, False)
    altered_ones_are_told_apart(anybody, made, pdf, genuine, language)

    office = visit(cast.account("chen"), language)
    office.page.goto(f"{office.base}{reverse('certificates:certificate', args=[made.code])}")
    office.page.locator("summary", has_text=gettext("Take it back")).click()
    office.page.locator("[name=reason]").fill("一次写了两遍")
    sent(office, gettext("Take it back"))
    anybody.go(urlsplit(on_paper).path)
    shoot(anybody, f"{language}-12-taken-back")
    told = anybody.page.locator("main").inner_text()
    assert (genuine in told, "一次写了两遍" in told) == (False, True)
