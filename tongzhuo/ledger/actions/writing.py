"""How a posting is written: accounts locked in the order of their keys, entries first, their transaction as the seal.

Two that meet wait for each other and never in a circle; what an account has is read under that lock.
"""

from collections.abc import Iterable, Sequence

from tongzhuo.kernel.memory import record
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.ledger import rules
from tongzhuo.ledger.models import Account, Balance, Entry, Lot, Transaction
from tongzhuo.ledger.moves import Move


def locked(moves: Iterable[Move]) -> list[Move]:
    """The moves with their accounts locked and as they stand, and their lots as they were written."""
    moves = list(moves)
    accounts = lock({move.account.pk for move in moves})
    lots = Lot.objects.select_related("asset", "purpose__parent").in_bulk({move.lot.pk for move in moves})
    return [Move(accounts[move.account.pk], lots[move.lot.pk], move.amount) for move in moves]


def lock(pks: Iterable[int]) -> dict[int, Account]:
    related = Account.objects.select_related("place", "organisation", "person", "purpose__parent")
    rows = related.select_for_update(of=("self",), no_key=True).filter(pk__in=pks).order_by("pk")
    return {account.pk: account for account in rows}


def written(by: Viewer, posted: Transaction, moves: Sequence[Move], there: rules.Spots) -> Transaction:
    """`there`: what the accounts had of the lots before."""
    Entry.objects.bulk_create(entries(posted, moves))
    posted.save(force_insert=True)
    balances(moves, {move.spot: there.get(move.spot, 0) + (move.amount or 0) for move in moves})
    did = "transaction.reversed" if posted.reverses_id else "transaction.posted"
    record(by=by, did=did, on=posted, path=posted.place.path, about=posted.about)
    return posted


def entries(posted: Transaction, moves: Sequence[Move]) -> list[Entry]:
    """The database adds them up when the row of their transaction is set."""
    return [
        Entry(
            transaction_id=posted.code,
            account=move.account,
            lot=move.lot,
            asset=move.lot.asset,
            amount=move.amount or 0,
        )
        for move in moves
    ]


def balances(moves: Sequence[Move], after: rules.Spots) -> None:
    """Write down what the accounts have of the lots now, one statement for many."""
    rows = [
        Balance(account=move.account, lot=move.lot, holds=move.account.holds, amount=after[move.spot]) for move in moves
    ]
    unique, changed = ["account", "lot"], ["amount"]
    Balance.objects.bulk_create(
        rows, batch_size=1000, update_conflicts=True, unique_fields=unique, update_fields=changed
    )
