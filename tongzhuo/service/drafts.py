"""What somebody fills in before it is an activity or a shift."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, fields

from tongzhuo.needs.models import Ask, Occasion
from tongzhuo.organisations.models import Organisation
from tongzhuo.people.models import Person
from tongzhuo.places.models import Place
from tongzhuo.service.models import Activity, Requirement
from tongzhuo.service.states import ActivityKind, Demand
from tongzhuo.vocabulary.models import Term


@dataclass(frozen=True)
class ActivityDraft:
    """The facts of an activity, named as its fields; `demands` are (demand, term)."""

    title: str
    place: Place
    title_en: str = ""
    kind: str = ActivityKind.SERVICE
    content: str = ""
    conditions: str = ""
    risks: str = ""
    protections: str = ""
    meeting_point: str = ""
    lat: float | None = None
    lon: float | None = None
    in_charge: Person | None = None
    recorded_by: Organisation | None = None
    ask: Ask | None = None
    dangerous: bool = False
    insurer: str = ""
    policy_number: str = ""
    insured_until: dt.date | None = None
    home_visit: bool = False
    by_invitation: bool = False
    min_age: int | None = None
    opens_hours: int | None = None
    closes_hours: int | None = None
    most_a_week: int | None = None
    demands: tuple[tuple[str, Term], ...] = ()

    @classmethod
    def like(cls, activity: Activity) -> "ActivityDraft":
        """A finished activity is the template of the next one; the ask it served and its cover are not copied."""
        own = {"demands", "ask", "insurer", "policy_number", "insured_until"}
        facts = {one.name: getattr(activity, one.name) for one in fields(cls) if one.name not in own}
        required = Requirement.objects.filter(activity=activity).select_related("term").order_by("pk")
        return cls(**facts, demands=tuple((str(Demand(row.demand)), row.term) for row in required))

    @property
    def facts(self) -> dict[str, object]:
        return {one.name: getattr(self, one.name) for one in fields(self) if one.name != "demands"}


@dataclass(frozen=True)
class ShiftDraft:
    """When, and how many: `places` None is as many as come; `kinds` how many of them are of a kind."""

    starts: dt.datetime
    ends: dt.datetime
    places: int | None = None
    kinds: Mapping[str, int] = field(default_factory=dict)
    occasion: Occasion | None = None
