"""What follows confirmed hours: the volunteer hears of it, and what looks odd is marked for a second look."""

from django.urls import reverse
from django.utils.timezone import now

from tongzhuo.kernel.memory import reacts_to
from tongzhuo.kernel.models import Line
from tongzhuo.kernel.viewer import the_system
from tongzhuo.notices.actions import tell
from tongzhuo.records import actions, queries
from tongzhuo.records.models import ServiceRecord
from tongzhuo.records.oddities import A_DAY, far_above_plan, odd_ways, too_many_by_one
from tongzhuo.records.states import RecordState


@reacts_to("hours.confirmed", "hours.seconded")
def mark_what_is_odd(line: Line) -> None:
    made = list(_records(line))
    near = queries.near_in_time(made)
    found = [odd for one in made for odd in odd_ways(one, near[one.person_id])]
    for one in made:
        shift = one.attendance.sign_up.shift if one.attendance else None
        found += far_above_plan(one, shift.ends - shift.starts if shift else None)
    confirmers = {one.confirmed_by_id for one in made if one.confirmed_by_id}
    at = now()
    recent = ServiceRecord.objects.filter(confirmed_by__in=confirmers, confirmed_at__gt=at - A_DAY)
    found += too_many_by_one(recent.select_related("place").order_by("pk"), at)
    actions.flag_records(by=the_system("records"), found=found)


@reacts_to("hours.confirmed", "hours.seconded", "hours.corrected", "hours.refused")
def tell_the_volunteer(line: Line) -> None:
    for one in _records(line):
        if one.state == RecordState.PROPOSED:
            continue
        kind = "hours.refused" if one.state == RecordState.REFUSED else line.did
        tell(
            to=one.person,
            kind="hours.confirmed" if kind == "hours.seconded" else kind,
            about=f"service_record:{one.code}",
            key=f"{line.code}:{one.code}",
            url=reverse("records:mine"),
            what=one.activity_name,
            hours=one.hours,
            starts=one.starts,
            ends=one.ends,
            zone=one.place.time_zone,
            reason=one.reason or str(line.facts.get("reason", "")),
        )


def _records(line: Line) -> list[ServiceRecord]:
    rows = ServiceRecord.objects.filter(code__in=line.facts.get("records", []))
    known = rows.select_related("person__home", "place", "attendance__sign_up__shift")
    return list(known.order_by("pk"))
