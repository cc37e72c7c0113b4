"""Where the things, the money and the rooms of a company went: what was promised, and of that what really came, was
handed over and is in use, as the book has it. What was never agreed or never came counts as nothing."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import Concat

from tongzhuo.gifts.models import Gift
from tongzhuo.gifts.queries import WHOLE, Tally, tallies_of
from tongzhuo.gifts.states import GiftKind, GiftState
from tongzhuo.linkages.models import Link
from tongzhuo.needs.states import AskKind
from tongzhuo.organisations.models import Organisation
from tongzhuo.vocabulary.models import Term

NEVER_CAME = (GiftState.FREED, GiftState.WITHDRAWN)
GIVEN = (AskKind.GOODS, AskKind.MONEY, AskKind.SPACE)


@dataclass(frozen=True)
class Followed:
    """One gift, and how much of it is where today."""

    gift: Gift
    tally: Tally

    @property
    def received(self) -> int:
        """Money that still lies with its own giver has been given to nobody."""
        own = self.gift.kind == GiftKind.MONEY and self.gift.receiver_id == self.gift.organisation_id
        return self.handed_over if own else self.tally.received

    @property
    def handed_over(self) -> int:
        return self.tally.handed_over - self.tally.unsure


@dataclass(frozen=True)
class Given:
    """Things of one kind, a sum of money, a room: promised, and how much of that has come, was handed over and is in
    use. In base units; `unknown` times the amount is still to be agreed."""

    kind: str
    name: str
    unit: Term | None
    promised: int
    received: int = 0
    handed_over: int = 0
    in_use: int = 0
    unknown: int = 0


def gifts_of(organisation: Organisation) -> QuerySet[Gift]:
    """Every gift of a company, the newest first. What was taken back or never came is left out, and so are the days of
    its staff, which are told as hours."""
    gifts = Gift.objects.select_related(*WHOLE).filter(organisation=organisation)
    return gifts.exclude(state__in=NEVER_CAME).exclude(kind=GiftKind.STAFF).order_by("-pk")


def follow(gifts: Iterable[Gift]) -> list[Followed]:
    """Each with how much of it is where. Four queries."""
    found = list(gifts)
    tallies = tallies_of(found)
    return [Followed(gift, tallies[gift.pk]) for gift in found]


def without_gift(links: QuerySet[Link]) -> QuerySet[Link]:
    """Without those that have become a gift."""
    made = Gift.objects.filter(source__startswith="link:").values("source")
    return links.alias(source=Concat(Value("link:"), "code", output_field=CharField())).exclude(source__in=made)


def given(followed: Iterable[Followed], links: Iterable[Link]) -> list[Given]:
    """By what they are. Of a link that has not become a gift only the yes is known."""
    rows: dict[tuple[str, int | None], list[Given]] = {}
    for one in (*map(_of_gift, followed), *(_of_link(link) for link in links if link.occasion.ask.kind in GIVEN)):
        rows.setdefault((one.name, one.unit.pk if one.unit else None), []).append(one)
    return [_sum(same) for _name, same in sorted(rows.items(), key=lambda row: row[0][0])]


def _of_gift(one: Followed) -> Given:
    kind = GiftKind.GOODS if one.gift.kind == GiftKind.LOAN else one.gift.kind
    facts = (one.tally.promised or 0, one.received, one.handed_over, one.tally.in_use)
    return Given(kind, one.gift.title, one.gift.unit, *facts, unknown=int(one.gift.quantity is None))


def _of_link(link: Link) -> Given:
    ask, offer = link.occasion.ask, link.offer
    name = ask.what_name or (offer.title if offer else "")
    unit = ask.unit or (offer.unit if offer else None)
    return Given(ask.kind, name, unit, link.quantity or 0, unknown=int(link.quantity is None))


def _sum(same: list[Given]) -> Given:
    def added(amount: Callable[[Given], int]) -> int:
        return sum(map(amount, same))

    return Given(
        kind=same[0].kind,
        name=same[0].name,
        unit=same[0].unit,
        promised=added(lambda one: one.promised),
        received=added(lambda one: one.received),
        handed_over=added(lambda one: one.handed_over),
        in_use=added(lambda one: one.in_use),
        unknown=added(lambda one: one.unknown),
    )
