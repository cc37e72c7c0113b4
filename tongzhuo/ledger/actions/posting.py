"""Everything that moves: posting, taking back, and what a count finds."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from tongzhuo.kernel.memory import record
from tongzhuo.kernel.verdicts import require
from tongzhuo.kernel.viewer import Viewer, the_system
from tongzhuo.ledger import queries, rules
from tongzhuo.ledger.actions.accounts import open_account
from tongzhuo.ledger.actions.writing import lock, locked, written
from tongzhuo.ledger.models import Account, Count, Lot, Transaction
from tongzhuo.ledger.moves import Move, from_to, summed
from tongzhuo.ledger.states import AccountKind
from tongzhuo.people.models import Person
from tongzhuo.places.models import Place


@transaction.atomic
def post(
    *,
    by: Viewer,
    place: Place,
    moves: Sequence[Move],
    on: date | None = None,
    memo: str = "",
    about: str = "",
    key: str = "",
    witness: Person | None = None,
) -> Transaction:
    """Write down what moved: all of it, or none. With a `key` it is written once, however often it is sent."""
    require(rules.may_move(moves))
    rows = locked(moves)
    require(rules.may_touch(by, rows))
    if key and (posted := Transaction.objects.filter(key=key).first()) is not None:
        return posted
    moves, today = summed(rows), queries.today_in(place)
    there, day = queries.there(moves), on or today
    closed = queries.closed_until({place.path, *(move.account.place.path for move in moves)})
    seen = witness.pk if witness else None
    require(rules.may_post(by, moves, there=there, on=day, today=today, closed_until=closed, witness=seen))
    facts = {"memo": memo.strip()[:300], "about": about, "key": key or None, "witness": witness}
    return written(by, Transaction(place=place, on=day, person_id=by.person_id, **facts), moves, there)


@transaction.atomic
def reverse(of: Transaction, *, by: Viewer, reason: str, witness: Person | None = None) -> Transaction:
    """Take a transaction back by its opposite, today. What has moved on since stays where it is: then it is refused."""
    moves = locked(queries.turned_round(of))
    of = Transaction.objects.select_related("place").get(pk=of.pk)
    there, today = queries.there(moves), queries.today_in(of.place)
    closed = queries.closed_until({of.place.path, *(move.account.place.path for move in moves)})
    done = Transaction.objects.filter(reverses=of).exists()
    require(
        rules.may_reverse(
            by, of, moves, there=there, reason=reason, reversed_already=done, today=today, closed_until=closed
        )
    )
    facts = {"memo": reason.strip(), "about": of.about, "reverses": of, "witness": witness}
    return written(by, Transaction(place=of.place, on=today, person_id=by.person_id, **facts), moves, there)


@transaction.atomic
def count_stock(
    *,
    by: Viewer,
    account: Account,
    lot: Lot,
    counted: int | None,
    reason: str = "",
    witness: Person | None = None,
) -> Count:
    """Somebody counted. What is missing goes to the loss of the place, what was found comes from its found account."""
    others = Account.objects.filter(place=account.place, kind__in=(AccountKind.LOSS, AccountKind.OPENING))
    account = lock({account.pk, *others.values_list("pk", flat=True)})[account.pk]
    booked, today = queries.balance(account, lot), queries.today_in(account.place)
    require(rules.may_count(by, account, counted=counted, booked=booked, reason=reason))
    facts = {"booked": booked, "counted": counted or 0, "reason": reason.strip()}
    count = Count(account=account, lot=lot, on=today, person_id=by.person_id, **facts)
    if count.difference:
        moves = _difference(by, account, lot, count.difference)
        about = f"count:{count.code}"
        count.settled_by = post(
            by=by, place=account.place, moves=moves, memo=count.reason, about=about, witness=witness
        )
    count.save(force_insert=True)
    record(by=by, did="stock.counted", on=count, path=account.place.path, difference=count.difference)
    return count


def _difference(by: Viewer, account: Account, lot: Lot, difference: int) -> list[Move]:
    kind = AccountKind.LOSS if difference < 0 else AccountKind.OPENING
    other = queries.account_at(account.place, kind) or open_account(by=_office(by), kind=kind, place=account.place)
    return from_to(account, other, lot, -difference)


def _office(by: Viewer) -> Viewer:
    """A keeper who counts may be the first at a place to need its loss account; opening it is no right of its own."""
    return the_system("ledger") if by.is_somebody else by
