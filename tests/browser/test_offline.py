"""A morning in a basement: a pass and a scan without a network, handed in later; the leader closes the day."""

import contextlib
import datetime as dt
import io

import pytest
import segno
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext, override

from tests.browser.camera import Camera
from tests.browser.conftest import PHONE, signed_in
from tongzhuo.records.codes import day_code
from tongzhuo.records.models import Attendance, ServiceRecord
from tongzhuo.records.passes import pass_token
from tongzhuo.service.models import Shift, SignUp
from tongzhuo.service.tests import story

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
READ = """async ([url, decoder]) => {
  const { reader, carried } = await import("/static/look/lens.js");
  const [picture, read] = [new Image(), await reader(decoder)];
  picture.src = url;
  await picture.decode();
  return carried(await read(picture));
}"""
DRAWN = """async () => {
  const svg = document.querySelector("[data-qr] svg, .pass svg").cloneNode(true);
  svg.setAttribute("width", 480);
  svg.setAttribute("height", 480);
  svg.insertAdjacentHTML("afterbegin", '<rect width="100%" height="100%" fill="#fff"/>');
  return "data:image/svg+xml;base64," + btoa(new XMLSerializer().serializeToString(svg));
}"""
KEPT = (
    "async () => [...await (await caches.open('tongzhuo.pages')).keys()].map((one) => new URL(one.url).pathname).sort()"
)


@pytest.fixture
def shift(cast):
    soon = now() + dt.timedelta(minutes=30)
    return story.shift(cast, 3, when=(soon, soon + dt.timedelta(hours=2)))


def without_network(visitor, offline):
    visitor.page.context.set_offline(offline)
    visitor.faults[:] = [fault for fault in visitor.faults if "ERR_INTERNET_DISCONNECTED" not in fault]


def page_of(shift, name):
    return reverse(f"records:{name}", args=[shift.code])


def two_hours_go_by(shift):
    over = {"starts": now() - dt.timedelta(hours=2), "ends": now() - dt.timedelta(minutes=1)}
    Shift.objects.filter(pk=shift.pk).update(**over)
    SignUp.objects.filter(shift=shift).update(**over)
    Attendance.objects.update(came=over["starts"])


def read_by(leader, drawn):
    """What the scanner's own reader sees in that picture."""
    return leader.page.evaluate(READ, [drawn, "/static/look/qr/decode.js"])


@pytest.mark.parametrize("language", ["zh-hans"])
def test_a_morning_without_a_network(cast, visit, shift, language):
    with override(language):
        phone = visit(cast.account("liu"), language, PHONE)
        phone.go(f"/shifts/{shift.code}/")
        phone.press(gettext("I’ll come"))
        phone.go("/pass/")
        phone.page.locator("[data-stored]").wait_for()
        drawn = phone.page.evaluate(DRAWN)
        assert phone.page.evaluate(KEPT) == ["/pass/", page_of(shift, "here")]

        without_network(phone, True)
        phone.go("/pass/")
        assert phone.page.locator(".pass h2").inner_text() == "陪着下楼"
        phone.page.goto(phone.base + "/needs/")
        assert phone.page.locator("h1").inner_text() == "没有网，不要紧"
        phone.page.goto(f"{phone.base}{page_of(shift, 'here')}?c={day_code(shift, now())}")
        phone.page.locator("form[data-scan] button").click()
        phone.page.locator('li[data-answer="waiting"]').wait_for()
        assert phone.page.locator("form[data-scan] button").inner_text() == gettext("I’m leaving")
        phone.page.locator("[name=code]").fill("000000")
        phone.page.locator("form[data-scan] button").click()
        phone.page.locator('li[data-answer="waiting"]').nth(1).wait_for()
        assert Attendance.objects.count() == 0
        without_network(phone, False)
        phone.page.locator('li[data-answer="noted"]').wait_for()
        refused = phone.page.locator('li[data-answer="refused"]')
        assert gettext("Not noted:") in refused.inner_text()
        assert Attendance.objects.get().way == "day_code"
        phone.go(page_of(shift, "here"))
        assert refused.count() == 1
        phone.press(gettext("I have seen it"))
        refused.wait_for(state="detached")

        leader = visit(cast.account("nuan"), language)
        leader.go(page_of(shift, "scanner"))
        assert read_by(leader, drawn) == pass_token(SignUp.objects.get())
        leader.go(page_of(shift, "day"))
        slot = leader.page.locator("[data-day-code]").get_attribute("data-slot")
        assert read_by(leader, leader.page.evaluate(DRAWN)).split(".")[:2] == [shift.code, slot]
        two_hours_go_by(shift)
        leader.go(page_of(shift, "day"))
        leader.press("确认", within=".dock")
        assert ServiceRecord.objects.get().person == cast.liu
        phone.go("/hours/")
        assert "陪着下楼" in phone.page.locator("main").inner_text()
        phone.go("/me/")
        phone.page.goto(phone.base + "/account/logout/")
        phone.page.locator("main form button").first.click()
        phone.page.wait_for_url(lambda url: "logout" not in url)
        phone.page.wait_for_function(f"async () => !(await ({KEPT})()).length")


@pytest.fixture
def filmed(browser, tmp_path):
    """A browser whose camera sees one picture: `filmed(text)` holds a QR of the text before it."""
    camera = Camera(browser, tmp_path)

    def hold(text):
        drawn = io.BytesIO()
        segno.make(text).save(drawn, kind="png", scale=8, border=4)
        camera.hold(drawn.getvalue())
        return camera.browser

    yield hold
    camera.browser.close()


def test_the_leader_scans_a_pass_with_the_camera(cast, live_server, filmed, shift):
    mine = story.join(cast, "liu", shift)
    camera = filmed(f"{live_server.url}{reverse('records:shown', args=[pass_token(mine)])}")
    with contextlib.closing(camera.new_context(viewport=PHONE)) as context:
        leader = signed_in(context, live_server.url, cast.account("nuan"), "en")
        leader.go(page_of(shift, "scanner"))
        leader.page.get_by_role("button", name="Scan with the camera").click()
        leader.page.locator('li[data-answer="noted"]').wait_for()
        assert leader.page.locator('li[data-answer="noted"] b').inner_text().startswith("刘芳 came")
        leader.look()
    assert list(Attendance.objects.values_list("way", "noted_by")) == [("pass", cast.nuan.pk)]


def test_key_pages_in_english(cast, visit, shift):
    story.join(cast, "liu", shift)
    with override("en"):
        for who, size, pages in (
            ("liu", PHONE, ["/pass/", page_of(shift, "here")]),
            ("nuan", PHONE, ["scanner", "day"]),
        ):
            visitor = visit(cast.account(who), "en", size)
            for page in pages:
                visitor.go(page if page.startswith("/") else page_of(shift, page))
