"""What is written on the pages of this room."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from tongzhuo.look.forms import WarmForm
from tongzhuo.records.drafts import Present
from tongzhuo.records.queries import Here
from tongzhuo.records.rules import MOST_REASON
from tongzhuo.records.states import Direction, Way
from tongzhuo.service.models import Shift


class HereForm(WarmForm):
    """The six digits, or the code of the day; `key` makes a second press harmless."""

    code = forms.CharField(
        label=_("The six digits on the leader’s page"),
        max_length=60,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
        error_messages={"required": _("Write the six digits, or scan the code.")},
    )
    key = forms.CharField(max_length=40, widget=forms.HiddenInput)

    @property
    def way(self) -> str:
        return Way.DAY_CODE if "." in self.cleaned_data["code"] else Way.DIGITS


class ScanForm(WarmForm):
    """What somebody shows to whoever leads; `key` makes a second press harmless."""

    shown = forms.CharField(
        label=_("The six digits of the pass, or what the code says"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Write the six digits, or scan the pass.")},
    )
    direction = forms.ChoiceField(
        label=_("Which is it?"), choices=Direction.choices, widget=forms.RadioSelect, initial=Direction.IN
    )
    key = forms.CharField(max_length=40, widget=forms.HiddenInput)


class RowForm(WarmForm):
    """One person on the day sheet."""

    here = forms.BooleanField(label=_("Was there"), required=False)
    came = forms.TimeField(label=_("Came"), required=False, widget=forms.TimeInput({"type": "time"}, format="%H:%M"))
    left = forms.TimeField(label=_("Left"), required=False, widget=forms.TimeInput({"type": "time"}, format="%H:%M"))

    def __init__(self, data: Any = None, *, shift: Shift, line: Here) -> None:
        self.shift, self.line = shift, line
        noted = line.attended
        initial = {
            "here": noted is not None,
            "came": localtime(noted.came if noted else shift.starts).time(),
            "left": localtime((noted and noted.left) or shift.ends).time(),
        }
        super().__init__(data, prefix=line.sign_up.code, initial=initial)
        for name, field in self.fields.items():
            look = "tick" if name == "here" else "input"
            field.widget.attrs |= {"class": look, "aria-label": f"{field.label}: {line.sign_up.person.shown_name}"}

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("here") and said.get("came") and said.get("left"):
            present = self._present(said)
            if present.left and present.left - present.came > dt.timedelta(hours=24):
                self.add_error("left", _("It ends before it begins."))
        return said

    @property
    def present(self) -> Present | None:
        said = self.cleaned_data
        return self._present(said) if said.get("here") else None

    def _present(self, said: dict[str, Any]) -> Present:
        """Times on the place's own clock; a leaving earlier than the coming is on the next day."""
        zone = ZoneInfo(self.shift.activity.place.time_zone)
        day = self.shift.starts.astimezone(zone).date()
        came = dt.datetime.combine(day, said.get("came") or dt.time(), zone) if said.get("came") else self.shift.starts
        left = dt.datetime.combine(day, said["left"], zone) if said.get("left") else None
        if left is not None and left < came:
            left += dt.timedelta(days=1)
        return Present(self.line.sign_up, came, left)


class SheetForm(WarmForm):
    way = forms.ChoiceField(
        label=_("How was it noted?"),
        choices=[(Way.ROSTER, Way.ROSTER.label), (Way.PAPER, Way.PAPER.label)],
        widget=forms.RadioSelect,
        initial=Way.ROSTER,
    )


class ReasonForm(WarmForm):
    reason = forms.CharField(
        label=_("Why"), max_length=MOST_REASON, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class CorrectForm(ReasonForm):
    hours = forms.DecimalField(label=_("How many hours it should be"), min_value=0, max_value=24, decimal_places=1)
    field_order = ("hours", "reason")

    @property
    def minutes(self) -> int:
        return int(self.cleaned_data["hours"] * 60)
