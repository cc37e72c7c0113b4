"""How we reach you: an address for a channel, the digits that confirm it, the hours of quiet."""

import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tongzhuo.look.forms import HourInput
from tongzhuo.notices.models import QuietHours
from tongzhuo.notices.quiet import Night
from tongzhuo.notices.states import OUTSIDE, Channel
from tongzhuo.people.contacts import masked
from tongzhuo.people.forms import Sheet


class ChannelForm(Sheet):
    """Which channel a button is about."""

    channel = forms.ChoiceField(choices=[(channel.value, channel.label) for channel in OUTSIDE])


class AddressForm(Sheet):
    """Where to: one of the addresses we know, or for a messaging app whatever it calls its address."""

    def __init__(self, said: Mapping[str, Any] | None = None, *, channel: str, known: Iterable[str] = ()) -> None:
        super().__init__(said, prefix=channel)
        if channel == Channel.CHAT:
            hint = _("It begins with the name of the service: %(example)s") % {"example": "wecombot://…"}
            self.fields["address"] = forms.CharField(label=_("Address of the bot"), max_length=400, help_text=hint)
        else:
            choices = [(address, address) for address in known]
            self.fields["address"] = forms.ChoiceField(label=_("Where to"), choices=choices)


class DigitsForm(Sheet):
    digits = forms.CharField(
        label=_("The six digits we sent"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "class": "code"}),
    )

    def clean_digits(self) -> str:
        return "".join(unicodedata.normalize("NFKC", self.cleaned_data["digits"]).split())


class QuietForm(Sheet):
    starts = forms.TimeField(label=_("From"), widget=HourInput)
    ends = forms.TimeField(label=_("Until"), widget=HourInput)
    urgent_passes = forms.BooleanField(
        label=_("Wake me when it cannot wait"),
        required=False,
        help_text=_("For instance when your shift of tomorrow is off."),
    )

    @staticmethod
    def said(chosen: QuietHours | None, usual: Night) -> dict[str, Any]:
        """What the form begins with."""
        night = chosen.night if chosen else usual
        return {"starts": night.starts, "ends": night.ends, "urgent_passes": bool(chosen and chosen.urgent_passes)}


def shown_address(channel: str, address: str) -> str:
    """An address as it may stand on a page: of a messaging app only the service, since the rest is a secret."""
    if channel == Channel.CHAT:
        return f"{address.partition('://')[0]}://…"
    return masked("email" if channel == Channel.EMAIL else "phone", address)
