"""What a company brings: one package on its way to a community, one accepted with its team day ahead, and one community
that it stays with. By the same actions that pages call, for needs that are open this evening."""

import datetime as dt
from collections.abc import Iterator

from tongzhuo.companies import actions
from tongzhuo.companies.drafts import Site
from tongzhuo.companies.finding import Match, find
from tongzhuo.companies.models import Package
from tongzhuo.companies.states import Found, Power
from tongzhuo.kernel.verdicts import Refused
from tongzhuo.needs.models import Occasion
from tongzhuo.needs.states import OPEN_STATES, AskKind, Seat
from tongzhuo.partners import actions as partners
from tongzhuo.partners.drafts import Goals
from tongzhuo.partners.states import GoalKind
from tongzhuo.places.states import WhenKind
from tongzhuo.resources.drafts import OfferDraft
from tongzhuo.resources.states import OfferKind
from tongzhuo.sample.scene import ZONE, Scene
from tongzhuo.vocabulary.states import Shelf

NAMES = ("二十位同事的一个上午，外加四十盏台灯", "十二位同事来帮忙")
A_TEAM = 3
PURPOSE = "每个季度来一次，做完一件事再说下一件。"


def bring(scene: Scene) -> None:
    """Northlight Foods brings people on two days for which somebody still asks."""
    found = _days(scene)
    taken = next((made for day in found if (made := _offered(scene, day, 20, NAMES[0]))), None)
    if taken is not None:
        package, match = taken
        _agree(scene, package, match)
        _stay_together(scene, match)
    next((made for day in found if (made := _offered(scene, day, 12, NAMES[1]))), None)


def _days(scene: Scene) -> Iterator[Occasion]:
    """Hours of several people that are still open, the soonest first."""
    asked = Occasion.objects.filter(
        starts__gte=scene.at(3, "00:00"),
        starts__lte=scene.at(25, "00:00"),
        quantity__gte=4,
        ask__kind=AskKind.PEOPLE,
        ask__checks=None,
        ask__language=None,
        ask__need__state__in=OPEN_STATES,
        ask__need__seat_volunteers__in=(Seat.OPEN, Seat.ASKED),
    )
    return iter(list(asked.select_related("ask__what").order_by("starts", "code")))


def _offered(scene: Scene, day: Occasion, people: int, name: str) -> tuple[Package, Match] | None:
    """A package for that day, offered to the community that it fits best."""
    by = scene.as_(scene.cast["bei"])
    company = scene.organisations["Northlight Foods"]
    package = actions.begin_package(by=by, organisation=company)
    drafts = [_people(scene, day, people), _lamps(scene)]
    package = actions.finish_package(by=by, package=package, name=name, drafts=drafts, site=Site(Power.MAINS))
    for match in find(package, at=scene.clock.moment).matches:
        if match.heads < A_TEAM:
            continue
        try:
            actions.propose(by=by, package=package, proposed=match.proposed)
        except Refused:
            continue
        return package, match
    actions.close_package(by=by, package=package)
    return None


def _people(scene: Scene, day: Occasion, people: int) -> OfferDraft:
    assert day.starts is not None
    assert day.ends is not None
    starts, ends = day.starts.astimezone(ZONE), day.ends.astimezone(ZONE)
    company = scene.organisations["Northlight Foods"]
    return OfferDraft(
        kind=OfferKind.PEOPLE,
        place=company.place,
        what=day.ask.what,
        quantity=people,
        when=WhenKind.INTERVAL,
        starts_on=starts.date(),
        from_time=starts.time(),
        until_time=ends.time(),
        insured=True,
        show_name=True,
    )


def _lamps(scene: Scene) -> OfferDraft:
    lamp = scene.term(Shelf.ITEM, "desk-lamp")
    place = scene.organisations["Northlight Foods"].place
    return OfferDraft(kind=OfferKind.GOODS, place=place, what=lamp, unit=lamp.base, quantity=40, show_name=True)


def _agree(scene: Scene, package: Package, match: Match) -> None:
    proposal = package.proposals.get()
    site = dict.fromkeys(package.on_site, str(Found.THERE))
    actions.accept_proposal(by=scene.desk(match.place), proposal=proposal, site=site)
    actions.open_joining(by=scene.as_(scene.cast["bei"]), proposal=proposal)


def _stay_together(scene: Scene, match: Match) -> None:
    company = scene.organisations["Northlight Foods"]
    by = scene.as_(scene.cast["bei"])
    made = partners.suggest_partnership(by=by, organisation=company, place=match.place, purpose=PURPOSE)
    partners.answer_partnership(by=scene.desk(match.place), partnership=made, agreed=True)
    wanted = {GoalKind.HOURS: 200, GoalKind.PEOPLE: 60, GoalKind.NEEDS: 4}
    partners.set_goals(by=by, partnership=made, goals=Goals(_year(scene), {str(k): n for k, n in wanted.items()}))


def _year(scene: Scene) -> int:
    day: dt.date = scene.clock.moment.astimezone(ZONE).date()
    return day.year
