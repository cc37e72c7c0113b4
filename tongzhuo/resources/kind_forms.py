"""The second step of an offer, one part for each kind of thing: what it is, how much, when."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tongzhuo.kernel.verdicts import Verdict
from tongzhuo.look.forms import DayInput, HourInput
from tongzhuo.places.models import Place
from tongzhuo.places.states import WhenKind
from tongzhuo.resources.drafts import OfferDraft
from tongzhuo.resources.states import OfferKind
from tongzhuo.resources.wording import weekday_names
from tongzhuo.vocabulary.amounts import AmountError, to_base
from tongzhuo.vocabulary.models import Term
from tongzhuo.vocabulary.queries import terms_on, unit, unit_of
from tongzhuo.vocabulary.states import Shelf

if TYPE_CHECKING:
    TermChoice = forms.ModelChoiceField[Term]
else:
    TermChoice = forms.ModelChoiceField


class TermField(TermChoice):
    """A word of one shelf, or none."""

    def __init__(self, shelf: str, **more: Any) -> None:
        self.shelf = shelf
        super().__init__(Term.objects.none(), required=False, **more)

    def fill(self) -> None:
        self.queryset = terms_on(self.shelf)

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


class KindForm(forms.Form):
    """The second step for one kind. Knows how to become a draft and how to begin from an offer."""

    kind: OfferKind
    counted_in = ""

    use_required_attribute = False

    def __init__(self, data: Mapping[str, Any] | None = None, *, initial: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, prefix=self.kind.value, initial=dict(initial or {}))
        for field in self.fields.values():
            if isinstance(field, TermField):
                field.fill()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "amount" in self.fields and "amount" not in self.errors:
            try:
                data["quantity"] = to_base(data["amount"], self._unit(data)) if data.get("amount") else None
            except AmountError as error:
                self.add_error("amount", str(error))
        return data

    def draft(self, place: Place) -> OfferDraft:
        data = self.cleaned_data
        names = (
            "what",
            "what_text",
            "quantity",
            "on_loan",
            "purpose",
            "starts_on",
            "ends_on",
            "from_time",
            "until_time",
        )
        facts = {name: data[name] for name in names if data.get(name) not in (None, "")}
        counted = self._unit(data)
        return OfferDraft(
            kind=self.kind, place=place, unit=counted and (counted.base or counted), **facts, **self._when(data)
        )

    def _unit(self, _data: Mapping[str, Any]) -> Term | None:
        return unit(self.counted_in) if self.counted_in else None

    def _when(self, _data: Mapping[str, Any]) -> dict[str, Any]:
        return {"when": WhenKind.OPEN}

    def blame(self, fault: Verdict) -> bool:
        """Put a fault of the draft beside its field; False when it belongs to another part of the page."""
        name = {"quantity": "amount"}.get(fault.facts.get("field", ""), fault.facts.get("field", ""))
        if name in self.fields:
            self.add_error(name, fault.reason)
        return name in self.fields


class TimedKindForm(KindForm):
    """Once with hours, or every week on some days."""

    starts_on = forms.DateField(label=_("On this day, or from this day on"), widget=DayInput, required=False)
    ends_on = forms.DateField(label=_("Until this day, if it repeats"), widget=DayInput, required=False)
    from_time = forms.TimeField(label=_("From"), widget=HourInput, required=False)
    until_time = forms.TimeField(label=pgettext_lazy("time of day", "Until"), widget=HourInput, required=False)
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Every week on"), coerce=int, widget=forms.CheckboxSelectMultiple, required=False, choices=()
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, initial: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        self.fields["weekdays"].choices = list(enumerate(weekday_names()))  # type: ignore[attr-defined]

    def _when(self, data: Mapping[str, Any]) -> dict[str, Any]:
        weekdays = sum(1 << day for day in data.get("weekdays") or ())
        hours = bool(data.get("from_time") or data.get("until_time"))
        if weekdays or (hours and data.get("ends_on")):
            return {"when": WhenKind.WEEKLY, "weekdays": weekdays}
        return {"when": WhenKind.INTERVAL if hours else WhenKind.OPEN}


class GoodsForm(KindForm):
    kind = OfferKind.GOODS
    what_text = forms.CharField(label=_("Thing"), max_length=200, required=False)
    what = TermField(Shelf.ITEM, label=_("Kind of thing"), empty_label=_("Something else"))
    amount = forms.CharField(label=_("How many"), max_length=40, required=False, help_text=_("Empty: to be agreed"))
    unit = TermField(Shelf.UNIT, label=_("Counted in"), empty_label=_("As usual for it"))
    starts_on = forms.DateField(label=_("Ready from"), widget=DayInput, required=False)
    ends_on = forms.DateField(label=_("Back by, if it is lent"), widget=DayInput, required=False)
    on_loan = forms.BooleanField(label=_("Lent, not given"), required=False)

    def _unit(self, data: Mapping[str, Any]) -> Term | None:
        return data.get("unit") or unit_of(data.get("what")) or unit("piece")


class PeopleForm(TimedKindForm):
    kind = OfferKind.PEOPLE
    what_text = forms.CharField(label=_("What they would do"), max_length=200, required=False)
    what = TermField(Shelf.SKILL, label=_("Skill"), empty_label=_("Helping hands"))
    amount = forms.CharField(
        label=_("How many people"), max_length=40, required=False, help_text=_("Empty: to be agreed")
    )


class SpaceForm(TimedKindForm):
    kind = OfferKind.SPACE
    what_text = forms.CharField(label=_("Room, van or roof"), max_length=200, required=False)
    what = TermField(Shelf.SPACE_KIND, label=_("Kind of space"), empty_label=_("Something else"))
    amount = forms.CharField(
        label=_("Room for how many"), max_length=40, required=False, help_text=_("Empty: to be agreed")
    )


class MoneyForm(KindForm):
    kind = OfferKind.MONEY
    counted_in = "yuan"
    what_text = forms.CharField(label=_("In a few words"), max_length=200, required=False)
    amount = forms.CharField(
        label=_("How much, in yuan"), max_length=40, required=False, help_text=_("Empty: to be agreed")
    )
    purpose = TermField(Shelf.PURPOSE, label=_("Only for"), empty_label=_("Whatever is needed"))
    ends_on = forms.DateField(label=_("To be spent by"), widget=DayInput, required=False)


class ProfessionalForm(KindForm):
    kind = OfferKind.PROFESSIONAL
    what_text = forms.CharField(label=_("In a few words"), max_length=200, required=False)
    what = TermField(Shelf.SERVICE, label=_("Service"), empty_label=_("Social work in general"))
    amount = forms.CharField(label=_("Free cases"), max_length=40, required=False, help_text=_("Empty: to be agreed"))
    starts_on = forms.DateField(label=_("From this day on"), widget=DayInput, required=False)
    ends_on = forms.DateField(label=_("Until this day"), widget=DayInput, required=False)


class OperatorForm(KindForm):
    kind = OfferKind.OPERATOR
    what_text = forms.CharField(label=_("In a few words"), max_length=200, required=False)
    purpose = TermField(Shelf.NEED_KIND, label=_("For needs of this kind"), empty_label=_("Any kind"))
    amount = forms.CharField(
        label=_("How many needs"), max_length=40, required=False, help_text=_("Empty: to be agreed")
    )
    starts_on = forms.DateField(label=_("From this day on"), widget=DayInput, required=False)
    ends_on = forms.DateField(label=_("Until this day"), widget=DayInput, required=False)


KIND_FORMS: dict[str, type[KindForm]] = {
    form.kind: form for form in (GoodsForm, PeopleForm, SpaceForm, MoneyForm, ProfessionalForm, OperatorForm)
}
