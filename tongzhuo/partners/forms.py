"""From which day to which, with which community, what to reach, and which goals a kind of need serves."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tongzhuo.look.forms import DayInput, WarmForm
from tongzhuo.partners.drafts import Goals
from tongzhuo.partners.states import GoalKind
from tongzhuo.places.models import Place
from tongzhuo.places.queries import place_by_code, place_called


class PeriodForm(WarmForm):
    """From which day to which, both included."""

    since = forms.DateField(label=pgettext_lazy("a day", "From"), widget=DayInput)
    until = forms.DateField(label=pgettext_lazy("a day", "Until"), widget=DayInput)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("since") and said.get("until") and said["until"] < said["since"]:
            self.add_error("until", _("The last day lies before the first."))
        return said


class PartnerForm(WarmForm):
    """With which community."""

    place = forms.CharField(label=_("Community"), max_length=120, help_text=_("Its name or number."))
    purpose = forms.CharField(label=_("What for, in a sentence"), max_length=240, required=False)

    def __init__(self, data: Any = None, *, within: str) -> None:
        self.within = within
        super().__init__(data)

    def clean_place(self) -> Place:
        text = self.cleaned_data["place"].strip()
        place = place_by_code(text) or place_called(text, within=self.within)
        if place is None:
            raise forms.ValidationError(_("We know no single place called “%(text)s” here."), params={"text": text})
        return place


class GoalsForm(WarmForm):
    """What both want to reach in a year."""

    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2200)

    def __init__(self, data: Any = None, *, initial: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial={"year": localdate().year} | dict(initial or {}))
        for kind, label in GoalKind.choices:
            self.fields[kind] = forms.IntegerField(label=label, min_value=1, max_value=1_000_000_000, required=False)

    def goals(self) -> Goals:
        said = self.cleaned_data
        return Goals(said["year"], {kind: said[kind] for kind in GoalKind.values if said.get(kind)})


class TargetsForm(WarmForm):
    """Targets of one kind of need, as people write them: "3.8, 11.7"."""

    targets = forms.CharField(label=_("Targets"), max_length=120, required=False)

    def listed(self) -> list[str]:
        text: str = self.cleaned_data["targets"]
        return text.replace("，", " ").replace("、", " ").replace(",", " ").split()
