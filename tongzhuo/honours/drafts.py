"""What somebody wrote before it is a line: with the fields that Civil Affairs Order 67 names, articles 8 to 10."""

import datetime as dt
from dataclasses import dataclass

from tongzhuo.vocabulary.models import Term

MOST_NAME = 200
MOST_WORDS = 500
MOST_DEED = 200
LONGEST_TRAINING = 60 * 500  # minutes of one line: a course of some months


@dataclass(frozen=True)
class Training:
    """`minutes` of learning, `organiser` who held it, `skill` what it proves, good until `skill_until`."""

    name: str
    content: str
    minutes: int
    organiser: str
    held_on: dt.date
    skill: Term | None = None
    skill_until: dt.date | None = None


@dataclass(frozen=True)
class Commendation:
    """`granted_by` is the unit that gave it, `seen` the paper that shows it where that was another unit."""

    name: str
    given_on: dt.date
    granted_by: str
    seen: str = ""


@dataclass(frozen=True)
class Judgement:
    """How one service was done."""

    quality: str
    evaluated_on: dt.date
    words: str = ""
