"""What an office fills in: an activity, its accident cover, a weekly series."""

import datetime as dt
import re
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from tongzhuo.look.forms import WarmForm
from tongzhuo.organisations.models import Organisation
from tongzhuo.people.models import Person
from tongzhuo.projects.models import Project
from tongzhuo.service.drafts import ActivityDraft
from tongzhuo.service.states import Demand
from tongzhuo.vocabulary.models import Term
from tongzhuo.vocabulary.states import Shelf

LONGEST = dt.timedelta(days=370)  # of one series
A_TEXT = {"rows": 3}


class DayInput(forms.DateInput):
    """The browser's own control for a day."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class HourInput(forms.TimeInput):
    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class ActivityForm(WarmForm):
    """One form for the whole activity. Its words are those of a notice of recruitment."""

    title = forms.CharField(label=_("What is it called"), max_length=200)
    title_en = forms.CharField(label=_("Name in English"), max_length=240, required=False)
    content = forms.CharField(label=_("What people do there"), widget=forms.Textarea(A_TEXT), max_length=2000)
    conditions = forms.CharField(
        label=_("For whom it is"), widget=forms.Textarea(A_TEXT), max_length=1000, required=False
    )
    meeting_point = forms.CharField(label=_("Where to meet"), max_length=200, required=False)
    recorded_by = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Who records the hours"), required=False, empty_label=_("Not known yet")
    )
    min_age = forms.IntegerField(label=_("From which age"), min_value=0, max_value=99, required=False)
    home_visit = forms.BooleanField(
        label=_("It is in somebody’s home"), required=False, help_text=_("Then two go, never one alone.")
    )
    dangerous = forms.BooleanField(
        label=_("There may be danger to whoever comes"),
        required=False,
        help_text=_("Then it opens only with accident cover."),
    )
    risks = forms.CharField(label=_("What can happen"), widget=forms.Textarea(A_TEXT), max_length=1000, required=False)
    protections = forms.CharField(
        label=_("How people are protected"), widget=forms.Textarea(A_TEXT), max_length=1000, required=False
    )
    insurer = forms.CharField(label=_("Insurer"), max_length=120, required=False)
    policy_number = forms.CharField(label=_("Policy number"), max_length=80, required=False)
    insured_until = forms.DateField(label=_("Cover until"), widget=DayInput(), required=False)
    skills = forms.ModelMultipleChoiceField(Term.objects.none(), label=_("Skills it takes"), required=False)
    trainings = forms.ModelMultipleChoiceField(Term.objects.none(), label=_("Trainings it takes"), required=False)
    checks = forms.ModelMultipleChoiceField(Term.objects.none(), label=_("Checks it takes"), required=False)

    def __init__(self, data: Any = None, *, units: list[Organisation]) -> None:
        super().__init__(data)
        self._choose("recorded_by", Organisation.objects.filter(pk__in=[unit.pk for unit in units]).order_by("pk"))
        for name, shelf in (("skills", Shelf.SKILL), ("trainings", Shelf.SKILL), ("checks", Shelf.CHECK)):
            self._choose(name, Term.objects.filter(shelf=shelf).order_by("pk"))

    def _choose(self, name: str, rows: Any) -> None:
        chosen = self.fields[name]
        assert isinstance(chosen, forms.ModelChoiceField)
        chosen.queryset = rows

    def clean(self) -> dict[str, Any]:
        """A danger is named, and what is done against it."""
        told = super().clean() or {}
        for name in ("risks", "protections") if told.get("dangerous") else ():
            if not told.get(name):
                self.add_error(name, _("Whoever signs up must read this first. Please write it down."))
        return told

    def draft(self, project: Project, in_charge: Person | None) -> ActivityDraft:
        said = dict(self.cleaned_data)
        demands = {Demand.SKILL: "skills", Demand.TRAINING: "trainings", Demand.CHECK: "checks"}
        wanted = tuple((str(demand), term) for demand, name in demands.items() for term in said.pop(name))
        return ActivityDraft(**said, place=project.place, in_charge=in_charge, demands=wanted)


class CoverForm(WarmForm):
    insurer = forms.CharField(label=_("Insurer"), max_length=120)
    policy_number = forms.CharField(label=_("Policy number"), max_length=80)
    until = forms.DateField(label=_("Cover until"), widget=DayInput())


class SeriesForm(WarmForm):
    """The same hours on the same days of the week, from one date to another, but for some."""

    weekdays = forms.MultipleChoiceField(
        label=_("On which days"), choices=list(WEEKDAYS.items()), widget=forms.CheckboxSelectMultiple
    )
    from_time = forms.TimeField(label=_("From"), widget=HourInput())
    until_time = forms.TimeField(label=_("Until"), widget=HourInput())
    starts_on = forms.DateField(label=_("First day"), widget=DayInput())
    ends_on = forms.DateField(label=_("Last day"), widget=DayInput())
    places = forms.IntegerField(label=_("How many places"), min_value=1, max_value=10_000)
    without = forms.CharField(
        label=_("Not on"), required=False, max_length=2000, help_text=_("Days such as 2026-12-25, several with commas.")
    )

    def clean_without(self) -> tuple[dt.date, ...]:
        words = [word for word in re.split(r"[\s,，、;；]+", self.cleaned_data["without"]) if word]
        try:
            return tuple(dict.fromkeys(dt.date.fromisoformat(word) for word in words))
        except ValueError:
            raise forms.ValidationError(_("Write days such as 2026-12-25.")) from None

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        first, last, begins, ends = (told.get(one) for one in ("starts_on", "ends_on", "from_time", "until_time"))
        if begins and ends and ends <= begins:
            self.add_error("until_time", _("It ends before it begins."))
        if first and last and last < first:
            self.add_error("ends_on", _("It ends before it begins."))
        if first and last and last - first > LONGEST:
            self.add_error("ends_on", _("A year at most. Another can follow."))
        return told

    @property
    def bits(self) -> int:
        """Bit 0 is Monday."""
        return sum(1 << int(day) for day in self.cleaned_data["weekdays"])
