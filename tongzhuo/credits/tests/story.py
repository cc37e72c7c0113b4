"""刘芳 gave hours at the doors of Willow Lane; 陈丽 and 赵宁 keep the office there, and decide together."""

import datetime as dt

from tongzhuo.credits import actions
from tongzhuo.credits.models import Spending
from tongzhuo.credits.queries import POOL, USED, account_about, minutes_in, wallet_of
from tongzhuo.kernel.viewer import the_system
from tongzhuo.records import actions as records
from tongzhuo.records.models import ServiceRecord
from tongzhuo.records.tests.story import late_entry

SYSTEM = the_system("credits")
OLD = dt.date(1950, 5, 1)


def served(cast, who: str = "liu", *, minutes: int = 120, earn: bool = True) -> ServiceRecord:
    """So many confirmed minutes, written by 陈丽 and seconded by 赵宁."""
    many = ServiceRecord.objects.count()
    starts = dt.datetime(2026, 1, 5, tzinfo=dt.UTC) + dt.timedelta(days=many)
    times = {"starts": starts, "ends": starts + dt.timedelta(minutes=minutes), "minutes": minutes}
    writer, second = ("zhao", "liu") if who == "chen" else ("chen", "zhao")
    line = records.enter_later(by=cast.as_(writer), entry=late_entry(cast, who, **times))
    line = records.confirm_record(by=cast.as_(second), line=line)
    if earn:
        actions.earn_credit(by=SYSTEM, line=line)
    return line


def wish(cast, who: str = "liu", **more) -> Spending:
    told = {"kin": "parent", "for_whom": "刘奶奶", "born_on": OLD, "minutes": 60, "what": "陪着去医院"} | more
    return actions.ask_to_spend(by=cast.as_(who), holder=cast.people[who], **told)


def stands(cast, *who: str) -> dict[str, int]:
    """Minutes of each, of the pool of Willow Lane, and those that were used."""
    own = {name: minutes_in(wallet_of(cast.people[name])) for name in who or ("liu", "sun")}
    kept = {name: minutes_in(account_about(cast.willow, about)) for name, about in (("pool", POOL), ("used", USED))}
    return own | kept
