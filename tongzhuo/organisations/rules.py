"""Who may found, join, and speak for an organisation; and who may give a role to whom."""

import datetime as dt
from collections.abc import Iterable

from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from tongzhuo.kernel.verdicts import OK, Verdict, no
from tongzhuo.kernel.viewer import Held, Viewer
from tongzhuo.organisations.models import Mandate, Membership, Organisation
from tongzhuo.organisations.states import MAY_GIVE, OPEN_TO_JOIN, SPEAKERS, TENDERS, Kind, Role
from tongzhuo.people.models import Person
from tongzhuo.people.rules import keeps_desk
from tongzhuo.people.states import OF_AGE
from tongzhuo.people.times import age_on
from tongzhuo.places.models import Place
from tongzhuo.places.states import Level

MERGED = _("This record was joined with another. Open that one.")
NEAR_HOME = (Level.COMMUNITY, Level.GRID, Level.COURTYARD)


def tends(viewer: Viewer, path: str) -> bool:
    """Holds the place in hand: its coordinator or an official, there or above."""
    return viewer.is_system or viewer.holds(path, *TENDERS)


def may_found_organisation(viewer: Viewer, kind: str, place: Place, *, at: dt.datetime) -> Verdict:
    """Residents found circles and teams where they live; everything else is written down by who tends the place."""
    if tends(viewer, place.path):
        return OK
    at_home = viewer.is_somebody and viewer.home.startswith(place.path) and place.level in NEAR_HOME
    if kind in (Kind.CIRCLE, Kind.TEAM) and at_home:
        return OK
    return no("no_mandate_here", _("Circles and teams you may found where you live; the rest is for the office."))


def may_change_organisation(viewer: Viewer, organisation: Organisation, *, at: dt.datetime) -> Verdict:
    if not (tends(viewer, organisation.place.path) or viewer.speaks_for(organisation.pk, *SPEAKERS)):
        return no("not_yours", _("Only the organisation itself or the office of its place may change this."))
    return OK


def may_place_organisation(viewer: Viewer, organisation: Organisation, place: Place, *, at: dt.datetime) -> Verdict:
    """Kind, registration and place are what others rely on: who tends both places decides."""
    if not (tends(viewer, organisation.place.path) and tends(viewer, place.path)):
        return no("no_mandate_here", _("Kind, registration and place are changed by the office."))
    return OK


def may_declare_capacity(
    viewer: Viewer, organisation: Organisation, capacity: int | None, said_on: dt.date, *, at: dt.datetime
) -> Verdict:
    allowed = may_change_organisation(viewer, organisation, at=at)
    if not allowed:
        return allowed
    if said_on > localdate(at):
        return no("not_yet", _("The day it was said has not come yet."))
    if capacity is not None and not 0 <= capacity <= 100_000:
        return no("capacity_absurd", _("Say how many more people or needs you can take, for instance 12."))
    return OK


def may_join_organisation(
    viewer: Viewer, person: Person, organisation: Organisation, *, member_already: bool, at: dt.datetime
) -> Verdict:
    if member_already:
        return no("member_already", _("They belong to it already."))
    if tends(viewer, organisation.place.path) or viewer.speaks_for(organisation.pk, *SPEAKERS):
        return OK
    if viewer.person_id != person.pk or not viewer.is_somebody:
        return no("not_yours", _("Everybody joins for themselves."))
    if organisation.kind not in OPEN_TO_JOIN:
        return no("asks_first", _("Ask the organisation; it writes its members down itself."))
    return OK


def may_leave_organisation(
    viewer: Viewer, membership: Membership, *, mandates: Iterable[Mandate], at: dt.datetime
) -> Verdict:
    """`mandates`: what this member still holds in the organisation's name."""
    organisation = membership.organisation
    own = viewer.is_somebody and viewer.person_id == membership.person_id
    if not (own or tends(viewer, organisation.place.path) or viewer.speaks_for(organisation.pk, *SPEAKERS)):
        return no("not_yours", _("Only the member, the organisation or the office may do this."))
    if membership.ended_at is not None:
        return no("ended_already", _("That has ended already."))
    if any(True for _mandate in mandates):
        return no("mandate_first", _("They still act in its name. End that mandate first."))
    return OK


def may_give_mandate(
    viewer: Viewer,
    person: Person,
    organisation: Organisation,
    role: str,
    place: Place,
    *,
    starts_on: dt.date,
    ends_on: dt.date | None = None,
    held_already: bool = False,
    at: dt.datetime,
) -> Verdict:
    """Never beyond one's own: role, subtree of places, and the organisation in whose name it is given."""
    reach = may_dispose(viewer, organisation, role, place, at=at)
    if not reach:
        return reach
    if held_already:
        return no("held_already", _("They hold this mandate already."))
    if ends_on is not None and ends_on < starts_on:
        return no("ends_before_start", _("The last day comes after the first."))
    return _may_receive(viewer, person, starts_on)


def _may_receive(viewer: Viewer, person: Person, starts_on: dt.date) -> Verdict:
    if viewer.person_id == person.pk:
        return no("not_to_yourself", _("Somebody else gives you a role."))
    if person.merged_into_id is not None:
        return no("merged", MERGED)
    age = age_on(person.birth_date, starts_on)
    if age is not None and age < OF_AGE:
        return no("too_young", _("A mandate is for people of age."), age=age)
    return OK


def may_dispose(viewer: Viewer, organisation: Organisation, role: str, place: Place, *, at: dt.datetime) -> Verdict:
    """Whether this viewer has that role at that place, in the name of that organisation, to give or to end."""
    if viewer.is_system:
        return OK
    giving = [held for held in viewer.mandates if role in MAY_GIVE[held.role]]
    if not giving:
        return no("role_beyond_yours", _("This role is not yours to give."), role=role)
    here = [held for held in giving if place.path.startswith(held.path)]
    if not here:
        return no("place_beyond_yours", _("You have no mandate over this place."), place=place.code)
    if not any(_in_name_of(held, organisation) for held in here):
        return no("not_your_organisation", _("You cannot speak for this organisation."), organisation=organisation.code)
    return OK


def _in_name_of(held: Held, organisation: Organisation) -> bool:
    """Its own organisation; and, for who tends a place, the organisations placed under it."""
    if held.organisation_id == organisation.pk:
        return True
    return held.role in TENDERS and organisation.place.path.startswith(held.path)


def may_end_mandate(viewer: Viewer, mandate: Mandate, *, others: bool, at: dt.datetime) -> Verdict:
    """Its holder, or who could give it. `others`: somebody else coordinates that place too."""
    own = viewer.is_somebody and viewer.person_id == mandate.person_id
    if not own:
        reach = may_dispose(viewer, mandate.organisation, mandate.role, mandate.place, at=at)
        if not reach:
            return reach
    if mandate.ended_at is not None:
        return no("ended_already", _("That has ended already."))
    if mandate.role == Role.COORDINATOR and not others:
        return no("last_coordinator", _("Nobody else coordinates this place. Give somebody the role first."))
    return OK


def may_start_community(viewer: Viewer, place: Place, *, coordinated: bool, at: dt.datetime) -> Verdict:
    if not viewer.is_system:
        return no("not_yours", _("Only whoever runs this installation starts a community."))
    if coordinated:
        return no("started_already", _("%(place)s has a coordinator already.") % {"place": place.name})
    return OK


def may_merge_people(
    viewer: Viewer, kept: Person, gone: Person, *, mandates: Iterable[Mandate], at: dt.datetime
) -> Verdict:
    """Two records of one person. `mandates` are those of both: joining must hand nobody a right beyond one's own."""
    if not (keeps_desk(viewer, kept.home.path) and keeps_desk(viewer, gone.home.path)):
        return no("no_mandate_here", _("Only the office of both places joins two records."))
    if viewer.person_id in (kept.pk, gone.pk):
        return no("not_your_own", _("Somebody else joins your records."))
    if not all(may_dispose(viewer, m.organisation, m.role, m.place, at=at) for m in mandates):
        return no("mandate_beyond_yours", _("One of these records holds a mandate that is not yours to give."))
    return _may_be_one(kept, gone)


def _may_be_one(kept: Person, gone: Person) -> Verdict:
    if kept.pk == gone.pk:
        return no("same_record", _("That is the same record twice."))
    if kept.merged_into_id is not None or gone.merged_into_id is not None:
        return no("merged", MERGED)
    if kept.birth_date and gone.birth_date and kept.birth_date != gone.birth_date:
        return no("birth_date_differs", _("These two have different birth dates."))
    return OK


def may_act_for(viewer: Viewer, organisation_id: int, *, at: dt.datetime) -> Verdict:
    if not any(held.organisation_id == organisation_id for held in viewer.mandates):
        return no("no_mandate", _("You hold no mandate of this organisation."))
    return OK
