"""The story of this room: Northlight Foods brings a composter and twenty people, and Willow Lane asks for both."""

import datetime as dt

from django.utils.timezone import localdate, now

from tests.cast import Cast, at, term
from tongzhuo.companies import actions
from tongzhuo.companies.drafts import Proposed, Site
from tongzhuo.companies.finding import find
from tongzhuo.companies.models import Package, Proposal
from tongzhuo.companies.states import Found, Power
from tongzhuo.kernel import memory
from tongzhuo.linkages.models import Link
from tongzhuo.linkages.states import LinkState
from tongzhuo.needs import actions as needs
from tongzhuo.needs.drafts import AskDraft
from tongzhuo.needs.models import Need, Occasion
from tongzhuo.needs.states import AskKind, CameBy
from tongzhuo.organisations.models import Membership, Organisation
from tongzhuo.organisations.states import Kind, Role
from tongzhuo.places.states import WhenKind
from tongzhuo.resources.drafts import OfferDraft
from tongzhuo.resources.models import Offer
from tongzhuo.resources.states import OfferKind
from tongzhuo.vocabulary.models import Term
from tongzhuo.vocabulary.states import Shelf

NOW = at("2026-11-23 09:20")
SATURDAY = dt.date(2026, 12, 5)
SITE = {"power": Found.THERE, "ground": Found.ARRANGED, "keeper": Found.THERE}


def composter(cast: Cast):
    return term(Shelf.ITEM, "compost-machine", "厨余处理机", "Composters", base=cast.piece)


def composter_name() -> str:
    return Term.objects.get(slug="compost-machine").name


def second_company(cast: Cast) -> None:
    """Green Oven brings the same."""
    cast.person("lan", "兰青")
    cast.organisation("oven", Kind.COMPANY, "绿炉食品", "Green Oven")
    cast.mandate("lan", "oven", Role.DONOR_CONTACT, "district")
    Membership.objects.create(person=cast.lan, organisation=cast.oven, starts_on=dt.date(2020, 1, 1))


def asks(
    cast: Cast, *, people: int = 12, machines: int = 1, operator: bool = True, skill: Term | None = None
) -> list[AskDraft]:
    day = {"when": WhenKind.INTERVAL, "starts_on": SATURDAY, "from_time": dt.time(9), "until_time": dt.time(12)}
    due = {"when": WhenKind.DUE, "ends_on": SATURDAY + dt.timedelta(days=9)}
    found = []
    if people:
        found.append(AskDraft(kind=AskKind.PEOPLE, what=skill, quantity=people, at_least=people // 2, **day))
    if machines:
        found.append(
            AskDraft(
                kind=AskKind.GOODS, what=composter(cast), unit=cast.piece, quantity=machines, at_least=machines, **due
            )
        )
    if operator:
        found.append(AskDraft(kind=AskKind.OPERATOR, quantity=1, at_least=1, **due))
    return found


def need(cast: Cast, *, where: str = "willow", who: str = "chen", urgency: int = 2, **more) -> Need:
    """The yard of Willow Lane smells: its residents want to turn their kitchen waste into soil."""
    raised = needs.raise_need(
        by=cast.as_(who),
        place=cast.places[where],
        words="院子里的垃圾桶夏天太臭了。",
        title="厨余变成土：院子里放一台处理机",
        title_en="Kitchen waste into soil: a composter in the yard",
        came_by=CameBy.DESK,
        kind=cast.care,
        urgency=urgency,
        size=288,
    )
    return needs.confirm_need(by=cast.as_(who), need=raised, title=raised.title, asks=asks(cast, **more))


def seat_operator(cast: Cast, need: Need, organisation: Organisation) -> None:
    """Somebody runs it already."""
    occasion = Occasion.objects.get(ask__need=need, ask__kind=AskKind.OPERATOR)
    offer = Offer.objects.create(organisation=organisation, kind=OfferKind.OPERATOR, quantity=9, place=cast.willow)
    Link.objects.create(
        need=need, occasion=occasion, organisation=organisation, offer=offer, quantity=1, state=LinkState.ACCEPTED
    )


def drafts(
    cast: Cast,
    *,
    people: int = 20,
    machines: int = 1,
    radius_m: int = 10_000,
    day: dt.date = SATURDAY,
    skill: Term | None = None,
):
    hours = {"when": WhenKind.INTERVAL, "starts_on": day, "from_time": dt.time(9), "until_time": dt.time(12)}
    common = {"place": cast.willow, "radius_m": radius_m, "show_name": True}
    made = []
    if machines:
        made.append(
            OfferDraft(kind=OfferKind.GOODS, what=composter(cast), unit=cast.piece, quantity=machines, **common)
        )
    if people:
        made.append(OfferDraft(kind=OfferKind.PEOPLE, what=skill, quantity=people, insured=True, **hours, **common))
    return made


def package(cast: Cast, *, who: str = "bei", company: str = "northlight", keeper: bool = True, **more) -> Package:
    begun = actions.begin_package(by=cast.as_(who), organisation=cast.organisations[company])
    site = Site(Power.MAINS, 6, keeper)
    made = drafts(cast, **more)
    return actions.finish_package(by=cast.as_(who), package=begun, name="处理机和二十位同事", drafts=made, site=site)


def ready(cast: Cast) -> Package:
    """A package of today for a need of today, whatever day it is."""
    today = localdate()
    due = {"when": WhenKind.DUE, "ends_on": today + dt.timedelta(days=9)}
    raised = needs.raise_need(
        by=cast.as_("chen"), place=cast.willow, words="想要一台处理机。", title="厨余处理机", came_by=CameBy.DESK
    )
    ask = AskDraft(kind=AskKind.GOODS, what=composter(cast), unit=cast.piece, quantity=1, at_least=1, **due)
    needs.confirm_need(by=cast.as_("chen"), need=raised, title=raised.title, asks=[ask])
    return package(cast, people=0)


def best(package: Package) -> Proposed:
    return find(package, at=now()).matches[0].proposed


def proposed(cast: Cast, package: Package, who: str = "bei") -> Proposal:
    return actions.propose(by=cast.as_(who), package=package, proposed=best(package))


def accepted(cast: Cast, **more) -> Proposal:
    need(cast, **more)
    made = proposed(cast, package(cast, skill=more.get("skill")))
    return actions.accept_proposal(by=cast.as_("chen"), proposal=made, site=SITE)


def carry_on() -> None:
    while memory.sweep():
        pass
