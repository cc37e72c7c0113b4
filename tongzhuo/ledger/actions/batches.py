"""Postings that come in by the hundred, as from a file."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from tongzhuo.kernel.memory import record
from tongzhuo.kernel.verdicts import require
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.ledger import queries, rules
from tongzhuo.ledger.actions.writing import balances, entries, locked
from tongzhuo.ledger.models import Entry, Transaction
from tongzhuo.ledger.moves import Move, summed
from tongzhuo.places.models import Place


@dataclass(frozen=True)
class Posting:
    """What one call of `post` would be told."""

    moves: Sequence[Move]
    on: date | None = None
    memo: str = ""
    about: str = ""
    key: str = ""


@transaction.atomic
def post_all(*, by: Viewer, place: Place, postings: Sequence[Posting]) -> list[Transaction]:
    """All of them or none, in this order and by the same rules as one; what stands already by its key is left out.
    One line for the batch. Losses are not among them: those take two people each."""
    for posting in postings:
        require(rules.may_move(posting.moves))
    rows = iter(locked([move for posting in postings for move in posting.moves]))
    ahead = _new([(posting, summed([next(rows) for _move in posting.moves])) for posting in postings])
    there = queries.there(move for _posting, moves in ahead for move in moves)
    posted = _checked(by, place, ahead, there)
    Entry.objects.bulk_create([entry for one, moves in posted for entry in entries(one, moves)], batch_size=1000)
    Transaction.objects.bulk_create([one for one, _moves in posted], batch_size=1000)
    moved = {move.spot: move for _one, moves in posted for move in moves}
    balances(list(moved.values()), there)
    record(by=by, did="transactions.posted", on=place, path=place.path, count=len(posted))
    return [one for one, _moves in posted]


def _new(named: Sequence[tuple[Posting, list[Move]]]) -> list[tuple[Posting, list[Move]]]:
    """Without those whose key stands in the book or earlier in the batch."""
    keys = [posting.key for posting, _moves in named if posting.key]
    known = set(Transaction.objects.filter(key__in=keys).values_list("key", flat=True))
    ahead = []
    for posting, moves in named:
        if not posting.key or posting.key not in known:
            ahead.append((posting, moves))
            known.add(posting.key)
    return ahead


def _checked(
    by: Viewer, place: Place, ahead: Sequence[tuple[Posting, list[Move]]], there: dict[tuple[int, int], int]
) -> list[tuple[Transaction, list[Move]]]:
    """Each asked against what the ones before it left; `there` is what the accounts have at the end."""
    today = queries.today_in(place)
    paths = {place.path} | {move.account.place.path for _posting, moves in ahead for move in moves}
    closed = queries.closed_until(paths)
    posted = []
    for posting, moves in ahead:
        day = posting.on or today
        require(rules.may_post(by, moves, there=there, on=day, today=today, closed_until=closed))
        for move in moves:
            there[move.spot] = there.get(move.spot, 0) + (move.amount or 0)
        facts = {"memo": posting.memo.strip()[:300], "about": posting.about, "key": posting.key or None}
        posted.append((Transaction(place=place, on=day, person_id=by.person_id, **facts), moves))
    return posted
