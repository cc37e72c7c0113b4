"""The short answers to a need: refer on, decline, sleep, merge, take back, open again, say that it was not managed."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from tongzhuo.kernel.codes import read_code
from tongzhuo.look.forms import DayInput, WarmForm
from tongzhuo.needs.models import Need
from tongzhuo.needs.queries import needs_visible_to
from tongzhuo.organisations.requests import Request

WAKES_AT = dt.time(8)
LONGEST_REASON = 1000


def _reason(hint: Any, *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=_("Why") if required else _("Why, if they like to say"),
        required=required,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=hint,
        error_messages={"required": _("Say why. The person will read it.")},
    )


class AnswerForm(WarmForm):
    """Becomes the keyword arguments of one action."""

    def __init__(self, *args: Any, request: Request, need: Need, **more: Any) -> None:
        self.request, self.need = request, need
        super().__init__(*args, **more)

    @property
    def facts(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class ReferForm(AnswerForm):
    to = forms.CharField(
        label=_("Who takes care of it"),
        max_length=200,
        help_text=_("For instance the property office, with its telephone."),
    )
    reason = _reason(_("The person reads this."))


class DeclineForm(AnswerForm):
    reason = _reason(_("The person reads this. Say what they could do instead."))


class UnmetForm(AnswerForm):
    reason = _reason(_("Everyone reads this beside the need. No names, please."))


class WithdrawForm(AnswerForm):
    reason = _reason(_("No reason is needed."), required=False)


class ReopenForm(AnswerForm):
    """Nothing to say: pressing is enough."""


class SleepForm(AnswerForm):
    until = forms.DateField(
        label=_("Until which day"), widget=DayInput, help_text=_("It is back in the inbox at eight that morning.")
    )

    @property
    def facts(self) -> dict[str, Any]:
        zone = ZoneInfo(self.need.place.time_zone)
        return {"until": dt.datetime.combine(self.cleaned_data["until"], WAKES_AT, zone)}


class MergeForm(AnswerForm):
    into = forms.CharField(label=_("Number of the other need"), max_length=12)
    adds = forms.IntegerField(
        label=_("How many people this adds"),
        min_value=0,
        max_value=100_000,
        required=False,
        help_text=_("0 when the same person asked twice."),
    )

    def clean_into(self) -> Need:
        code = read_code(self.cleaned_data["into"])
        found = needs_visible_to(self.request.viewer).filter(code=code).first() if code else None
        if found is None:
            raise forms.ValidationError(_("There is no need with this number here."), code="no_such_need")
        return found

    @property
    def facts(self) -> dict[str, Any]:
        return {"into": self.cleaned_data["into"], "adds": self.cleaned_data["adds"] or 0}
