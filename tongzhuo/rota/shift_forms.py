"""When shifts are, and how many they take: one date, every week, another time, until when it goes on."""

import datetime as dt
import re
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from tongzhuo.look import dates
from tongzhuo.look.forms import DayInput, HourInput, WarmForm
from tongzhuo.places.when import hours_on, moment
from tongzhuo.service.models import Series, Shift
from tongzhuo.service.states import PlaceKind

LONGEST = dt.timedelta(days=370)  # of one series
A_NIGHT = dt.timedelta(hours=16)  # of a shift that goes on past midnight
ENDS_FIRST = _("It ends before it begins.")
NO_SUCH_HOUR = _("Clocks go forward there that night, and this hour does not exist. Take another.")


class HoursForm(WarmForm):
    """A day and its hours at the place in `zone`. Hours that end before they begin go on into the next day."""

    day = forms.DateField(label=_("Day"), widget=DayInput())
    from_time = forms.TimeField(label=_("From"), widget=HourInput())
    until_time = forms.TimeField(
        label=_("Until"), widget=HourInput(), help_text=_("After midnight counts as the next day: 22:00 to 02:00.")
    )
    last_day = forms.DateField(label=_("Last day, if it goes on for several"), widget=DayInput(), required=False)

    def __init__(self, data: Any = None, *, zone: str, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        self.zone = zone

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if told.get("day") and told.get("from_time") and told.get("until_time"):
            told["starts"], told["ends"] = self._span(told)
        return told

    def _span(self, told: dict[str, Any]) -> tuple[dt.datetime | None, dt.datetime | None]:
        day, last = told["day"], told.get("last_day")
        hours = (told["from_time"], told["until_time"])
        found = hours_on(day, hours, self.zone) if last in (None, day) else None
        starts, ends = found or (moment(day, hours[0], self.zone), moment(last or day, hours[1], self.zone))
        if starts is None:
            self.add_error("from_time", NO_SUCH_HOUR)
        elif ends is None:
            self.add_error("until_time", NO_SUCH_HOUR)
        elif ends <= starts or (last is None and ends - starts > A_NIGHT and hours[1] <= hours[0]):
            self.add_error("until_time" if last in (None, day) else "last_day", ENDS_FIRST)
        return starts, ends


class PlacesForm(WarmForm):
    """How many come, and for whom some of the places are kept. The others are for anyone."""

    places = forms.IntegerField(label=_("How many places"), min_value=1, max_value=10_000)
    trained = forms.IntegerField(
        label=_("Of these for trained people"),
        min_value=0,
        required=False,
        help_text=_("Who has what it takes, or has come before."),
    )
    newcomer = forms.IntegerField(
        label=_("Of these for somebody new"),
        min_value=0,
        required=False,
        help_text=_("Kept for who has never come. Nobody else takes it."),
    )

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        kept = (told.get("trained") or 0) + (told.get("newcomer") or 0)
        if told.get("places") and kept > told["places"]:
            self.add_error("newcomer", _("Together that is more than all places."))
        return told

    @property
    def kinds(self) -> dict[str, int]:
        """{} where anyone may have any."""
        said = self.cleaned_data
        kept = {PlaceKind.TRAINED: said["trained"] or 0, PlaceKind.NEWCOMER: said["newcomer"] or 0}
        if not any(kept.values()):
            return {}
        kept[PlaceKind.ANYONE] = said["places"] - sum(kept.values())
        return {str(kind): places for kind, places in kept.items() if places}


class DateForm(PlacesForm, HoursForm):
    """One date."""

    field_order = ("day", "from_time", "until_time", "last_day", "places", "trained", "newcomer")


class MoveForm(HoursForm):
    reason = forms.CharField(label=_("What should everybody know?"), max_length=240, required=False)


class SeriesForm(PlacesForm):
    """The same hours on the same days of the week, from one date to another, but for some."""

    weekdays = forms.MultipleChoiceField(
        label=_("On which days"), choices=list(WEEKDAYS.items()), widget=forms.CheckboxSelectMultiple
    )
    from_time = forms.TimeField(label=_("From"), widget=HourInput())
    until_time = forms.TimeField(
        label=_("Until"), widget=HourInput(), help_text=_("After midnight counts as the next day: 22:00 to 02:00.")
    )
    starts_on = forms.DateField(label=_("First day"), widget=DayInput())
    ends_on = forms.DateField(label=_("Last day"), widget=DayInput())
    without = forms.CharField(
        label=_("Not on"), required=False, max_length=2000, help_text=_("Days such as 2026-12-25, several with commas.")
    )
    field_order = ("weekdays", "from_time", "until_time", "starts_on", "ends_on", "places", "trained", "newcomer")

    def clean_without(self) -> tuple[dt.date, ...]:
        words = [word for word in re.split(r"[\s,，、;；]+", self.cleaned_data["without"]) if word]
        try:
            return tuple(dict.fromkeys(dt.date.fromisoformat(word) for word in words))
        except ValueError:
            raise forms.ValidationError(_("Write days such as 2026-12-25.")) from None

    def clean(self) -> dict[str, Any]:
        told = super().clean()
        first, last, begins, ends = (told.get(one) for one in ("starts_on", "ends_on", "from_time", "until_time"))
        if begins and ends and ends <= begins and dt.timedelta(days=1) - _between(ends, begins) > A_NIGHT:
            self.add_error("until_time", ENDS_FIRST)
        if first and last and last < first:
            self.add_error("ends_on", ENDS_FIRST)
        if first and last and last - first > LONGEST:
            self.add_error("ends_on", _("A year at most. Another can follow."))
        return told

    @property
    def bits(self) -> int:
        """Bit 0 is Monday."""
        return sum(1 << int(day) for day in self.cleaned_data["weekdays"])


class DayForm(WarmForm):
    """One date of a series, and what everybody on it should know."""

    day = forms.DateField(label=_("Day"), widget=forms.Select())
    reason = forms.CharField(label=_("What should everybody know?"), max_length=240, required=False)

    def __init__(self, data: Any = None, *, days: list[dt.date] | None = None) -> None:
        """`days`: among which one is chosen."""
        super().__init__(data)
        widget = self.fields["day"].widget
        assert isinstance(widget, forms.Select)
        widget.choices = [(day.isoformat(), dates.day(day)) for day in days or ()]


class LastDayForm(WarmForm):
    """Until when a series goes on: earlier than planned, or later."""

    last = forms.DateField(label=_("Last day"), widget=DayInput())
    reason = forms.CharField(label=_("What should everybody know?"), max_length=240, required=False)


def hours_of(shift: Shift) -> dict[str, Any]:
    """A shift as the form has it, in the active time zone."""
    starts, ends = localtime(shift.starts), localtime(shift.ends)
    told = {"day": starts.date(), "from_time": starts.time(), "until_time": ends.time()}
    next_day = starts.date() + dt.timedelta(days=1)
    over_night = ends.date() == next_day and ends.time() <= starts.time() and ends - starts <= A_NIGHT
    return told | ({} if ends.date() == starts.date() or over_night else {"last_day": ends.date()})


def pattern_of(series: Series) -> dict[str, Any]:
    """A series as the form has it, without its dates."""
    weekdays = [str(day) for day in range(7) if series.weekdays >> day & 1]
    hours = {"from_time": series.from_time, "until_time": series.until_time}
    return {"weekdays": weekdays, "places": series.places, **hours, **series.kinds}


def _between(earlier: dt.time, later: dt.time) -> dt.timedelta:
    day = dt.date(2000, 1, 1)
    return dt.datetime.combine(day, later) - dt.datetime.combine(day, earlier)
