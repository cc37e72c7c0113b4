"""Who says that a promise was kept, and who changes what repeats. Each rule looks only at what it is handed."""

from collections.abc import Sequence
from datetime import date, time

from django.utils.translation import gettext_lazy as _

from tongzhuo.kernel.verdicts import OK, Verdict, no
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.linkages.models import Link
from tongzhuo.linkages.rules import NOT_YOURS, may_move, speaks_for
from tongzhuo.linkages.states import LinkState
from tongzhuo.look import dates
from tongzhuo.organisations.states import KEEPERS
from tongzhuo.places.when import hours_on
from tongzhuo.service import rules as service_rules
from tongzhuo.service.models import Series
from tongzhuo.service.running import TAKES_NEW


def may_fulfil(viewer: Viewer, link: Link) -> Verdict:
    """Say that it was delivered, or that the visit was made: the keeper of the table, never the party; and the product,
    once whoever received a gift has said that it arrived."""
    if viewer.is_system:
        return may_move(link, LinkState.FULFILLED)
    if not viewer.holds(link.need.place.path, *KEEPERS):
        return no(*NOT_YOURS)
    if speaks_for(viewer, link):
        return no("not_about_yourself", _("Somebody else says that it was done."))
    return may_move(link, LinkState.FULFILLED)


def may_shorten(viewer: Viewer, link: Link, quantity: int) -> Verdict:
    """Only the product, where part of a promised thing came and the rest was not kept."""
    if not viewer.is_system:
        return no(*NOT_YOURS)
    if link.state != LinkState.ACCEPTED or not 0 < quantity <= (link.quantity or 0):
        return no("link_moved_on", _("This has changed in the meantime. Look again."), state=link.state)
    return OK


def may_change_series(viewer: Viewer, series: Series) -> Verdict:
    """Leave a date out, take it in again, end it, let it go on."""
    if not service_rules.runs_activity(viewer, series.activity):
        return no(*service_rules.NOT_YOURS)
    if series.activity.project.state not in TAKES_NEW:
        return no("project_over", _("This project takes nothing new on."), state=series.activity.project.state)
    return OK


def may_take_place_on(days: Sequence[date], hours: tuple[time, time], zone: str) -> Verdict:
    """Whether these hours exist on each of these days: where clocks go forward, one of them is left out."""
    for day in days:
        if hours_on(day, hours, zone) is None:
            told = {"day": dates.day(day), "from": dates.clock_time(hours[0]), "until": dates.clock_time(hours[1])}
            said = _("On %(day)s clocks go forward there, and %(from)s to %(until)s cannot be: take another time.")
            return no("no_such_hour", said % told, field="from_time", day=day.isoformat())
    return OK if days else no("no_day", _("Between these two days there is no such day of the week."), field="weekdays")
