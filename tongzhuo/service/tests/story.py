"""The story of this room: on Tuesday morning somebody has to come down five floors, and ten neighbours may help."""

import datetime as dt

from tests.cast import Cast, at
from tongzhuo.people.models import Guardianship, Person
from tongzhuo.projects import actions as projects
from tongzhuo.projects.models import Project
from tongzhuo.service import actions
from tongzhuo.service.drafts import ActivityDraft, ShiftDraft
from tongzhuo.service.models import Activity, Shift, SignUp

NOW = at("2026-11-23 09:20")
NINE, ELEVEN = at("2026-12-01 09:00"), at("2026-12-01 11:00")


def project(cast: Cast) -> Project:
    opened = projects.open_project(by=cast.as_("chen"), title="6号楼换电梯", title_en="Lift works", place=cast.willow)
    return projects.begin_project(by=cast.as_("chen"), project=opened)


def activity(cast: Cast, **facts) -> Activity:
    facts = {"title": "陪着下楼", "title_en": "Coming down together", "place": cast.willow} | facts
    facts = {"recorded_by": cast.office, "in_charge": cast.nuan} | facts
    return actions.open_activity(by=cast.as_("chen"), project=project(cast), draft=ActivityDraft(**facts))


def shift(cast: Cast, places: int | None = 2, *, when=(NINE, ELEVEN), kinds=None, of=None, **facts) -> Shift:
    draft = ShiftDraft(*when, places, kinds or {})
    return actions.open_shift(by=cast.as_("chen"), activity=of or activity(cast, **facts), draft=draft)


def join(cast: Cast, who: str, shift: Shift) -> SignUp:
    return actions.sign_up(by=cast.as_(who), shift=shift, person=cast.people[who])


def wait(cast: Cast, who: str, shift: Shift) -> SignUp:
    return actions.join_waiting_list(by=cast.as_(who), shift=shift, person=cast.people[who])


def states(shift: Shift) -> dict[str, str]:
    """Who is where: "刘芳" -> "signed_up"."""
    rows = SignUp.objects.filter(shift=shift).select_related("person").order_by("pk")
    return {one.person.name: str(one.state) for one in rows}


def minor(cast: Cast, born: dt.date, guardian: str | None = "guo") -> Person:
    xiaoyu = cast.person("yu", "郭小雨", birth_date=born)
    if guardian:
        Guardianship.objects.create(minor=xiaoyu, guardian=cast.people[guardian], starts_on=born)
    return xiaoyu
