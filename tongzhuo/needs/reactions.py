"""What follows once a need has changed: whoever asked hears of it, and an empty community seat shows."""

from typing import Any

from tongzhuo.kernel.memory import reacts_to
from tongzhuo.kernel.models import Line
from tongzhuo.kernel.viewer import the_system
from tongzhuo.needs.actions import vacate_community_seats
from tongzhuo.needs.models import Need
from tongzhuo.needs.queries import coordinators_of
from tongzhuo.needs.rules import OWN_WAYS
from tongzhuo.notices.actions import tell
from tongzhuo.notices.sentences import both
from tongzhuo.organisations.models import Mandate
from tongzhuo.people.models import Person

_NEED = Need.objects.select_related("place", "raised_for", "raised_by", "merged_into")


@reacts_to("need.raised")
def tell_the_coordinators(line: Line) -> None:
    need = _NEED.get(code=line.on_code)
    for person in {mandate.person for mandate in coordinators_of(need.place)}:
        _tell(line, need, person, f"/inbox/{need.code}/", promised=need.answer_by, zone=need.place.time_zone)


@reacts_to("need.confirmed", "need.declined", "need.referred", "need.unmet")
def tell_who_asked(line: Line) -> None:
    need = _NEED.get(code=line.on_code)
    for person in _who_asked(need):
        _tell(line, need, person, f"/needs/{need.code}/", reason=need.reason, to_whom=need.referred_to)


@reacts_to("need.merged")
def tell_that_it_goes_on_together(line: Line) -> None:
    need, into = _NEED.get(code=line.on_code), _NEED.get(code=line.facts["into"])
    for person in _who_asked(need):
        _tell(line, need, person, f"/needs/{into.code}/", into=both(lambda: into.shown_title))


@reacts_to("mandate.ended")
def leave_the_community_seats(line: Line) -> None:
    mandate = Mandate.objects.select_related("person__home", "place").get(code=line.on_code)
    vacate_community_seats(by=the_system("needs"), place=mandate.place, person=mandate.person)


def _who_asked(need: Need) -> list[Person]:
    own = need.raised_by if need.came_by in OWN_WAYS else None
    asked = (need.raised_for, own, *need.delegates.order_by("pk"))
    return list(dict.fromkeys(person for person in asked if person is not None))


def _tell(line: Line, need: Need, person: Person, url: str, **facts: Any) -> None:
    if person.code == line.actor:
        return
    key = f"{line.code}:{person.code}"
    tell(to=person, kind=line.did, about=line.on, key=key, url=url, need=both(lambda: need.shown_title), **facts)
