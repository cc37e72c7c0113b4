"""What an office or a recording organisation writes when nobody noted the hours at the time, and what it takes out."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from tongzhuo.kernel.codes import read_code
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.look.forms import DayInput, WarmForm
from tongzhuo.organisations.models import Organisation
from tongzhuo.organisations.queries import people_met_by
from tongzhuo.organisations.search import Wish, people_found
from tongzhuo.organisations.states import SPEAKERS
from tongzhuo.people.forms.fields import PlaceField
from tongzhuo.people.models import Person
from tongzhuo.records.drafts import LateEntry
from tongzhuo.records.queries import units_of
from tongzhuo.records.rules import MOST_REASON


class MomentInput(forms.DateTimeInput):
    """The browser's own control for a day and an hour."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class UnitForm(WarmForm):
    """Something about the records of one organisation that this viewer answers for."""

    recorded_by = forms.ChoiceField(label=_("Who records the hours"))

    def __init__(self, data: Any = None, *, viewer: Viewer) -> None:
        super().__init__(data)
        self.viewer = viewer
        self.units = {body.code: body for body in units_of(viewer)}
        bodies = self.fields["recorded_by"]
        assert isinstance(bodies, forms.ChoiceField)
        bodies.choices = [(code, body.name) for code, body in self.units.items()]

    @property
    def unit(self) -> Organisation:
        return self.units[self.cleaned_data["recorded_by"]]


class LaterForm(UnitForm):
    person = forms.CharField(label=_("Who served"), max_length=120, help_text=_("The name, or the code."))
    activity_name = forms.CharField(label=_("What it was"), max_length=200)
    place = PlaceField(label=_("Where"))
    starts = forms.DateTimeField(label=_("From"), widget=MomentInput())
    ends = forms.DateTimeField(label=_("Until"), widget=MomentInput())
    hours = forms.DecimalField(label=_("Hours given"), min_value=0, max_value=24, decimal_places=1)
    in_charge = forms.CharField(label=_("Who was in charge"), max_length=120)
    reason = forms.CharField(
        label=_("Why it comes later"),
        max_length=MOST_REASON,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("For instance: signed on paper, and the sheet came a month later."),
    )
    field_order = ("person", "activity_name", "place", "starts", "ends", "hours", "in_charge", "recorded_by", "reason")

    def __init__(self, data: Any = None, *, viewer: Viewer) -> None:
        super().__init__(data, viewer=viewer)
        place = self.fields["place"]
        assert isinstance(place, PlaceField)
        place.paths = viewer.paths(*SPEAKERS)

    def clean_person(self) -> Person:
        """Among those this viewer meets: the one of this code, of exactly this name, or the only one found."""
        words = self.cleaned_data["person"].strip()
        code = read_code(words)
        met = people_met_by(self.viewer).filter(code=code) if code else people_found(self.viewer, Wish(words))
        found = list(met[:9])
        same = [one for one in found if words in (one.name, one.display_name)]
        if len(same or found) == 1:
            return (same or found)[0]
        if not found:
            raise forms.ValidationError(_("Among those you may see, nobody is called that."))
        names = ", ".join(f"{one.shown_name} {one.shown_code}" for one in found)
        raise forms.ValidationError(_("Several are called that. Write the code: %(names)s"), params={"names": names})

    @property
    def entry(self) -> LateEntry:
        """Days and hours are of the place's own clock."""
        said = self.cleaned_data
        zone = ZoneInfo(said["place"].time_zone)
        return LateEntry(
            person=said["person"],
            activity_name=said["activity_name"],
            place=said["place"],
            starts=said["starts"].replace(tzinfo=zone),
            ends=said["ends"].replace(tzinfo=zone),
            minutes=int(said["hours"] * 60),
            recorded_by=self.unit,
            in_charge=said["in_charge"],
            reason=said["reason"],
        )


class ExportForm(UnitForm):
    """Becomes a file of confirmed lines that began between two days."""

    since = forms.DateField(label=_("First day"), widget=DayInput())
    until = forms.DateField(label=_("Last day"), widget=DayInput())
    shape = forms.ChoiceField(label=_("As"), choices=[("xlsx", "Excel"), ("csv", "CSV")], widget=forms.RadioSelect)

    def __init__(self, data: Any = None, *, viewer: Viewer) -> None:
        super().__init__(data, viewer=viewer)
        today = localdate()
        self.initial = {"since": dt.date(today.year, 1, 1), "until": today, "shape": "xlsx"}
