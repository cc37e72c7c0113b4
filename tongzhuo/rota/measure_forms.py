"""What a project counts: a new thing to count, a figure of a day, a corrected figure."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tongzhuo.look.forms import DayInput, WarmForm
from tongzhuo.projects.models import Measure
from tongzhuo.vocabulary.amounts import AmountError, to_base
from tongzhuo.vocabulary.models import Term
from tongzhuo.vocabulary.queries import terms_on
from tongzhuo.vocabulary.states import Shelf


class UnitField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A unit of the vocabulary, by its name in the reader's language."""

    def __init__(self, **more: Any) -> None:
        super().__init__(Term.objects.none(), **more)

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


class MeasureForm(WarmForm):
    """Becomes the keyword arguments of `name_measure`."""

    name = forms.CharField(
        label=_("What is counted"),
        max_length=120,
        help_text=_("For instance: kitchen waste, households that join, visits."),
        error_messages={"required": _("Say what is counted, for instance “Kitchen waste”.")},
    )
    name_en = forms.CharField(label=_("Name in English"), max_length=160, required=False)
    unit = UnitField(label=_("In which unit"), error_messages={"required": _("Choose the unit it is counted in.")})

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        chosen = self.fields["unit"]
        assert isinstance(chosen, UnitField)
        chosen.queryset = terms_on(Shelf.UNIT)


class AmountForm(WarmForm):
    """An amount as people write it, read in one of the units that fit the measure."""

    amount = forms.CharField(
        label=_("How much"),
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        error_messages={"required": _("Write down how much it was.")},
    )
    unit = UnitField(label=_("In which unit"), error_messages={"required": _("Choose the unit it is counted in.")})

    def __init__(self, *args: Any, measure: Measure, **more: Any) -> None:
        units = terms_on(Shelf.UNIT).filter(pk=measure.unit_id) | terms_on(Shelf.UNIT).filter(base=measure.unit_id)
        larger = units.order_by("-factor").values_list("pk", flat=True)
        more["initial"] = {"unit": next(iter(larger.filter(factor__lte=1000)), measure.unit_id)} | more.get(
            "initial", {}
        )
        super().__init__(*args, **more)
        chosen = self.fields["unit"]
        assert isinstance(chosen, UnitField)
        chosen.queryset = units

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("amount") and data.get("unit"):
            try:
                data["in_base"] = to_base(data["amount"], data["unit"])
            except AmountError as error:
                self.add_error("amount", str(error))
        return data


class MeasurementForm(AmountForm):
    on = forms.DateField(
        label=_("On which day"), widget=DayInput(), error_messages={"required": _("Say on which day it was counted.")}
    )
    note = forms.CharField(label=_("Note"), max_length=200, required=False)
    field_order = ("on", "amount", "unit", "note")


class CorrectionForm(AmountForm):
    note = forms.CharField(
        label=_("What was wrong"),
        max_length=200,
        error_messages={"required": _("Say in a few words what was wrong.")},
    )
