"""A real browser that looks at the running product, and what must hold on every page it sees."""

import os
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    # Playwright runs its own event loop; the test itself stays synchronous. Said only where a browser really runs.
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with sync_playwright() as playwright:
        where = os.environ.get("CHROMIUM", "/usr/bin/chromium")
        chromium = playwright.chromium.launch(executable_path=where, args=QUIET)
        yield chromium
        chromium.close()


class Watched:
    """A page of one person in one language, on a phone or at a desk, that keeps what went wrong."""

    def __init__(self, page: Page, base: str) -> None:
        self.page, self.base = page, base
        self.faults: list[str] = []
        page.on("console", lambda said: self.faults.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("request", lambda request: self._own(request.url))

    def _own(self, url: str) -> None:
        if not url.startswith((self.base, "data:", "blob:")):
            self.faults.append(f"external request: {url}")

    def go(self, path: str) -> None:
        self.page.goto(self.base + path)
        self.look()

    def look(self) -> None:
        """No error, nothing loaded from elsewhere, nothing wider than the screen, nothing axe objects to."""
        self.page.wait_for_load_state()
        assert self.faults == []
        assert self.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1"), self.page.url
        violations = Axe().run(self.page).response["violations"]
        assert [(one["id"], one["nodes"][0]["html"]) for one in violations] == []

    def press(self, name: str, *, within: str = "body") -> None:
        """Press the button or link of this name, and look at where it leads."""
        part = self.page.locator(within)
        part.get_by_role("button", name=name).or_(part.get_by_role("link", name=name)).first.click()
        self.look()

    def ring(self) -> list[str]:
        """The five seats as they are drawn, clockwise from the community's."""
        seats = self.page.locator("figure.table-fig svg.lk").first.locator("g.lk-seat").all()
        states = [(seat.get_attribute("class") or "").split() for seat in seats]
        return [next(one[3:] for one in classes if one.startswith("lk-") and one != "lk-seat") for classes in states]


def signed_in(context: BrowserContext, base: str, account, language: str) -> Watched:
    """A page of that account, or of nobody."""
    cookies = [{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": base}]
    if account is not None:
        client = Client()
        client.force_login(account)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        cookies.append({"name": settings.SESSION_COOKIE_NAME, "value": session, "url": base})
    context.add_cookies(cookies)
    return Watched(context.new_page(), base)


@pytest.fixture
def visit(browser, live_server) -> Iterator:
    """`visit(account, "en", PHONE)` opens the product as that account, or as nobody."""
    opened: list[BrowserContext] = []

    def open_for(account, language: str, size: dict[str, int] = DESK) -> Watched:
        context = browser.new_context(viewport=size)
        opened.append(context)
        return signed_in(context, live_server.url, account, language)

    yield open_for
    for context in opened:
        context.close()
