"""When somebody is free, on one page: the week, the days that differ, the limits."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from tongzhuo.look.forms import DayInput, HourInput
from tongzhuo.people.forms.fields import Sheet
from tongzhuo.people.models import Availability, Person
from tongzhuo.people.times import WEEKDAYS, DifferentDay, Limits, WeeklyHours

MOST_ROWS = 60


class HoursForm(Sheet):
    """One span of hours on one weekday; both empty means none."""

    weekday = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=6)
    from_time = forms.TimeField(label=_("From"), widget=HourInput, required=False)
    until_time = forms.TimeField(label=pgettext_lazy("time of day", "Until"), widget=HourInput, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        _both_or_none(self, data)
        return data

    @property
    def day_name(self) -> str:
        weekday = self["weekday"].value()
        return str(WEEKDAYS[int(weekday)]) if str(weekday) in "0123456" else ""

    def hours(self) -> WeeklyHours | None:
        data = self.cleaned_data
        return WeeklyHours(data["weekday"], data["from_time"], data["until_time"]) if data.get("from_time") else None


class DayForm(Sheet):
    """One date that differs from the week."""

    day = forms.DateField(label=_("Day"), widget=DayInput, required=False)
    free = forms.TypedChoiceField(
        label=_("On that day"),
        choices=[("no", _("not free")), ("yes", _("free at these hours"))],
        coerce=lambda value: value == "yes",
        required=False,
    )
    from_time = forms.TimeField(label=_("From"), widget=HourInput, required=False)
    until_time = forms.TimeField(label=pgettext_lazy("time of day", "Until"), widget=HourInput, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("day") and data.get("free"):
            _both_or_none(self, data, needed=True)
        return data

    def different(self) -> DifferentDay | None:
        data = self.cleaned_data
        if not data.get("day"):
            return None
        free = data["free"] is True
        hours = (data["from_time"], data["until_time"]) if free else (None, None)
        return DifferentDay(data["day"], free, *hours)


class LimitsForm(Sheet):
    """How far, and how often."""

    radius = forms.DecimalField(label=_("Goes how far, in kilometres"), min_value=0, max_value=100, decimal_places=1)
    bookings_a_week = forms.IntegerField(label=_("Times a week at most"), min_value=0, max_value=21)
    hours_a_week = forms.DecimalField(label=_("Hours a week at most"), min_value=0, max_value=168, decimal_places=1)
    rest_until = forms.DateField(
        label=_("Resting until"), widget=DayInput, required=False, help_text=_("Until then nobody asks.")
    )

    @staticmethod
    def beginning(limits: Limits) -> dict[str, Any]:
        return {
            "radius": limits.radius_m / 1000,
            "bookings_a_week": limits.bookings_a_week,
            "hours_a_week": limits.minutes_a_week / 60,
            "rest_until": limits.rest_until,
        }

    def limits(self) -> Limits:
        data = self.cleaned_data
        return Limits(
            int(data["radius"] * 1000), data["bookings_a_week"], int(data["hours_a_week"] * 60), data["rest_until"]
        )


WeekFormSet = forms.formset_factory(HoursForm, extra=0, max_num=MOST_ROWS, absolute_max=MOST_ROWS)
DaysFormSet = forms.formset_factory(DayForm, extra=0, max_num=MOST_ROWS, absolute_max=MOST_ROWS)


class TimesForms:
    """The week, the days that differ and the limits, on one page. Each weekday has one empty row more."""

    def __init__(self, person: Person, data: Any = None) -> None:
        available = Availability.objects.filter(person=person).prefetch_related("windows", "exceptions").first()
        self.limits = LimitsForm(data, prefix="limits", initial=LimitsForm.beginning(_limits(available)))
        self.week = WeekFormSet(data, prefix="week", initial=_week(available))
        self.days = DaysFormSet(data, prefix="days", initial=_days(available))

    def is_valid(self) -> bool:
        return all([self.limits.is_valid(), self.week.is_valid(), self.days.is_valid()])

    def facts(self) -> dict[str, Any]:
        return {
            "windows": [hours for form in self.week.forms if (hours := form.hours())],
            "different": [day for form in self.days.forms if (day := form.different())],
            "limits": self.limits.limits(),
        }


def _limits(available: Availability | None) -> Limits:
    return Limits(**{name: getattr(available, name) for name in Limits._fields}) if available else Limits()


def _week(available: Availability | None) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = [{"weekday": day} for day in range(7)]
    if available:
        names = ("weekday", "from_time", "until_time")
        rows += [{name: getattr(window, name) for name in names} for window in available.windows.all()]
    return sorted(rows, key=lambda row: (row["weekday"], row.get("from_time") or dt.time.max))


def _days(available: Availability | None) -> list[dict[str, Any]]:
    ahead = [day for day in available.exceptions.all() if day.day >= localdate()] if available else []
    rows = [
        {"day": one.day, "free": "yes" if one.free else "no", "from_time": one.from_time, "until_time": one.until_time}
        for one in sorted(ahead, key=lambda one: one.day)
    ]
    return rows + [{} for _blank in range(3)]


def _both_or_none(form: forms.Form, data: dict[str, Any], *, needed: bool = False) -> None:
    starts, ends = data.get("from_time"), data.get("until_time")
    if form.errors or (not starts and not ends and not needed):
        return
    if not starts or not ends:
        form.add_error("until_time" if starts else "from_time", gettext("Say from when and until when."))
    elif ends <= starts:
        form.add_error("until_time", gettext("Hours end after they start."))
