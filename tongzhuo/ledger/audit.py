"""Every entry read again and added up, by itself and in the order it was written; and what does not come out even.

It streams: two passes over the entries as they stood at one moment, and never more than one transaction or one lot of
an account in memory.
"""

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain, groupby
from typing import Any

from django.db.models import Exists, F, OuterRef, Q

from tongzhuo.kernel.fields import subtree
from tongzhuo.ledger.models import Account, Balance, Closing, Entry, Transaction, Unsealed
from tongzhuo.ledger.rules import is_for
from tongzhuo.ledger.snapshot import one_moment
from tongzhuo.ledger.states import USING
from tongzhuo.places.models import Place
from tongzhuo.vocabulary.models import Term

MOST_SHOWN = 100
A_CHUNK = 5000
Row = tuple[Any, ...]


@dataclass(frozen=True)
class Finding:
    """`what` is a code, `on` the thing (`transaction:CODE`, `account:CODE`), `facts` the two numbers that differ."""

    what: str
    on: str
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass
class Audited:
    """What one audit read and found. `findings` holds the first hundred of `found`."""

    transactions: int = 0
    entries: int = 0
    seconds: float = 0.0
    found: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def balanced(self) -> bool:
        return not self.found

    def note(self, what: str, on: str, **facts: Any) -> None:
        self.found += 1
        if len(self.findings) < MOST_SHOWN:
            self.findings.append(Finding(what, on, facts))


def audit(place: Place | None = None) -> Audited:
    """Re-add the whole book, or what was written at a place and what its accounts hold."""
    audited, started = Audited(), time.perf_counter()
    path = place.path if place else ""
    with one_moment():
        for read in (_transactions, _accounts, _misused, _after_closing):
            read(audited, path)
    for left in Unsealed.objects.all():
        audited.note("seal_open", f"unsealed:{left.code}", why=left.why)
    audited.seconds = time.perf_counter() - started
    return audited


def _transactions(audited: Audited, path: str) -> None:
    """Each lot of each transaction comes to nothing, and is of the asset that the entry says."""
    entries = Entry.objects.filter(subtree(path, "transaction__place__path")).order_by("transaction", "pk")
    rows = entries.values_list("transaction", "lot", "amount", "asset", "lot__asset")
    for code, group in groupby(rows.iterator(A_CHUNK), key=lambda row: row[0]):
        sums: Counter[int] = Counter()
        for _code, lot, amount, asset, asset_of_lot in group:
            audited.entries += 1
            sums[lot] += amount
            if asset != asset_of_lot:
                audited.note("other_asset", f"transaction:{code}", lot=lot)
        audited.transactions += 1
        if any(sums.values()):
            audited.note("unbalanced", f"transaction:{code}", left=sum(map(abs, sums.values())))
    empty = Transaction.objects.filter(~Exists(Entry.objects.filter(transaction=OuterRef("code"))))
    for code in empty.filter(subtree(path, "place__path")).values_list("code", flat=True).iterator():
        audited.note("no_entries", f"transaction:{code}")


def _accounts(audited: Audited, path: str) -> None:
    """The kept balance is the sum of the entries, and what holds never went below nothing on the way."""
    entries = Entry.objects.filter(subtree(path, "account__place__path")).order_by("account", "lot", "pk")
    rows = entries.values_list("account", "lot", "amount", "balance__amount", "balance__holds")
    for (account, lot), group in groupby(rows.iterator(A_CHUNK), key=lambda row: row[:2]):
        _account(audited, account, lot, group)
    written = Entry.objects.filter(account=OuterRef("account"), lot=OuterRef("lot"))
    idle = Balance.objects.filter(~Q(amount=0), ~Exists(written)).filter(subtree(path, "account__place__path"))
    for code, amount in idle.values_list("account__code", "amount").iterator():
        audited.note("balance_differs", f"account:{code}", kept=amount, added=0)


def _account(audited: Audited, account: int, lot: int, rows: Iterator[Row]) -> None:
    total, lowest, row = 0, 0, next(rows)
    kept, holds = row[3:]
    for _account_pk, _lot, amount, _kept, _holds in chain((row,), rows):
        total += amount
        lowest = min(lowest, total)
    if kept != total:
        audited.note("balance_differs", f"account:{_code(account)}", lot=lot, kept=kept, added=total)
    if holds and lowest < 0:
        audited.note("went_below_nothing", f"account:{_code(account)}", lot=lot, lowest=lowest)


def _code(account: int) -> str:
    return Account.objects.values_list("code", flat=True).get(pk=account)


def _misused(audited: Audited, path: str) -> None:
    """Restricted lots that reached a use of another purpose. Reversals only take back."""
    used = Entry.objects.filter(
        subtree(path, "account__place__path"),
        lot__purpose__isnull=False,
        amount__gt=0,
        account__kind__in=USING,
        transaction__reverses=None,
    ).exclude(account__purpose=F("lot__purpose"))
    pairs = used.values_list("transaction", "lot__purpose", "account__purpose").iterator(A_CHUNK)
    terms = {term.pk: term for term in Term.objects.filter(shelf="purpose").select_related("parent")}
    for code, wanted, purpose in pairs:
        if not is_for(terms.get(purpose), terms[wanted]):
            audited.note("restriction_broken", f"transaction:{code}")


def _after_closing(audited: Audited, path: str) -> None:
    """Written after the book was closed, for a day that was closed."""
    for closing in Closing.objects.filter(subtree(path, "place__path")).select_related("place"):
        late = Transaction.objects.filter(on__lte=closing.until, created__gt=closing.created)
        for code in late.filter(subtree(closing.place.path, "place__path")).values_list("code", flat=True).iterator():
            audited.note("after_closing", f"transaction:{code}", until=closing.until.isoformat())
