"""What a posting moves: so much of a lot into an account or out of it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from tongzhuo.ledger.models import Account, Lot

MOST = 2**53  # what every program that reads the book counts exactly


@dataclass(frozen=True)
class Move:
    """`amount` in base units: above nothing into the account, below nothing out of it; None is not confirmed yet."""

    account: Account
    lot: Lot
    amount: int | None

    @property
    def spot(self) -> tuple[int, int]:
        return self.account.pk, self.lot.pk


def from_to(source: Account, target: Account, lot: Lot, amount: int | None) -> list[Move]:
    """The two halves of moving something from one account to another."""
    return [Move(source, lot, None if amount is None else -amount), Move(target, lot, amount)]


def summed(moves: Iterable[Move]) -> list[Move]:
    """One move for each account and lot; what comes to nothing is left out."""
    totals: Counter[tuple[int, int]] = Counter()
    named: dict[tuple[int, int], Move] = {}
    for move in moves:
        totals[move.spot] += move.amount or 0
        named.setdefault(move.spot, move)
    return [Move(named[spot].account, named[spot].lot, total) for spot, total in sorted(totals.items()) if total]
