"""刘芳's autumn: what the leader noted, what was entered later, what was corrected, and the paper she asks for."""

import datetime as dt

from tests.cast import Cast, at
from tongzhuo.certificates.actions import issue_certificate
from tongzhuo.certificates.models import Certificate
from tongzhuo.records import actions
from tongzhuo.records.models import ServiceRecord
from tongzhuo.records.states import Proof, RecordState
from tongzhuo.records.tests.story import late_entry

TODAY = at("2026-12-02 09:00")
SITE = "https://table.example"
AUTUMN = {"since": dt.date(2026, 9, 1), "until": dt.date(2026, 12, 1)}


def served(cast: Cast, who: str = "liu", minutes: int = 120, begins: str = "2026-11-03 09:00", **more) -> ServiceRecord:
    """One confirmed line, with the proof that is said."""
    starts = at(begins)
    facts = {
        "person": cast.people[who],
        "state": RecordState.CONFIRMED,
        "activity_name": "陪着下楼",
        "place": cast.willow,
        "starts": starts,
        "ends": starts + dt.timedelta(minutes=minutes),
        "minutes": minutes,
        "recorded_by": cast.office,
        "in_charge": "阮暖",
        "proof": Proof.SCANNED,
        "due_on": starts.date(),
        "confirmed_by": cast.nuan,
        "confirmed_at": TODAY,
    }
    return ServiceRecord.objects.create(**(facts | more))


def entered_later(cast: Cast, **more) -> ServiceRecord:
    line = actions.enter_later(by=cast.as_("chen"), entry=late_entry(cast, **more))
    return actions.confirm_record(by=cast.as_("zhao"), line=line)


def certified(cast: Cast, who: str = "liu", **more) -> Certificate:
    told = {"recorded_by": cast.office, "language": "zh"} | AUTUMN | more
    return issue_certificate(by=cast.as_(who), person=cast.people[who], **told)
