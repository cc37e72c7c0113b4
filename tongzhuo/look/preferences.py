"""How the pages look for this person: language, large text, day or night. Kept in cookies, before any sign-in."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

BIG_COOKIE = "tz_big"
THEME_COOKIE = "tz_theme"
THEMES = ("auto", "light", "dark")
COOKIE_AGE = 60 * 60 * 24 * 365


@dataclass(frozen=True)
class Preferences:
    """What base.html reads. `theme` is auto, light or dark; `here` is the page to come back to after a change."""

    language: str
    big: bool
    theme: str
    here: str

    @property
    def html_lang(self) -> str:
        return "zh-Hans" if self.language.startswith("zh") else self.language

    @property
    def other_language(self) -> str:
        return "en" if self.language.startswith("zh") else "zh-hans"


def preferences_of(request: HttpRequest) -> Preferences:
    theme = request.COOKIES.get(THEME_COOKIE, "")
    return Preferences(
        language=get_language() or settings.LANGUAGE_CODE,
        big=request.COOKIES.get(BIG_COOKIE) == "1",
        theme=theme if theme in THEMES else "auto",
        here=request.get_full_path() if request.method in {"GET", "HEAD"} else "",
    )
