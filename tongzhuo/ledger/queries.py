"""What is where, since when and by which way; and who may read it. Every page starts here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet, Sum
from django.utils.timezone import localdate

from tongzhuo.kernel.fields import subtrees
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.ledger.models import Account, Asset, AuditRun, Balance, Closing, Entry, Lot, Transaction
from tongzhuo.ledger.moves import Move
from tongzhuo.ledger.rules import READERS
from tongzhuo.organisations.queries import paths_to
from tongzhuo.organisations.states import KEEPERS, Role
from tongzhuo.places.models import Place


def accounts_visible_to(viewer: Viewer) -> QuerySet[Account]:
    """Those of the places whose books somebody reads, of the organisations they act for, and their own."""
    rows = Account.objects.select_related("place", "organisation", "person", "purpose__parent")
    return rows.filter(_readable(viewer))


def _readable(viewer: Viewer, prefix: str = "") -> Q:
    if viewer.is_system:
        return Q()
    if not viewer.is_somebody:
        return Q(pk__in=[])
    acts_for = {held.organisation_id for held in viewer.mandates if held.role in Role.values}
    own = Q(**{f"{prefix}organisation__in": acts_for}) | Q(**{f"{prefix}person": viewer.person_id})
    return own | subtrees(viewer.paths(*READERS), f"{prefix}place__path")


def transactions_visible_to(viewer: Viewer) -> QuerySet[Transaction]:
    """Those that touch an account one may read."""
    rows = Transaction.objects.select_related("place", "person", "witness", "reverses", "reversed_by")
    touching = Entry.objects.filter(_readable(viewer, "account__"), transaction=OuterRef("code"))
    return rows.filter(Exists(touching))


def audits_visible_to(viewer: Viewer) -> QuerySet[AuditRun]:
    """The newest first. A whole book's run says something to everybody who reads a part of it."""
    rows = AuditRun.objects.order_by("-created", "-pk")
    if viewer.is_system:
        return rows
    paths = viewer.paths(*READERS)
    return (
        rows.filter(Q(path__in=["", *{above for path in paths for above in paths_to(path)}])) if paths else rows.none()
    )


def account_at(place: Place, kind: str) -> Account | None:
    """The one account of such a kind (loss, found, hours worked) that a place has."""
    return Account.objects.filter(place=place, kind=kind).order_by("pk").first()


def balance(account: Account, lot: Lot | None = None, asset: Asset | None = None) -> int:
    """How much is there, in base units: of a lot, or of everything of one asset."""
    rows = Balance.objects.filter(account=account)
    rows = rows.filter(lot=lot) if lot is not None else rows.filter(lot__asset=asset)
    return int(rows.aggregate(there=Sum("amount"))["there"] or 0)


def stock_of(account: Account) -> QuerySet[Balance]:
    """The lots of which something is there, what perishes first first."""
    rows = Balance.objects.filter(account=account, amount__gt=0)
    related = rows.select_related("lot__asset__item", "lot__asset__unit__base", "lot__purpose")
    return related.order_by(F("lot__best_before").asc(nulls_last=True), "lot")


def totals_of(accounts: Iterable[Account]) -> dict[int, list[tuple[Asset, int]]]:
    """For each account how much of each asset it has, without what comes to nothing. Two queries."""
    pks = [account.pk for account in accounts]
    sums = Balance.objects.filter(account__in=pks).values_list("account", "lot__asset").annotate(there=Sum("amount"))
    rows = [row for row in sums.order_by("account", "lot__asset") if row[2]]
    assets = Asset.objects.select_related("item", "unit__base").in_bulk({row[1] for row in rows})
    found: dict[int, list[tuple[Asset, int]]] = {}
    for account, asset, there in rows:
        found.setdefault(account, []).append((assets[asset], there))
    return found


def whereabouts(lot: Lot) -> QuerySet[Balance]:
    """The accounts in which something of a lot is now."""
    rows = Balance.objects.filter(lot=lot, amount__gt=0)
    return rows.select_related("account__place", "account__organisation", "account__person").order_by("pk")


@dataclass(frozen=True)
class Step:
    """One transaction on the way of a lot: out of which accounts, into which, how much."""

    transaction: Transaction
    sources: tuple[Account, ...]
    targets: tuple[Account, ...]
    amount: int


def path_of(lot: Lot) -> list[Step]:
    """The way of a lot, in the order in which it was written. One query."""
    rows = Entry.objects.filter(lot=lot).order_by("transaction__pk", "pk")
    related = rows.select_related("transaction__reverses", "account__place", "account__organisation", "account__person")
    steps: dict[str, list[Entry]] = {}
    for entry in related:
        steps.setdefault(entry.transaction_id, []).append(entry)
    return [_step(entries) for entries in steps.values()]


def _step(entries: Sequence[Entry]) -> Step:
    sources = tuple(entry.account for entry in entries if entry.amount < 0)
    targets = tuple(entry.account for entry in entries if entry.amount > 0)
    return Step(entries[0].transaction, sources, targets, sum(max(entry.amount, 0) for entry in entries))


def moves_of(transaction: Transaction) -> list[Move]:
    rows = transaction.entries.select_related("account", "lot").order_by("pk")
    return [Move(entry.account, entry.lot, entry.amount) for entry in rows]


def entries_of(account: Account) -> QuerySet[Entry]:
    """What came into an account and went out of it, the newest first."""
    related = Entry.objects.filter(account=account).select_related(
        "transaction", "lot", "asset__item", "asset__unit__base"
    )
    return related.order_by("-pk")


def entries_in(transaction: Transaction) -> list[Entry]:
    """The entries of one transaction: out of where first, into where then."""
    related = transaction.entries.select_related(
        "account__place",
        "account__organisation",
        "account__person",
        "account__purpose",
        "lot__asset",
        "asset__item",
        "asset__unit__base",
    )
    return list(related.order_by("amount", "pk"))


def turned(entries: Iterable[Entry]) -> list[Move]:
    return [Move(entry.account, entry.lot, -entry.amount) for entry in entries]


def stands(transaction: Transaction) -> bool:
    """Neither taken back nor taking another back."""
    return transaction.reverses_id is None and not hasattr(transaction, "reversed_by")


def place_kept_by(viewer: Viewer) -> Place | None:
    """The place whose book this viewer's office keeps: the widest, when there are several."""
    paths = sorted(viewer.paths(*KEEPERS), key=len)
    return Place.objects.filter(path=paths[0]).first() if paths else None


def turned_round(transaction: Transaction) -> list[Move]:
    """What taking it back would move."""
    return [Move(move.account, move.lot, -(move.amount or 0)) for move in moves_of(transaction)]


def there(moves: Iterable[Move]) -> dict[tuple[int, int], int]:
    """What the accounts have of the lots that move. One query."""
    spots = [move.spot for move in moves]
    rows = Balance.objects.filter(account__in={spot[0] for spot in spots}, lot__in={spot[1] for spot in spots})
    return {(account, lot): amount for account, lot, amount in rows.values_list("account", "lot", "amount")}


def closed_until(paths: Iterable[str]) -> date | None:
    """The last day up to which the book is closed for any of these places."""
    above = {wider for path in paths for wider in paths_to(path)}
    last: date | None = Closing.objects.filter(place__path__in=above).aggregate(last=Max("until"))["last"]
    return last


def today_in(place: Place) -> date:
    return localdate(timezone=ZoneInfo(place.time_zone))
