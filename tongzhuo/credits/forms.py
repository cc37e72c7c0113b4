"""What a holder of time credit, and the office, can write."""

from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from tongzhuo.credits.states import Kin
from tongzhuo.look.forms import DayInput, WarmForm
from tongzhuo.people.models import Person
from tongzhuo.places.models import Place


class HoursForm(WarmForm):
    """Hours as people say them; `minutes` is what the book counts."""

    hours = forms.DecimalField(label=_("How many hours"), min_value=Decimal("0.1"), max_value=10_000, decimal_places=1)

    @property
    def minutes(self) -> int:
        return int(self.cleaned_data["hours"] * 60)


class GiveForm(HoursForm):
    number = forms.CharField(
        label=_("To whom"),
        required=False,
        max_length=32,
        help_text=_("Their volunteer number. Left empty, it goes to your community, for whoever needs it most."),
    )

    def clean_number(self) -> str:
        said: str = self.cleaned_data["number"].strip().upper()
        if said and not Person.objects.filter(volunteer_number=said, merged_into=None).exists():
            raise forms.ValidationError(_("Nobody here has this volunteer number."))
        return said

    @property
    def to(self) -> Person | None:
        said = self.cleaned_data["number"]
        return Person.objects.get(volunteer_number=said) if said else None


class WishForm(HoursForm):
    kin = forms.ChoiceField(label=_("Who is it for"))
    for_whom = forms.CharField(label=_("Their name"), max_length=120)
    born_on = forms.DateField(label=_("Born on"), widget=DayInput())
    what = forms.CharField(label=_("What would help"), max_length=300, widget=forms.Textarea({"rows": 2}))

    def __init__(self, data: Any = None, *, name: str = "") -> None:
        super().__init__(data, initial={"for_whom": name})
        kin = self.fields["kin"]
        assert isinstance(kin, forms.ChoiceField)
        kin.choices = [(one.value, one.label) for one in Kin if one in settings.CREDIT_KIN]

    @property
    def facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("for_whom", "born_on", "what")} | {"minutes": self.minutes}


class PoolForm(WishForm):
    """From what was donated: the office chooses the place and the person."""

    place = forms.ModelChoiceField(Place.objects.none(), label=_("From what was donated to"))
    field_order = ("place", "for_whom", "born_on", "what", "hours")

    def __init__(self, data: Any = None, *, places: Any) -> None:
        super().__init__(data)
        del self.fields["kin"]
        place = self.fields["place"]
        assert isinstance(place, forms.ModelChoiceField)
        place.queryset = places


class AnswerForm(WarmForm):
    reason = forms.CharField(label=_("Reason, if it is a no"), required=False, max_length=300)
    to = forms.ChoiceField(choices=[("granted", ""), ("refused", "")])
