"""What somebody hands in or writes down, before it is a row; and what a rule is told of the money. Money is in fen."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.conf import settings

from tongzhuo.funds.states import DisclosureKind
from tongzhuo.organisations.models import Organisation
from tongzhuo.projects.models import Project
from tongzhuo.vocabulary.models import Term

MOST_NAME, MOST_WORDS, MOST_TEXT, MOST_LINES = 120, 300, 4000, 30
Lines = tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class FundDraft:
    """`ceiling`: the most that one grant may be."""

    name_zh: str
    name_en: str
    host: Organisation
    rules: str
    purposes: tuple[Term, ...]
    ceiling: int


@dataclass(frozen=True)
class MoneyIn:
    """A receipt of the host charity. `named`: its giver agreed to be named."""

    number: str
    giver: str
    amount: int
    on: dt.date
    named: bool = False
    purpose: Term | None = None


@dataclass(frozen=True)
class Proposal:
    """What is applied for. `lines`: what each part of the amount is for."""

    organisation: Organisation
    title: str
    words: str
    purpose: Term
    amount: int
    lines: Lines
    starts_on: dt.date
    ends_on: dt.date
    project: Project | None = None


@dataclass(frozen=True)
class Meeting:
    """`votes`: what each seat of the committee said, by its primary key; whoever was not there is not in it.
    `amount`: what is granted if it is carried."""

    on: dt.date
    minutes: str
    votes: Mapping[int, str] = field(default_factory=dict)
    amount: int = 0
    conditions: str = ""


@dataclass(frozen=True)
class Spent:
    """One receipt of what a grant was spent on."""

    number: str
    what: str
    amount: int
    on: dt.date


@dataclass(frozen=True)
class GrantMoney:
    """What became of a grant: paid out of the fund, spent with receipts, and what the project still has."""

    paid: int = 0
    spent: int = 0

    @property
    def left(self) -> int:
        return self.paid - self.spent


@dataclass(frozen=True)
class Room:
    """How much of a fund is still free for a purpose: by its budget of the year (None: it has none), and by what is
    there and not promised."""

    budget: int | None
    there: int


@dataclass(frozen=True)
class Due:
    """The next account of a fund: from which day, and by when it is to be published."""

    kind: DisclosureKind
    since: dt.date
    on: dt.date

    def is_late(self, today: dt.date) -> bool:
        return today > self.on

    def is_near(self, today: dt.date) -> bool:
        return today > self.on - dt.timedelta(days=settings.FUND_REMINDER_DAYS)
