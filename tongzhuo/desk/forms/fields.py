"""Fields that several forms of this room share."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tongzhuo.places.models import Place
from tongzhuo.vocabulary.models import Term

if TYPE_CHECKING:
    TermField = forms.ModelChoiceField[Term]
    PlaceField = forms.ModelChoiceField[Place]
else:
    TermField = PlaceField = forms.ModelChoiceField


class WarmForm(forms.Form):
    """Says what is missing in its own words and keeps what was written: the browser does not step in."""

    use_required_attribute = False


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class HourInput(forms.TimeInput):
    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


def day_field(label: Any, **more: Any) -> forms.DateField:
    wrong = {"invalid": _("Write the day like 2026-11-26.")}
    return forms.DateField(label=label, widget=DayInput, required=False, error_messages=wrong, **more)


def hour_field(label: Any) -> forms.TimeField:
    wrong = {"invalid": _("Write the time like 16:30.")}
    return forms.TimeField(label=label, widget=HourInput, required=False, error_messages=wrong)


class TermChoice(TermField):
    """A word of the vocabulary, or none."""

    def __init__(self, **more: Any) -> None:
        super().__init__(Term.objects.none(), required=False, **more)

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


class PlaceChoice(PlaceField):
    def __init__(self, **more: Any) -> None:
        super().__init__(Place.objects.none(), to_field_name="code", **more)

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


def not_over(day: dt.date | None, today: dt.date) -> dt.date | None:
    if day and day < today:
        raise forms.ValidationError(_("That day is over."), code="over_already")
    return day
