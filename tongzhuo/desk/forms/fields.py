"""Fields that several forms of this room share."""

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

from tongzhuo.look.forms import DayInput, HourInput
from tongzhuo.places.models import Place
from tongzhuo.vocabulary.models import Term

if TYPE_CHECKING:
    TermField = forms.ModelChoiceField[Term]
else:
    TermField = forms.ModelChoiceField


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


class PlaceChoice(forms.TypedChoiceField):
    """One of a few places, told by its code."""

    def offer(self, places: Iterable[Place]) -> None:
        by_code = {place.code: place for place in places}
        self.coerce = by_code.__getitem__
        self.choices = [(code, place.name) for code, place in by_code.items()]


def not_over(day: dt.date | None, today: dt.date) -> dt.date | None:
    if day and day < today:
        raise forms.ValidationError(_("That day is over."), code="over_already")
    return day


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent, even when it was nothing; None when a page is only looked at."""
    return request.POST if request.method == "POST" else None
