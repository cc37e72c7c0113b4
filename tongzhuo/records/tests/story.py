"""On Tuesday 刘芳 and 孙伟 come down five floors with the neighbours; 阮暖 leads, 陈丽's office records the hours."""

import datetime as dt
import uuid

from tests.cast import Cast, at
from tongzhuo.records import actions
from tongzhuo.records.codes import day_code
from tongzhuo.records.drafts import LateEntry
from tongzhuo.records.models import Attendance, ServiceRecord
from tongzhuo.records.states import Direction, Way
from tongzhuo.service.models import Shift
from tongzhuo.service.tests import story
from tongzhuo.service.tests.story import ELEVEN, NINE

AFTERWARDS = at("2026-12-01 12:00")
NEXT_DAY = at("2026-12-02 09:00")
TOO_LATE = at("2026-12-16 09:00")  # the eleventh working day after
LIFT = "陪着下楼"


def tuesday(cast: Cast, *who: str, **facts) -> Shift:
    shift = story.shift(cast, 10, **facts)
    for name in who or ("liu", "sun"):
        story.join(cast, name, shift)
    return shift


def scan(cast: Cast, who: str, shift: Shift, direction: str, when: dt.datetime, **more) -> Attendance:
    """Their own telephone reads the code of the day."""
    told = {"way": Way.DAY_CODE, "key": uuid.uuid4().hex, "code": day_code(shift, when), "said": when} | more
    return actions.note_presence(by=cast.as_(who), shift=shift, person=cast.people[who], direction=direction, **told)


def came_and_left(cast: Cast, who: str, shift: Shift, came=NINE, left=ELEVEN) -> None:
    scan(cast, who, shift, Direction.IN, came)
    scan(cast, who, shift, Direction.OUT, left)


def late_entry(cast: Cast, who: str = "liu", **more) -> LateEntry:
    told = {
        "person": cast.people[who],
        "activity_name": "守楼道",
        "place": cast.willow,
        "starts": NINE,
        "ends": ELEVEN,
        "minutes": 120,
        "recorded_by": cast.office,
        "in_charge": "阮暖",
        "reason": "那天没带手机",
    }
    return LateEntry(**(told | more))


def minutes(line: ServiceRecord) -> tuple[int, str, str]:
    return line.minutes, line.state, line.proof
