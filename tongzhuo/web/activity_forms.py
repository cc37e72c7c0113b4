"""When a shift is, and how many it takes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class MomentInput(forms.DateTimeInput):
    """The browser's own control for a day and an hour."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class SpanForm(forms.Form):
    starts = forms.DateTimeField(label=_("From"), widget=MomentInput())
    ends = forms.DateTimeField(label=_("Until"), widget=MomentInput())

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        starts, ends = told.get("starts"), told.get("ends")
        if starts and ends and ends <= starts:
            self.add_error("ends", _("It ends before it begins."))
        return told


class MoveForm(SpanForm):
    reason = forms.CharField(label=_("What should everybody know?"), max_length=240, required=False)


class ShiftForm(SpanForm):
    places = forms.IntegerField(label=_("How many places"), min_value=1, max_value=10_000)
