"""Something that takes place every week."""

import datetime as dt

from django.utils.timezone import localdate

from tests.cast import Cast
from tongzhuo.service.models import Activity, Series
from tongzhuo.service.tests import story
from tongzhuo.turnout import actions

TUESDAYS = 0b10


def weekly(cast: Cast, places: int = 2, *, weeks: int = 4, of: Activity | None = None, **facts) -> Series:
    """Every Tuesday from tomorrow on, nine to eleven; the first is on 1 December where the story begins on Monday, the
    23rd of November, and `first` says so."""
    given = {name: facts.pop(name) for name in ("kinds", "without", "hours", "weekdays") if name in facts}
    first = facts.pop("first", localdate() + dt.timedelta(days=1))
    given = {"weekdays": TUESDAYS, "hours": (dt.time(9), dt.time(11))} | given
    return actions.open_series(
        by=cast.as_("chen"),
        activity=of or story.activity(cast, **facts),
        dates=(first, first + dt.timedelta(days=7 * weeks - 1)),
        places=places,
        **given,
    )
