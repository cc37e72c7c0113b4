"""Plans are drawn, parties asked, and what came of it: the same actions that pages call, each on its own day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tongzhuo.demo.reading import data
from tongzhuo.demo.scene import Scene
from tongzhuo.demo.tales import Tale
from tongzhuo.demo.telling import need_of
from tongzhuo.kernel.verdicts import Refused
from tongzhuo.kernel.viewer import Viewer, the_system
from tongzhuo.linkages import actions, planner
from tongzhuo.linkages.actions.holding import reseat
from tongzhuo.linkages.models import Link
from tongzhuo.linkages.states import LinkState
from tongzhuo.needs import actions as needs
from tongzhuo.needs.models import Need
from tongzhuo.needs.states import State
from tongzhuo.places.models import Place

US = the_system("demo")


@dataclass(frozen=True)
class Temper:
    """Of a hundred parties asked: how many say no, and how many say nothing yet. `people`: how many persons say yes."""

    no: int = 0
    silent: int = 0
    people: int | None = None


def draw(scene: Scene, tales: Iterable[Tale], *, place: Place | None = None, by: Viewer = US) -> None:
    """One plan for all of these needs that are open."""
    place = place or scene.district
    pks = [need_of(tale).pk for tale in tales]
    draft = planner.draw(place, at=scene.clock.moment, needs=pks)
    actions.keep_plan(by=by, place=place, draft=draft)


def send(scene: Scene, tale: Tale) -> None:
    """Ask everybody the plan suggests; a need for which nobody was found waits on."""
    need = need_of(tale)
    if Link.objects.filter(need=need, state=LinkState.SUGGESTED).exists():
        actions.send_links(by=scene.desk(tale.place), need=need, at_once=True)


def answer(scene: Scene, tale: Tale, temper: Temper, *, besides: Sequence[int] = ()) -> None:
    """Every party that was asked says yes, no, or nothing yet."""
    asked = Link.objects.filter(need=need_of(tale), state=LinkState.ASKED).exclude(person__in=besides)
    groups: dict[tuple[int | None, ...], Link] = {}
    for link in asked.select_related("occasion", "person__home", "organisation").order_by("pk"):
        groups.setdefault((link.occasion.ask_id, link.person_id, link.organisation_id, link.offer_id), link)
    coming = 0
    for link in groups.values():
        mood = scene.dice.randrange(100)
        coming += link.person_id is not None
        if mood < temper.no or (link.person_id and temper.people is not None and coming > temper.people):
            _decline(scene, link)
        elif mood >= temper.no + temper.silent:
            _accept(scene, link)


def step_back(scene: Scene, tale: Tale) -> None:
    """Somebody who had said yes cannot come after all."""
    link = Link.objects.filter(need=need_of(tale), state=LinkState.ACCEPTED).exclude(person=None).order_by("pk").first()
    if link is not None:
        reason = scene.dice.choice(data("answers")["reasons"]["stepping_back"])
        actions.withdraw_link(by=_party(scene, link), link=link, reason=reason)


def expire(_scene: Scene, tale: Tale) -> None:
    actions.expire_links(by=US, need=need_of(tale))


def begin(_scene: Scene, tale: Tale) -> None:
    """The first hour has come; a table that is not full waits on."""
    _become(tale, State.LINKED, State.UNDER_WAY)


def fulfil(scene: Scene, tale: Tale) -> None:
    """What was promised for hours that are over has happened."""
    done = Link.objects.filter(need=need_of(tale), state=LinkState.ACCEPTED)
    over = done.filter(ends__lte=scene.clock.moment) | done.filter(ends=None)
    over.update(state=LinkState.FULFILLED)


def miss(_scene: Scene, tale: Tale) -> None:
    """One of those who had promised did not come."""
    link = Link.objects.filter(need=need_of(tale), state=LinkState.ACCEPTED, person__isnull=False).order_by("pk").first()
    if link is not None:
        Link.objects.filter(pk=link.pk).update(state=LinkState.FAILED)


def claim(_scene: Scene, tale: Tale) -> None:
    _become(tale, State.UNDER_WAY, State.CLAIMED)


def end(_scene: Scene, tale: Tale, state: State) -> None:
    """The person helped has the last word."""
    _become(tale, State.CLAIMED, state)


def end_unmet(scene: Scene, tale: Tale) -> None:
    """Not managed, and why. A table that had never been full ends the same way."""
    need = Need.objects.get(pk=need_of(tale).pk)
    if need.state in (State.CONFIRMED, State.UNDER_WAY):
        reason = tale.told.get("reason") or data("answers")["reasons"]["not_managed"][0]
        needs.end_unmet(by=scene.desk(tale.place), need=need, reason=reason)
        actions.release_links(by=US, need=need)


def withdraw(scene: Scene, tale: Tale) -> None:
    need = need_of(tale)
    needs.withdraw_need(by=scene.desk(tale.place), need=need, reason=tale.told["reason"])
    actions.release_links(by=US, need=need)


def swap_in(scene: Scene, tale: Tale, key: str) -> None:
    """The coordinator puts somebody she knows in the place of whom the plan proposed."""
    taken = scene.cast.values()
    links = Link.objects.filter(need=need_of(tale), state=LinkState.SUGGESTED, offer=None).exclude(person__in=taken)
    link = links.select_related("occasion").order_by("pk").first()
    if link is not None:
        actions.swap_link(by=scene.desk(tale.place), link=link, person=scene.cast[key])


def settle(scene: Scene) -> None:
    """The seats of every table as they are at the end of the story."""
    shown = (State.CONFIRMED, State.LINKED, State.UNDER_WAY, State.CLAIMED, State.MET, State.PARTLY_MET)
    for need in Need.objects.filter(place__path__startswith=scene.district.path, state__in=shown).order_by("pk"):
        reseat(by=US, need=need, at=scene.clock.moment)


def _become(tale: Tale, before: State, after: State) -> None:
    need = Need.objects.get(pk=need_of(tale).pk)
    if need.state == before:
        needs.set_seats(by=US, need=need, seats=need.seats, state=after)


def _accept(scene: Scene, link: Link) -> None:
    try:
        actions.accept_link(by=_party(scene, link), link=link)
    except Refused:  # promised elsewhere in the meantime, as it happens
        _decline(scene, link)


def _decline(scene: Scene, link: Link) -> None:
    reasons = data("answers")["reasons"]["no_time" if link.person_id else "no_capacity"]
    actions.decline_link(by=_party(scene, link), link=link, reason=scene.dice.choice(reasons))


def _party(scene: Scene, link: Link) -> Viewer:
    if link.person is not None:
        return scene.as_(link.person)
    assert link.organisation_id is not None
    return scene.as_(scene.speakers[link.organisation_id])
