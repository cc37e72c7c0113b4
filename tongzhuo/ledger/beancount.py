"""The book as Beancount, so that a program which is not ours adds it up. See https://beancount.github.io/docs/.

Every lot balances on its own in our book; Beancount is told the asset of each posting as its commodity, and its lot as
metadata. What the accounts have is asserted, with no tolerance, the day after the last transaction. People are numbers
there, never names.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby
from typing import TextIO

from django.db.models import Count, Exists, Max, Min, OuterRef, QuerySet, Sum

from tongzhuo.kernel.fields import subtree
from tongzhuo.ledger.models import Account, Asset, Balance, Entry, Transaction
from tongzhuo.ledger.snapshot import one_moment
from tongzhuo.ledger.states import AccountKind, AssetKind
from tongzhuo.places.models import Place

A_CHUNK = 2000
_ROOTS: dict[str, str] = {
    AccountKind.GIVER: "Income:Givers",
    AccountKind.STORE: "Assets:Stores",
    AccountKind.FUND: "Assets:Funds",
    AccountKind.PROJECT: "Assets:Projects",
    AccountKind.BENEFICIARIES: "Expenses:Helped",
    AccountKind.HOLDER: "Assets:Credit",
    AccountKind.LOSS: "Expenses:Lost",
    AccountKind.OPENING: "Equity:Found",
    AccountKind.EARNED: "Income:Earned",
}
_UNSAFE = re.compile(r"[^A-Z0-9]+")


def export(file: TextIO, place: Place | None = None) -> int:
    """Write the book, or every transaction that touches an account at or under `place`; returns how many."""
    with one_moment():
        return _export(file, place.path if place else "")


def _export(file: TextIO, path: str) -> int:
    inside = Entry.objects.filter(subtree(path, "account__place__path"), transaction=OuterRef("code"))
    chosen = Transaction.objects.filter(Exists(inside)) if path else Transaction.objects.all()
    days = chosen.aggregate(first=Min("on"), last=Max("on"), written=Count("pk"))
    if days["first"] is None:
        file.write('option "title" "Tongzhuo"\n')
        return 0
    assets = {asset.pk: asset for asset in Asset.objects.select_related("item", "unit")}
    names = {asset.pk: commodity(asset) for asset in assets.values()}
    file.writelines(_head(days["first"], assets, names))
    touched = Account.objects.filter(Exists(Entry.objects.filter(account=OuterRef("pk"), transaction__in=chosen)))
    for account in touched.select_related("place", "organisation").order_by("pk").iterator(A_CHUNK):
        file.writelines(_opened(account, days["first"]))
    file.writelines(_transactions(chosen, assets, names))
    file.writelines(_asserted(path, days["last"] + timedelta(days=1), assets, names))
    return int(days["written"])


def commodity(asset: Asset) -> str:
    """A name that Beancount takes, at most 24 characters: CNY, LAMP.7, MINUTES."""
    if asset.kind == AssetKind.MONEY:
        return asset.currency
    if asset.item is None:
        return "MINUTES" if asset.kind == AssetKind.HOURS else "CREDIT"
    word = _UNSAFE.sub("-", asset.item.slug.upper()).strip("-")[:14].rstrip("-")
    return f"{word if word[:1].isalpha() else 'ITEM'}.{asset.pk}"


def account_name(kind: str, code: str) -> str:
    return f"{_ROOTS[kind]}:N{code}"


def shown(asset: Asset, amount: int) -> str:
    """Money in its larger unit with two decimals, everything else as it is counted."""
    return f"{Decimal(amount) / 100:.2f}" if asset.kind == AssetKind.MONEY else str(amount)


def _head(first: date, assets: dict[int, Asset], names: dict[int, str]) -> Iterator[str]:
    yield 'option "title" "Tongzhuo"\noption "operating_currency" "CNY"\n\n'
    for asset in assets.values():
        yield f"{first} commodity {names[asset.pk]}\n"
        if asset.item is not None and asset.unit is not None:
            yield f"  name: {_quoted(asset.item.name_en or asset.item.name_zh)}\n  unit: {_quoted(asset.unit.slug)}\n"
    yield "\n"


def _opened(account: Account, first: date) -> Iterator[str]:
    yield f"{first} open {account_name(account.kind, account.code)}\n"
    if account.person_id is None:
        yield f"  name: {_quoted(account.title)}\n"
    yield f"  place: {_quoted(account.place.path)}\n"


def _transactions(chosen: QuerySet[Transaction], assets: dict[int, Asset], names: dict[int, str]) -> Iterator[str]:
    rows = Entry.objects.filter(transaction__in=chosen).order_by("transaction__on", "transaction__pk", "pk")
    facts = ("transaction__code", "transaction__on", "transaction__memo", "transaction__about")
    wanted = rows.values_list(*facts, "account__kind", "account__code", "asset", "amount", "lot__code")
    for (code, on, memo, about), group in groupby(wanted.iterator(A_CHUNK), key=lambda row: row[:4]):
        lines = [f'\n{on} * {_quoted(memo)}\n  code: "{code}"\n']
        if about:
            lines.append(f"  about: {_quoted(about)}\n")
        for *_told, kind, account, asset, amount, lot in group:
            lines.append(f"  {account_name(kind, account)}  {shown(assets[asset], amount)} {names[asset]}\n")
            lines.append(f'    lot: "{lot}"\n')
        yield "".join(lines)


def _asserted(path: str, day: date, assets: dict[int, Asset], names: dict[int, str]) -> Iterator[str]:
    """What our own balances say."""
    there = Balance.objects.filter(subtree(path, "account__place__path")).order_by("account", "lot__asset")
    sums = there.values_list("account__kind", "account__code", "lot__asset").annotate(there=Sum("amount"))
    yield "\n"
    for kind, code, asset, amount in sums.iterator(A_CHUNK):
        yield f"{day} balance {account_name(kind, code)}  {shown(assets[asset], amount)} ~ 0 {names[asset]}\n"


def _quoted(text: str) -> str:
    plain = " ".join(text.split()).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{plain}"'
