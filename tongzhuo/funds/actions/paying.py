"""Money in and out, in the book: giver to fund, fund to project, project to what it was spent on, and back.

A project has one account for each restriction of the money it is paid from, so that what is left goes back as it came.
"""

from collections.abc import Callable, Iterable

from django.db import transaction

from tongzhuo.funds import queries, rules
from tongzhuo.funds.actions.locking import account, in_the_book, lock, lock_application
from tongzhuo.funds.drafts import MoneyIn, Spent
from tongzhuo.funds.models import Fund, FundReceipt, GrantApplication, GrantSpending
from tongzhuo.funds.states import ApplicationState
from tongzhuo.kernel.memory import record
from tongzhuo.kernel.verdicts import require
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.ledger import actions as book
from tongzhuo.ledger.models import Account, Balance, Transaction
from tongzhuo.ledger.moves import Move, from_to
from tongzhuo.ledger.states import AccountKind
from tongzhuo.vocabulary.models import Term

Target = Callable[[Balance], Account]


@transaction.atomic
def take_in(*, by: Viewer, fund: Fund, money: MoneyIn) -> FundReceipt:
    """The charity has received it: from its givers into the fund, as a lot with the restriction it came with."""
    fund = lock(fund.pk)
    known = FundReceipt.objects.filter(fund=fund, number=money.number.strip()).exists()
    named = money.purpose is not None and fund.purposes.filter(pk=money.purpose.pk).exists()
    today = queries.today_of(fund)
    require(rules.may_take_in(by, fund, money, known=known, in_purposes=named, today=today))
    receipt = FundReceipt(fund=fund, number=money.number.strip(), giver=money.giver.strip(), named=money.named)
    receipt.amount, receipt.purpose, receipt.on = money.amount, money.purpose, money.on
    receipt.posted, receipt.entered_by_id = _received(by, fund, receipt).code, by.person_id
    receipt.save(force_insert=True)
    record(by=by, did="fund.received", on=receipt, path=fund.place.path, fund=fund.code, amount=money.amount)
    return receipt


def _received(by: Viewer, fund: Fund, receipt: FundReceipt) -> Transaction:
    writer = in_the_book(by)
    cny = book.asset_of_money("CNY", by=writer)
    lot = book.new_lot(by=writer, asset=cny, place=fund.place, about=fund.about, purpose=receipt.purpose)
    source = account(by, fund, AccountKind.GIVER, fund.about)
    moves = from_to(source, account(by, fund, AccountKind.FUND, fund.about), lot, receipt.amount)
    key = f"fund:{fund.code}:{receipt.number}"
    return book.post(by=writer, place=fund.place, moves=moves, memo=receipt.number, about=fund.about, key=key)


@transaction.atomic
def name_giver(*, by: Viewer, receipt: FundReceipt, named: bool) -> FundReceipt:
    """A giver who is no longer to be named is not, from this moment on: names are in no disclosure."""
    fund = lock(receipt.fund_id)
    require(rules.may_name_giver(by, fund))
    receipt.named = named
    receipt.save(update_fields=["named"])
    record(by=by, did="giver.named" if named else "giver.unnamed", on=receipt, path=fund.place.path, fund=fund.code)
    return receipt


@transaction.atomic
def pay_instalment(*, by: Viewer, application: GrantApplication, amount: int) -> Transaction:
    """From the fund to the project: first what was given for this purpose, then what is free."""
    grant = lock_application(application)
    stock = queries.usable(queries.stock_of(grant.fund), grant.purpose)
    money = queries.money_of([grant])[grant.pk]
    require(rules.may_pay(by, grant, amount, money=money, there=queries.total(stock)))
    moves = _parts(stock, amount, lambda row: _project_account(by, grant, row.lot.purpose))
    posted = _post(by, grant, moves, memo=grant.title)
    record(by=by, did="grant.paid", on=grant, path=grant.fund.place.path, amount=amount, posted=posted.code)
    return posted


@transaction.atomic
def spend_grant(*, by: Viewer, application: GrantApplication, spent: Spent) -> GrantSpending:
    """From the project to what it is for, with the number of the receipt."""
    grant = lock_application(application)
    known = GrantSpending.objects.filter(application=grant, number=spent.number.strip()).exists()
    money, today = queries.money_of([grant])[grant.pk], queries.today_of(grant.fund)
    require(rules.may_spend(by, grant, spent, money=money, known=known, today=today))
    used = account(by, grant.fund, AccountKind.BENEFICIARIES, grant.about, purpose=grant.purpose, name=grant.title)
    moves = _parts(_held(grant), spent.amount, lambda _row: used)
    posted = _post(by, grant, moves, memo=f"{spent.number.strip()} {spent.what.strip()}")
    facts = {"number": spent.number.strip(), "what": spent.what.strip(), "amount": spent.amount, "on": spent.on}
    made = GrantSpending.objects.create(application=grant, posted=posted.code, entered_by_id=by.person_id, **facts)
    record(by=by, did="grant.spent", on=grant, path=grant.fund.place.path, amount=spent.amount, posted=posted.code)
    return made


@transaction.atomic
def settle_grant(*, by: Viewer, application: GrantApplication) -> GrantApplication:
    """What is left goes back to the fund, each part with its restriction, and the grant is settled."""
    grant = lock_application(application)
    require(rules.may_settle(by, grant))
    held = _held(grant)
    back = account(by, grant.fund, AccountKind.FUND, grant.fund.about)
    left = queries.total(held)
    if left:
        _post(by, grant, _parts(held, left, lambda _row: back), memo=grant.title)
    grant.state = ApplicationState.SETTLED
    grant.save(update_fields=["state"])
    record(by=by, did="grant.settled", on=grant, path=grant.fund.place.path, returned=left)
    return grant


def _post(by: Viewer, grant: GrantApplication, moves: list[Move], *, memo: str) -> Transaction:
    return book.post(by=in_the_book(by), place=grant.fund.place, moves=moves, memo=memo, about=grant.about)


def _parts(stock: Iterable[Balance], amount: int, target: Target) -> list[Move]:
    """So much of the lots, in their order, each to where it belongs."""
    moves: list[Move] = []
    for row in stock:
        part = min(amount, row.amount)
        moves += from_to(row.account, target(row), row.lot, part) if part else []
        amount -= part
    return moves


def _held(grant: GrantApplication) -> list[Balance]:
    """What the project still has of it."""
    rows = Balance.objects.filter(account__about=grant.about, account__kind=AccountKind.PROJECT, amount__gt=0)
    return list(rows.select_related("account", "lot__asset", "lot__purpose").order_by("lot"))


def _project_account(by: Viewer, grant: GrantApplication, purpose: Term | None) -> Account:
    kind, body = AccountKind.PROJECT, grant.organisation
    return account(by, grant.fund, kind, grant.about, purpose=purpose, organisation=body, name=grant.title)
