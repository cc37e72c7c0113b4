"""What each viewer may find of gifts and stores, and how much of a gift is where. Every page starts here."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q, QuerySet, Sum
from django.utils.timezone import localdate

from tongzhuo.gifts.models import Delivery, Gift, GiftPhoto, HandOver, Loss, Store, UseChange
from tongzhuo.gifts.rules.giving import READERS
from tongzhuo.gifts.states import BEFORE_IT_CAME, THERE, HandOverState, LossState, Reply
from tongzhuo.kernel.codes import read_code
from tongzhuo.kernel.fields import subtrees
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.ledger.models import Account, Balance, Lot
from tongzhuo.ledger.queries import stock_of
from tongzhuo.ledger.states import AccountKind
from tongzhuo.organisations.queries import holders
from tongzhuo.organisations.queries import speakers_of as mandates_of
from tongzhuo.organisations.states import KEEPERS, SPEAKERS, Role
from tongzhuo.people.models import Person
from tongzhuo.places.models import Place
from tongzhuo.places.queries import zone_of
from tongzhuo.projects.models import Project
from tongzhuo.projects.queries import run_by
from tongzhuo.projects.states import RUNNING

WHOLE = (
    "person", "organisation", "receiver__place", "item__base", "unit__base", "purpose__parent", "place",
    "project__place", "project__team", "project__contact", "need", "ask", "offer",
)  # fmt: skip


def gifts_visible_to(viewer: Viewer) -> QuerySet[Gift]:
    """Both sides, whoever runs the project, and whoever answers for the books of the place. Anybody else has the
    number of a gift, and its trace (`traced`)."""
    gifts = Gift.objects.select_related(*WHOLE)
    if viewer.is_system:
        return gifts
    return gifts.filter(_given_by(viewer) | _taken_by(viewer) | run_by(viewer, "project__") | _read_by(viewer))


def gifts_given_by(viewer: Viewer) -> QuerySet[Gift]:
    return Gift.objects.select_related(*WHOLE).filter(_given_by(viewer)).order_by("-pk")


def gifts_taken_by(viewer: Viewer) -> QuerySet[Gift]:
    """What is promised to or kept by those for whom this viewer speaks."""
    return Gift.objects.select_related(*WHOLE).filter(_taken_by(viewer)).order_by("-pk")


def gifts_for(project: Project) -> QuerySet[Gift]:
    """What came or will come to a project, the newest first."""
    wanted = (*BEFORE_IT_CAME, *THERE)
    found = Q(project=project) | Q(pk__in=HandOver.objects.filter(project=project).values("gift"))
    return Gift.objects.select_related(*WHOLE).filter(found, state__in=wanted).order_by("-pk")


def _given_by(viewer: Viewer) -> Q:
    if not viewer.is_somebody:
        return Q(pk__in=[])
    own = Q(person=viewer.person_id) | Q(person__acts_through=viewer.person_id)
    return own | Q(organisation__in=_bodies(viewer))


def _taken_by(viewer: Viewer) -> Q:
    if not viewer.is_somebody:
        return Q(pk__in=[])
    return Q(receiver__in=_bodies(viewer)) | subtrees(viewer.paths(*KEEPERS), "place__path")


def _read_by(viewer: Viewer) -> Q:
    return subtrees(viewer.paths(*READERS), "place__path")


def _bodies(viewer: Viewer) -> set[int]:
    return {held.organisation_id for held in viewer.mandates if held.role in SPEAKERS}


def traced(text: str) -> Gift | None:
    """The gift of that number, for anybody who has it. What came in is found by its serial number too."""
    code = read_code(text)
    rows = Gift.objects.select_related(*WHOLE)
    if code is not None:
        return rows.filter(code=code).first()
    serial = text.strip()[:80]
    return rows.filter(deliveries__lot__serial=serial).order_by("pk").first() if serial else None


def stores_visible_to(viewer: Viewer) -> QuerySet[Store]:
    """Those of one's own organisations, and of the places whose books one reads."""
    stores = Store.objects.select_related("organisation", "place", "account__place", "account__organisation")
    if viewer.is_system:
        return stores
    if not viewer.is_somebody:
        return stores.none()
    readers = (*KEEPERS, Role.OFFICIAL, Role.AUDITOR)
    return stores.filter(Q(organisation__in=_bodies(viewer)) | subtrees(viewer.paths(*readers), "place__path"))


def open_stores(viewer: Viewer) -> QuerySet[Store]:
    return stores_visible_to(viewer).filter(closed_at=None).order_by("pk")


def stock(store: Store) -> QuerySet[Balance]:
    """What lies in a store, what perishes first first."""
    return stock_of(store.account)


def gifts_of_lots(lots: Iterable[Lot]) -> dict[str, Gift]:
    """Each lot's gift by what the ledger says the lot is about. One query."""
    codes = {lot.about.removeprefix("gift:") for lot in lots}
    return {gift.about: gift for gift in Gift.objects.select_related(*WHOLE).filter(code__in=codes)}


def open_losses(store: Store) -> QuerySet[Loss]:
    """What one person has written down and nobody else has looked at."""
    rows = Loss.objects.filter(store=store, state=LossState.SAID).order_by("pk")
    return rows.select_related("lot__asset__item", "lot__asset__unit__base", "said_by", "store__place")


def reported(store: Store, lot: Lot) -> int:
    """How much of a lot is reported and not answered yet."""
    rows = Loss.objects.filter(store=store, lot=lot, state=LossState.SAID)
    return int(rows.aggregate(sum=Sum("quantity"))["sum"] or 0)


def in_account(account: Account, lot: Lot) -> int:
    """How much of a lot an account has."""
    return Balance.objects.filter(account=account, lot=lot).values_list("amount", flat=True).first() or 0


def with_project(project: Project, gift: Gift) -> QuerySet[Balance]:
    """What a project has of a gift and has not put to use."""
    rows = Balance.objects.filter(account__kind=AccountKind.PROJECT, account__about=f"project:{project.code}")
    found = rows.filter(lot__about=gift.about, amount__gt=0).order_by("pk")
    return found.select_related("account__place", "account__organisation", "account__person", "lot")


def held_of(gift: Gift) -> QuerySet[Balance]:
    """Every account that has something of a gift now."""
    kinds = (AccountKind.STORE, AccountKind.PROJECT, AccountKind.BENEFICIARIES)
    rows = Balance.objects.filter(lot__about=gift.about, account__kind__in=kinds, amount__gt=0).order_by("pk")
    return rows.select_related("account__place", "account__organisation", "account__person", "lot__asset")


def came(gift: Gift) -> int:
    """How much of it has been received."""
    return int(gift.deliveries.aggregate(sum=Sum("quantity"))["sum"] or 0)


def owed(gift: Gift, received: int | None = None) -> int | None:
    """How much is still to come; None where no amount is agreed."""
    if gift.quantity is None:
        return None
    return max(0, gift.quantity - gift.short_of - (came(gift) if received is None else received))


@dataclass(frozen=True)
class Tally:
    """How much of a gift is where, in base units. `unsure`: sent and not found on arrival; it is part of `arrived`.
    `found`: counted over and above what came."""

    promised: int | None = None
    received: int = 0
    in_store: int = 0
    arrived: int = 0
    in_use: int = 0
    lost: int = 0
    found: int = 0
    unsure: int = 0

    @property
    def handed_over(self) -> int:
        return self.arrived + self.in_use

    @property
    def returned(self) -> int:
        return self.received + self.found - self.in_store - self.arrived - self.in_use - self.lost

    @property
    def to_come(self) -> int:
        return max(0, (self.promised or 0) - self.received)


_SHELF = {
    AccountKind.STORE: "in_store",
    AccountKind.FUND: "in_store",
    AccountKind.PROJECT: "arrived",
    AccountKind.BENEFICIARIES: "in_use",
    AccountKind.LOSS: "lost",
    AccountKind.OPENING: "found",
}


def tally_of(gift: Gift) -> Tally:
    """From the ledger, in three queries."""
    return tallies_of([gift])[gift.pk]


def tallies_of(gifts: Collection[Gift]) -> dict[int, Tally]:
    """Of each gift by its primary key: three queries, however many they are."""
    where: dict[str, dict[str, int]] = {gift.about: {} for gift in gifts}
    rows = Balance.objects.filter(lot__about__in=list(where)).values_list("lot__about", "account__kind")
    for about, kind, amount in rows.annotate(sum=Sum("amount")).order_by():
        if kind in _SHELF:
            there = where[about]
            there[_SHELF[kind]] = there.get(_SHELF[kind], 0) + abs(int(amount))
    keys = [gift.pk for gift in gifts]
    differing = HandOver.objects.filter(gift__in=keys, state=HandOverState.DIFFERS).values_list("gift")
    unsure = dict(differing.annotate(sum=Sum(F("quantity") - F("counted"))).order_by())
    received = dict(Delivery.objects.filter(gift__in=keys).values_list("gift").annotate(Sum("quantity")).order_by())
    return {
        gift.pk: Tally(
            promised=None if gift.quantity is None else gift.quantity - gift.short_of,
            received=int(received.get(gift.pk, 0)),
            unsure=int(unsure.get(gift.pk, 0)),
            **where[gift.about],
        )
        for gift in gifts
    }


def projects_reached(viewer: Viewer, store: Store) -> QuerySet[Project]:
    """Projects under way around a store: where its organisation or its keeper may bring things."""
    around = "/".join(store.place.path.split("/")[:-2]) + "/"
    near = subtrees((around, *viewer.paths(*SPEAKERS)), "place__path")
    return Project.objects.filter(near, state__in=RUNNING).select_related("place").order_by("-pk")


def late_gifts(today: date) -> QuerySet[Gift]:
    """Promised for a day that has gone by, as far as one query can say."""
    rows = Gift.objects.filter(state__in=(*BEFORE_IT_CAME, *THERE), deliver_by__lt=today)
    return rows.select_related(*WHOLE).order_by("deliver_by", "pk")


def hand_overs_for(viewer: Viewer) -> QuerySet[HandOver]:
    """Those that this viewer may see: whoever keeps the store, receives, or runs the project."""
    rows = HandOver.objects.select_related(
        "gift__unit__base", "gift__item", "store__place", "store__organisation", "store__account", "lot", "account",
        "project__place", "project__team", "project__contact", "receiver", "by",
    )  # fmt: skip
    if viewer.is_system:
        return rows
    if not viewer.is_somebody:
        return rows.none()
    keeps = Q(store__organisation__in=_bodies(viewer)) | subtrees(viewer.paths(*KEEPERS), "store__place__path")
    return rows.filter(keeps | Q(receiver=viewer.person_id) | run_by(viewer, "project__"))


def deliveries_for(viewer: Viewer) -> QuerySet[Delivery]:
    rows = Delivery.objects.select_related("gift__unit__base", "store__place", "store__organisation", "lot", "handler")
    return rows.filter(gift__in=gifts_visible_to(viewer).values("pk"))


def waiting_change(gift: Gift) -> UseChange | None:
    rows = gift.use_changes.filter(answer=Reply.WAITING).select_related("after", "before", "asked_by", "gift")
    return rows.first()


def shown_photos(gift: Gift) -> QuerySet[GiftPhoto]:
    return gift.photos.filter(taken_down_at=None).order_by("pk")


def speakers_for_giver(gift: Gift) -> list[Person]:
    if gift.person is not None:
        return [gift.person]
    return list(dict.fromkeys(held.person for held in mandates_of(gift.organisation_id or 0)))


def speakers_for_receiver(gift: Gift) -> list[Person]:
    """Who answers for the receiver; where nobody is there, the office of the place."""
    own = [held.person for held in mandates_of(gift.receiver_id)]
    return list(dict.fromkeys(own or [held.person for held in holders(gift.place.path, *KEEPERS)]))


def today_at(place: Place) -> date:
    return localdate(timezone=zone_of(place))
