"""What somebody is about to say: a photo with a word on who is on it; an answer."""

from dataclasses import dataclass

from django.core.files.base import File

MOST_WORDS = 4000
MOST_PHOTOS = 6


@dataclass(frozen=True)
class PhotoDraft:
    """A photo that has passed its check (see `needs.photos`). `shows`: see `states.Shows`."""

    file: "File[bytes]"
    shows: str


@dataclass(frozen=True)
class Word:
    """An answer (`states.Answer`), the person's own words, and how it was (`states.Felt`, or empty)."""

    answer: str
    words: str = ""
    felt: str = ""
