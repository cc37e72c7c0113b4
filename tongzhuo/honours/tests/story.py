"""刘芳’s winter: a first-aid course, ninety-eight hours and then a hundred and two, water in the power cut."""

import datetime as dt

from tests.cast import Cast, at
from tongzhuo.honours import actions
from tongzhuo.honours.drafts import Commendation, Judgement, Training
from tongzhuo.honours.models import Award, Evaluation, Honour, StarRating, TrainingRecord
from tongzhuo.records.models import ServiceRecord
from tongzhuo.records.states import Proof, RecordState

THURSDAY = at("2026-12-03 10:00")
LAST_DAY = dt.date(2026, 12, 10)  # the fifth working day after: Saturday and Sunday lie between
FRIDAY = at("2026-12-11 00:05")
LONG_AGO = dt.date(2026, 1, 10)
DEED = "停电那晚给十二户人家提水上楼"


def served(cast: Cast, who: str = "liu", hours: float = 2, begins: str = "2026-11-03 09:00", **more) -> ServiceRecord:
    """One confirmed line, noted by the leader and confirmed by her."""
    starts = at(begins)
    facts = {
        "person": cast.people[who],
        "state": RecordState.CONFIRMED,
        "activity_name": "陪着下楼",
        "place": cast.willow,
        "starts": starts,
        "ends": starts + dt.timedelta(hours=hours),
        "minutes": round(hours * 60),
        "recorded_by": cast.office,
        "in_charge": "阮暖",
        "proof": Proof.SCANNED,
        "due_on": dt.date(2026, 11, 17),
        "entered_by": cast.nuan,
        "confirmed_by": cast.nuan,
        "confirmed_at": THURSDAY,
    }
    return ServiceRecord.objects.create(**(facts | more))


def course(cast: Cast, **more) -> Training:
    facts = {
        "name": "急救入门",
        "content": "心肺复苏、止血、怎样叫救护车",
        "minutes": 180,
        "organiser": "和信社工站",
        "held_on": dt.date(2026, 11, 28),
    }
    return Training(**(facts | more))


def trained(cast: Cast, *who: str, by: str = "chen", unit: str = "office", **more) -> list[TrainingRecord]:
    people = [cast.people[name] for name in who or ("liu",)]
    return actions.note_training(
        by=cast.as_(by), people=people, unit=cast.organisations[unit], said=course(cast, **more)
    )


def medal(**more) -> Commendation:
    facts = {"name": "年度好邻居", "given_on": dt.date(2026, 11, 30), "granted_by": "柳荫里居委会"}
    return Commendation(**(facts | more))


def awarded(cast: Cast, *who: str, by: str = "chen", **more) -> list[Award]:
    people = [cast.people[name] for name in who or ("liu",)]
    return actions.note_award(by=cast.as_(by), people=people, unit=cast.office, said=medal(**more))


def judged(**more) -> Judgement:
    return Judgement(
        **({"quality": "excellent", "evaluated_on": dt.date(2026, 11, 16), "words": "稳当，有耐心"} | more)
    )


def evaluated(cast: Cast, line: ServiceRecord, by: str = "chen", **more) -> Evaluation:
    return actions.evaluate_service(by=cast.as_(by), service=line, said=judged(**more))


def thanked(cast: Cast, *who: str, by: str = "chen", deed: str = DEED, day: dt.date | None = None) -> Honour:
    people = [cast.people[name] for name in who or ("liu",)]
    facts = {"deed": deed, "done_on": day or dt.date(2026, 11, 25)}
    return actions.give_honour(by=cast.as_(by), people=people, unit=cast.office, **facts)[0]


def publicised(cast: Cast, who: str = "liu", hours: float = 102) -> StarRating:
    served(cast, who, hours)
    return actions.publicise_star(by=cast.as_("chen"), person=cast.people[who])
