"""What a page and a paper say of the figures: amounts in words, names in the language of the reader."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language, gettext, pgettext

from tongzhuo.funds import reckoning
from tongzhuo.funds.models import Disclosure, FundMember
from tongzhuo.funds.states import Choice
from tongzhuo.ledger.words import FEN
from tongzhuo.look.dates import day
from tongzhuo.vocabulary.amounts import format_amount

MINUS = "\N{MINUS SIGN}"


def yuan(fen: int) -> str:
    return f"{MINUS if fen < 0 else ''}{format_amount(abs(fen), FEN)}"


def name_of(names: list[str]) -> str:
    """Of a Chinese and an English name the reader's; of none, what money without a restriction is for."""
    if not any(names):
        return gettext("whatever the fund is for")
    zh, en = names
    return (zh or en) if (get_language() or "").startswith("zh") else (en or zh)


@dataclass(frozen=True)
class Row:
    """One line of a table: what, more about it, how much; `code` of a grant that has a page."""

    what: str
    detail: str
    amount: str
    code: str = ""


@dataclass(frozen=True)
class Account:
    """A disclosure in words."""

    totals: dict[str, str]
    received: list[Row]
    purposes: list[Row]
    grants: list[Row]
    decisions: list[Row]
    committee: str
    unnamed: int


def account(found: Disclosure) -> Account:
    told = found.figures
    seats = FundMember.objects.filter(code__in=told["committee"]).select_related("person").order_by("pk")
    names = [seat.person.shown_name for seat in seats if seat.named]
    return Account(
        totals={name: yuan(amount) for name, amount in reckoning.totals(told).items()},
        received=[Row(name_of(row["purpose"]), "", yuan(row["amount"])) for row in told["received"]],
        purposes=[Row(name_of(names), "", yuan(amount)) for names, amount in reckoning.by_purpose(told)],
        grants=[_grant(row) for row in told["grants"]],
        decisions=[_decision(row) for row in told["decisions"]],
        committee=pgettext("between names", ", ").join(names),
        unnamed=len(told["committee"]) - len(names),
    )


def _grant(row: dict[str, Any]) -> Row:
    said = gettext("%(to)s: paid %(paid)s, spent %(spent)s, given back %(returned)s") % {
        "to": name_of(row["to"]),
        "paid": yuan(row["paid"]),
        "spent": yuan(row["spent"]),
        "returned": yuan(row["returned"]),
    }
    return Row(row["title"], said, yuan(row["paid"] - row["returned"]), row["code"])


def _decision(row: dict[str, Any]) -> Row:
    what = row.get("title") or gettext("An application that was not granted")
    said = f"{day(dt.date.fromisoformat(row['on']))} · {votes_in_words(row['votes'])}"
    return Row(what, said, yuan(row["amount"]), row.get("code", ""))


def votes_in_words(votes: dict[str, int]) -> str:
    """3 for, 1 against: whatever was said by nobody is left out."""
    said = [f"{votes[choice]} {label}" for choice, label in Choice.choices if votes.get(choice)]
    return gettext(", ").join(said)
