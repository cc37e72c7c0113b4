"""What lies in a store as a page shows it: how much, from which gift, until when it is good."""

from dataclasses import dataclass
from datetime import date, timedelta

from tongzhuo.gifts.models import Gift, Store
from tongzhuo.gifts.queries import gifts_of_lots, stock
from tongzhuo.ledger.models import Lot
from tongzhuo.vocabulary.amounts import format_amount

SOON = timedelta(days=14)


@dataclass(frozen=True)
class Kept:
    """One lot on its shelf. `pace` is "", "soon" or "over", by its date."""

    lot: Lot
    gift: Gift | None
    amount: str
    pace: str = ""

    @property
    def title(self) -> str:
        return self.gift.title if self.gift else str(self.lot.asset.item or self.lot.asset)


def shelf_of(store: Store, *, today: date, only: Lot | None = None) -> list[Kept]:
    """What perishes first first. Two queries."""
    rows = [row for row in stock(store) if only is None or row.lot_id == only.pk]
    gifts = gifts_of_lots(row.lot for row in rows)
    return [_kept(row.lot, row.amount, gifts.get(row.lot.about), today) for row in rows]


def _kept(lot: Lot, amount: int, gift: Gift | None, today: date) -> Kept:
    unit = gift.unit if gift else lot.asset.unit
    return Kept(lot, gift, format_amount(amount, unit), _pace(lot.best_before, today))


def _pace(best_before: date | None, today: date) -> str:
    if best_before is None or best_before > today + SOON:
        return ""
    return "over" if best_before < today else "soon"
