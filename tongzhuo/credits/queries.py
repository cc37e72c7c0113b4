"""How much time credit somebody has, where it came from and where it went; and what waits for an office."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from tongzhuo.credits.models import Spending
from tongzhuo.kernel.fields import subtrees
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.ledger.models import Account, Balance, Entry, Lot
from tongzhuo.ledger.states import AccountKind, AssetKind
from tongzhuo.organisations.states import KEEPERS
from tongzhuo.people.models import Person
from tongzhuo.places.models import Place

ABOUT = "credits"
POOL, USED = "credits:pool", "credits:used"


def wallet_of(person: Person) -> Account | None:
    return Account.objects.filter(kind=AccountKind.HOLDER, person=person).select_related("place").first()


def account_about(place: Place, about: str) -> Account | None:
    """The account of what was donated (POOL) or used (USED) at a place."""
    return Account.objects.filter(place=place, about=about).select_related("place").first()


def minutes_in(account: Account | None) -> int:
    rows = Balance.objects.filter(account=account, lot__asset__kind=AssetKind.CREDIT) if account else ()
    return sum(row.amount for row in rows)


def lots_in(account: Account) -> list[tuple[Lot, int]]:
    """What is there, the oldest first: it is used first."""
    rows = Balance.objects.filter(account=account, amount__gt=0, lot__asset__kind=AssetKind.CREDIT)
    return [(row.lot, row.amount) for row in rows.select_related("lot").order_by("lot_id")]


@dataclass(frozen=True)
class Movement:
    """`minutes` above nothing came in, below went out. `memo` as it was written then."""

    on: date
    memo: str
    minutes: int


def movements_of(account: Account | None) -> QuerySet[Entry]:
    """The newest first; of nobody's account, nothing."""
    rows = Entry.objects.filter(account=account) if account else Entry.objects.none()
    return rows.select_related("transaction").order_by("-pk")


def movements(entries: Iterable[Entry]) -> list[Movement]:
    return [Movement(entry.transaction.on, entry.transaction.memo, entry.amount) for entry in entries]


def spendings_visible_to(viewer: Viewer) -> QuerySet[Spending]:
    """One's own, and those that one's office decides."""
    rows = Spending.objects.select_related("holder", "place", "asked_by", "decided_by")
    if not viewer.is_somebody:
        return rows.none()
    own = Q(holder=viewer.person_id) | Q(asked_by=viewer.person_id)
    return rows.filter(own | subtrees(viewer.paths(*KEEPERS), "place__path"))


def places_kept_by(viewer: Viewer) -> QuerySet[Place]:
    """Where this viewer gives on what was donated: places in whose pool something is."""
    pools = Account.objects.filter(about=POOL).values("place")
    return Place.objects.filter(subtrees(viewer.paths(*KEEPERS), "path"), pk__in=pools).order_by("pk")
