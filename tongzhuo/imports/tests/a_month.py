"""February 2020 in Wuhan, played: what factories and hotels really offered and hospitals really asked for goes through
promise, receipt, hand-over and use, day by day, by the actions that everybody uses.

Who acts is invented: one person speaks for every giver, two for an office of Hubei. So is every amount that the lists
left open. It is agreed on here, and says so wherever the gift is named: `SIMULATED` stands in its title.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial

from django.utils.timezone import now

from tests.cast import LONG_AGO, at
from tongzhuo.gifts import actions as gifts
from tongzhuo.gifts.drafts import Arriving, GiftDraft
from tongzhuo.gifts.models import Delivery, Gift, HandOver, Store
from tongzhuo.gifts.states import GiftKind
from tongzhuo.kernel.verdicts import Refused
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.linkages.supply import free_of
from tongzhuo.needs.models import Ask
from tongzhuo.organisations.models import Mandate, Organisation
from tongzhuo.organisations.states import Kind, Role
from tongzhuo.organisations.viewers import viewer_of
from tongzhuo.people.models import Person
from tongzhuo.places.models import Place
from tongzhuo.projects.models import Project
from tongzhuo.resources.models import Offer
from tongzhuo.vocabulary.models import Term
from tongzhuo.vocabulary.states import Shelf
from tongzhuo.wishes import queries
from tongzhuo.wishes.actions import claim_wish

FIRST = at("2020-02-01 09:00")
DAYS = 29
SIMULATED = "（数量为模拟商定）"
PROVINCE = "/cn/42/"
# What an open amount becomes in the play: a day's need of a ward, a fortnight of a house.
AGREED = {"coverall": 200, "mask-n95": 2_000, "mask-ordinary": 4_000, "temperature-device": 3}
FORTNIGHT = 14 * 24 * 60
# Days from a promise to: agreed, received, on its way, arrived, in use.
STEPS = (1, 3, 4, 5, 8)
PROMISED_UNTIL = 18
# Nobody gets more than this part of what one factory has.
PARTS = 25

Step = Callable[[], object]


@dataclass
class Month:
    """`due`: what is to be done on which day; `refused`: what the book and the rules did not take, by code."""

    giver: Viewer
    office: Viewer
    ward: Viewer
    body: Organisation
    store: Store
    due: dict[int, list[Step]] = field(default_factory=lambda: defaultdict(list))
    refused: Counter[str] = field(default_factory=Counter)
    unoffered: Counter[str] = field(default_factory=Counter)

    def play(self, day: int) -> int:
        """Everything of one day; how much that was."""
        steps = self.due.pop(day, [])
        for step in steps:
            step()
        return len(steps)

    def plan(self, day: int, step: Step) -> None:
        self.due[min(day, DAYS - 1)].append(step)

    def agree(self, day: int, gift: Gift, quantity: int | None) -> None:
        """Without a confirmed amount nothing can be received; then both sides agree on one, and it says so."""
        gift.refresh_from_db()
        if quantity is not None:
            self._too_early(gift)
            item = gift.item.name_zh if gift.item else gift.title
            draft = replace(_terms(gift), quantity=quantity, item_text=f"{item}{SIMULATED}")
            gifts.change_terms(by=self.office, gift=gift, draft=draft)
            gift = gifts.agree_terms(by=self.giver, gift=gift)
        receive = self.lodge if gift.kind == GiftKind.SPACE else self.receive
        self.plan(day + STEPS[1] - STEPS[0], partial(receive, day + STEPS[1] - STEPS[0], gift))

    def _too_early(self, gift: Gift) -> None:
        if gift.quantity is None:
            try:
                gifts.receive(by=self.office, gift=gift, arriving=Arriving(1, _today()), store=self.store)
            except Refused as no:
                self.refused[no.verdict.code] += 1

    def receive(self, day: int, gift: Gift) -> None:
        arriving = Arriving(gift.quantity, _today(), note=f"N-{gift.code}")
        came = gifts.receive(by=self.office, gift=gift, arriving=arriving, store=self.store)
        gifts.issue_receipt(by=self.office, delivery=came)
        self.plan(day + 1, partial(self.send, day + 1, came))

    def send(self, day: int, came: Delivery) -> None:
        to = came.gift.project
        assert to is not None
        facts = {"store": self.store, "gift": came.gift, "lot": came.lot, "project": to}
        made = gifts.hand_over(by=self.office, quantity=came.quantity, **facts)  # type: ignore[arg-type]
        self.plan(day + 1, partial(self.arrive, day + 1, made))

    def arrive(self, day: int, made: HandOver) -> None:
        gifts.confirm_hand_over(by=self.ward, hand_over=made)
        self.plan(day + 3, partial(self.use, made.gift, made.project, made.quantity))

    def use(self, gift: Gift, project: Project, quantity: int) -> None:
        gifts.note_use(by=self.ward, gift=gift, project=project, quantity=quantity)

    def lodge(self, day: int, gift: Gift) -> None:
        """A house is used where it stands: by the hour, for a project."""
        arriving = Arriving(gift.quantity, _today(), note=f"N-{gift.code}")
        gifts.issue_receipt(
            by=self.office, delivery=gifts.receive(by=self.office, gift=gift, arriving=arriving, project=gift.project)
        )
        assert gift.project is not None
        self.plan(day + 3, partial(self.use, gift, gift.project, gift.quantity or 0))


def begun() -> Month:
    """The invented people, and every promise of the month on its day."""
    hubei = Place.objects.get(path=PROVINCE)
    body = Organisation.objects.create(kind=Kind.CHARITY, name_zh="物资统筹处（模拟）", place=hubei)
    people = [Person.objects.create(name=f"模拟{role}", home=hubei) for role in ("捐方", "统筹", "病区")]
    for person, role in zip(people[1:], (Role.COORDINATOR, Role.SOCIAL_WORKER), strict=True):
        Mandate.objects.create(person=person, organisation=body, role=role, place=hubei, starts_on=LONG_AGO)
    offered = Organisation.objects.filter(pk__in=Offer.objects.values("organisation"))
    Mandate.objects.bulk_create(
        Mandate(person=people[0], organisation=one, role=Role.DONOR_CONTACT, place=one.place, starts_on=LONG_AGO)
        for one in offered
    )
    giver, office, ward = (viewer_of(person) for person in people)
    store = gifts.open_store(by=office, organisation=body, place=hubei, name="中转仓（模拟）")
    month = Month(giver, office, ward, body, store)
    asks = list(queries.wishes_visible_to(office, at=now()))
    for number, wish in enumerate(queries.wishes_of(asks)):
        day = number * PROMISED_UNTIL // max(1, len(asks))
        month.plan(day, partial(_promise, month, day, wish))
    hotels = Offer.objects.filter(kind=GiftKind.SPACE, what__slug="bed").select_related("organisation", "place", "what")
    for number, offer in enumerate(hotels.order_by("pk")):
        day = 1 + number * PROMISED_UNTIL // hotels.count()
        month.plan(day, partial(_lodge, month, day, offer))
    return month


def _promise(month: Month, day: int, wish: queries.Wish) -> None:
    """Out of the nearest offer of the same thing that has any left."""
    ask = wish.ask
    for offer, free in _nearest(ask):
        agreed = AGREED[ask.what.slug] if ask.what else 1
        asked = wish.left if wish.left is not None else agreed
        quantity = asked if free is None else min(asked, free, (offer.quantity or 0) // PARTS)
        known = wish.left is not None
        link = claim_wish(
            by=month.giver,
            occasion=wish.occasion,
            quantity=quantity if known else None,
            bring_by=_today() + dt.timedelta(days=STEPS[-1]),
            organisation=offer.organisation,
            offer=offer,
        )
        gift = queries.gift_of(link)
        assert gift is not None
        simulated = not known or offer.quantity is None
        month.plan(day + STEPS[0], partial(month.agree, day + STEPS[0], gift, quantity if simulated else None))
        return
    month.unoffered[ask.what.slug if ask.what else ""] += 1


def _nearest(ask: Ask) -> Iterator[tuple[Offer, int | None]]:
    path = ask.need.place.path
    rows = Offer.objects.filter(what=ask.what_id, kind=ask.kind).select_related("organisation", "place", "person")
    for offer in sorted(rows, key=lambda one: (-queries._shared(one.place.path, path), one.pk)):
        free = _left_of(offer)
        if free is None or free > 0:
            yield offer, free


def _left_of(offer: Offer) -> int | None:
    """What is free after what was agreed in the play for links whose amount was open."""
    free = free_of(offer, None, None)
    if free is None:
        return None
    agreed = Gift.objects.filter(offer=offer).values_list("source", "quantity", "ask__what__slug", "ask__quantity")
    return free - sum(quantity or AGREED[slug] for _source, quantity, slug, wanted in agreed if wanted is None)


def _lodge(month: Month, day: int, offer: Offer) -> None:
    """A hotel promises its house for a fortnight to the nearest hospital that has fewest houses by then."""
    path, taken = offer.place.path, Counter(Gift.objects.filter(kind=GiftKind.SPACE).values_list("project", flat=True))
    projects = Project.objects.select_related("place", "need").exclude(need=None)
    project = min(projects, key=lambda one: (-queries._shared(one.place.path, path), taken[one.pk], one.pk))
    minute = Term.objects.get(shelf=Shelf.UNIT, slug="minute")
    draft = GiftDraft(
        kind=GiftKind.SPACE,
        place=project.place,
        receiver=month.body,
        item=offer.what,
        unit=minute,
        offer=offer,
        need=project.need,
        project=project,
        deliver_by=_today() + dt.timedelta(days=STEPS[-1]),
    )
    gift = gifts.pledge(by=month.giver, draft=draft, organisation=offer.organisation)
    month.plan(day + STEPS[0], partial(month.agree, day + STEPS[0], gift, FORTNIGHT))


def _terms(gift: Gift) -> GiftDraft:
    return GiftDraft(**{name: getattr(gift, name) for name in GiftDraft.__dataclass_fields__})


def _today() -> dt.date:
    return queries.today_at(Place.objects.get(path=PROVINCE))
