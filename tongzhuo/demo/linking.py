"""Plans are drawn, parties are asked and answer: this week by the same actions that pages call, one by one;
what was agreed two weeks ago is written at once, as those actions would have left it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection

from tongzhuo.demo import booking
from tongzhuo.kernel.memory import record
from tongzhuo.kernel.verdicts import Refused
from tongzhuo.kernel.viewer import Viewer, the_system
from tongzhuo.linkages import actions, planner
from tongzhuo.linkages.actions.holding import reseat
from tongzhuo.linkages.models import Link
from tongzhuo.linkages.states import LinkState
from tongzhuo.needs.models import Access
from tongzhuo.places.models import Place
from tongzhuo.sample.reading import data
from tongzhuo.sample.scene import Scene
from tongzhuo.sample.tales import Tale, need_of

US = the_system("demo")
TIME_TO_ANSWER, READS_ON = timedelta(days=3), timedelta(days=7)


@dataclass(frozen=True)
class Temper:
    """What the parties of each kind of ask say one after another, and again from the beginning: "yes", "no", or
    nothing yet ("-"). `people`: how many persons say yes at most, for any one date. `waits`: the cast has yet to
    answer."""

    turns: str = "yes"
    people: int | None = None
    waits: bool = False

    def said(self, turn: int) -> str:
        turns = self.turns.split()
        return turns[turn % len(turns)]


def draw(scene: Scene, tales: Iterable[Tale], *, place: Place | None = None, by: Viewer = US) -> None:
    """One plan for all of these needs that are open."""
    place = place or scene.district
    _look_at_the_new_rows()
    pks = [need_of(tale).pk for tale in tales]
    draft = planner.draw(place, at=scene.clock.moment, needs=pks)
    actions.keep_plan(by=by, place=place, draft=draft)


def send(scene: Scene, tale: Tale) -> None:
    """Ask everybody the plan suggests; a need for which nobody was found waits on."""
    need = need_of(tale)
    if Link.objects.filter(need=need, state=LinkState.SUGGESTED).exists():
        actions.send_links(by=scene.desk(tale.place), need=need, at_once=True)


def answer(scene: Scene, tale: Tale, temper: Temper) -> None:
    """Every party that was asked says yes, no, or nothing yet."""
    cast = {person.code for person in scene.cast.values()}
    coming: Counter[int] = Counter()
    for links in _groups([tale], LinkState.ASKED):
        link, dates = links[0], [one.occasion_id for one in links]
        if temper.waits and _party(scene, link).code in cast:
            continue
        turn = (temper.turns, str(link.occasion.ask.kind))
        said, scene.turns[turn] = temper.said(scene.turns[turn]), scene.turns[turn] + 1
        enough = link.person_id and temper.people and any(coming[date] >= temper.people for date in dates)
        if said == "no" or enough:
            _decline(scene, link)
        elif said == "yes":
            _accept(scene, link)
            coming.update(dates)


def send_long_ago(scene: Scene, tales: Sequence[Tale]) -> None:
    at = scene.clock.moment
    suggested = Link.objects.filter(need__in=[need_of(tale).pk for tale in tales], state=LinkState.SUGGESTED)
    codes: dict[int, list[str]] = {}
    for need_id, code in suggested.order_by("pk").values_list("need", "code"):
        codes.setdefault(need_id, []).append(code)
    suggested.update(state=LinkState.ASKED, asked_at=at, send_at=at, answer_by=at + TIME_TO_ANSWER)
    for tale in tales:
        need = need_of(tale)
        if links := codes.get(need.pk):
            by, path = scene.desk(tale.place), need.place.path
            record(by=by, did="need.links_sent", on=need, path=path, links=links, failed=[])


def agree_long_ago(scene: Scene, tales: Sequence[Tale]) -> None:
    """Everybody said yes."""
    access = {}
    groups = list(_groups(tales, LinkState.ASKED))
    booking.book(scene, groups)
    for links in groups:
        first, by = links[0], _party(scene, links[0])
        now = {"answered_at": scene.clock.moment, "answered_by": by.person_id}
        Link.objects.filter(pk__in=[link.pk for link in links]).update(state=LinkState.ACCEPTED, **now)
        ends = [link.ends for link in links]
        until = max(end for end in ends if end) + READS_ON if all(ends) else None
        party = {"person": first.person, "organisation": first.organisation}
        access[first.need_id, first.person_id, first.organisation_id] = Access(need=first.need, until=until, **party)
        codes = [link.code for link in links]
        record(by=by, did="link.accepted", on=first.need, path=first.need.place.path, links=codes)
    Access.objects.bulk_create(access.values())
    for tale in tales:
        reseat(by=US, need=need_of(tale), at=scene.clock.moment)


def expire(tale: Tale) -> None:
    actions.expire_links(by=US, need=need_of(tale))


def step_back(scene: Scene, tale: Tale) -> None:
    """Somebody who had said yes cannot come after all."""
    link = Link.objects.filter(need=need_of(tale), state=LinkState.ACCEPTED).exclude(person=None).order_by("pk").first()
    if link is not None:
        reason = scene.dice.choice(data("answers")["reasons"]["stepping_back"])
        actions.withdraw_link(by=_party(scene, link), link=link, reason=reason)


def swap_in(scene: Scene, tale: Tale, key: str) -> None:
    """The coordinator puts somebody she knows in the place of whom the plan proposed."""
    links = Link.objects.filter(need=need_of(tale), state=LinkState.SUGGESTED, offer=None)
    link = links.exclude(person__in=scene.cast.values()).select_related("occasion").order_by("pk").first()
    if link is not None:
        actions.swap_link(by=scene.desk(tale.place), link=link, person=scene.cast[key])


def _look_at_the_new_rows() -> None:
    """PostgreSQL plans queries by what it knows of the tables, and of rows written a moment ago it knows nothing."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def _groups(tales: Iterable[Tale], state: LinkState) -> Iterator[list[Link]]:
    """The links of one party to one ask: they are asked and answered together."""
    links = Link.objects.filter(need__in=[need_of(tale).pk for tale in tales], state=state)
    groups: dict[tuple[int | None, ...], list[Link]] = {}
    for link in links.select_related("need__place", "occasion__ask__what", "person__home", "organisation").order_by(
        "pk"
    ):
        key = (link.occasion.ask_id, link.person_id, link.organisation_id, link.offer_id)
        groups.setdefault(key, []).append(link)
    yield from groups.values()


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
