"""What is written on the pages of this room. Amounts are read as people write them, in the unit beside them."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.base import ContentFile
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tongzhuo.gifts.drafts import MOST_WORDS, GiftDraft
from tongzhuo.gifts.states import BY_THE_HOUR, GiftKind, Naming, Shows
from tongzhuo.look.forms import DayInput, WarmForm
from tongzhuo.needs.photos import upright
from tongzhuo.organisations.models import Organisation
from tongzhuo.people.models import Person
from tongzhuo.vocabulary.amounts import AmountError, to_base
from tongzhuo.vocabulary.models import Term
from tongzhuo.vocabulary.queries import terms_on
from tongzhuo.vocabulary.states import Shelf

Party = Organisation | Person
NUMBER = {"inputmode": "decimal", "autocomplete": "off"}
FEW_LINES = {"rows": 3}
WRITTEN_IN = {"fen": "yuan", "minute": "hour", "gram": "kilogram", "millilitre": "litre", "centimetre": "metre"}


class NamedField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Rows by their names in the reader's language; the page says which rows."""

    def __init__(self, **more: Any) -> None:
        super().__init__(None, **more)

    def label_from_instance(self, obj: Any) -> str:
        return str(getattr(obj, "shown_title", "") or getattr(obj, "shown_name", "") or obj.name)


def choose(form: forms.Form, name: str, rows: "QuerySet[Any, Any]") -> None:
    field = form.fields[name]
    assert isinstance(field, NamedField)
    field.queryset = rows


def base_unit(kind: str, item: Term | None, unit: Term | None) -> Term | None:
    """In what a gift of that kind is counted: fen, minutes, or the base unit of its item."""
    slug = {GiftKind.MONEY: "fen"}.get(GiftKind(kind), "minute" if kind in BY_THE_HOUR else "")
    if slug:
        return terms_on(Shelf.UNIT).filter(slug=slug).first()
    chosen = unit or (item and item.base)
    return chosen and (chosen.base or chosen)


def written_unit(kind: str, unit: Term | None, item: Term | None) -> Term | None:
    """In what people write it: yuan, hours, the chosen unit."""
    slug = {GiftKind.MONEY: "yuan"}.get(GiftKind(kind), "hour" if kind in BY_THE_HOUR else "")
    return terms_on(Shelf.UNIT).filter(slug=slug).first() if slug else unit or (item and item.base)


class TermsForm(WarmForm):
    """The terms of a gift: what the law asks of an agreement, in everyday words."""

    kind = forms.ChoiceField(label=_("What kind of gift"), choices=GiftKind.choices, widget=forms.RadioSelect)
    item = NamedField(
        label=_("What it is"),
        required=False,
        empty_label=_("Not on the list"),
        help_text=_("From the list, so that it can be counted."),
    )
    item_text = forms.CharField(
        label=_("In your own words"), max_length=200, required=False, help_text=_("For instance: a composter for 50 kg")
    )
    amount = forms.CharField(
        label=_("How much"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs=NUMBER),
        help_text=_("Empty: to be agreed. Money in yuan; a space, a service and staff in hours."),
    )
    unit = NamedField(label=_("In which unit"), required=False, empty_label=_("As usual for it"))
    quality = forms.CharField(
        label=_("In what state"), max_length=200, required=False, help_text=_("New, used, checked; size or model.")
    )
    purpose = NamedField(
        label=_("What it is for"),
        required=False,
        empty_label=_("Wherever it is needed"),
        help_text=_("It is then used for nothing else, unless you agree."),
    )
    receiver = NamedField(
        label=_("Who receives it"),
        empty_label=_("Choose"),
        help_text=_("Money goes through a charity, or stays with your own organisation until it is spent."),
        error_messages={"required": _("Say who receives it.")},
    )
    deliver_by = forms.DateField(label=_("Comes by"), required=False, widget=DayInput())
    deliver_to = forms.CharField(label=_("Where to"), max_length=200, required=False)
    return_on = forms.DateField(label=_("Goes back on"), required=False, widget=DayInput())
    naming = forms.ChoiceField(
        label=_("Your name"), choices=Naming.choices, initial=Naming.KEPT, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, receivers: "QuerySet[Organisation]", **more: Any) -> None:
        super().__init__(*args, **more)
        choose(self, "item", terms_on(Shelf.ITEM) | terms_on(Shelf.SPACE_KIND) | terms_on(Shelf.SERVICE))
        choose(self, "unit", terms_on(Shelf.UNIT))
        choose(self, "purpose", terms_on(Shelf.PURPOSE))
        choose(self, "receiver", receivers)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["quantity"] = None
        if data.get("kind") == GiftKind.LOAN and not data.get("return_on"):
            self.add_error("return_on", _("Say until when it is lent."))
        if data.get("amount") and data.get("kind"):
            try:
                unit = written_unit(data["kind"], data.get("unit"), data.get("item"))
                data["quantity"] = to_base(data["amount"], unit)
            except AmountError as error:
                self.add_error("amount", str(error))
        return data

    def draft(self, **known: Any) -> GiftDraft:
        said = self.cleaned_data
        names = ("kind", "item", "item_text", "quantity", "quality", "purpose", "receiver", "deliver_by", "deliver_to")
        facts = {name: said[name] for name in (*names, "return_on", "naming")}
        if said["kind"] != GiftKind.LOAN:
            facts["return_on"] = None
        unit = base_unit(said["kind"], said["item"], said["unit"])
        return GiftDraft(unit=unit, **{"place": said["receiver"].place} | facts | known)


class PledgeForm(TermsForm):
    """In whose name comes first."""

    party = forms.ChoiceField(label=_("In whose name"))
    field_order = ("party",)

    def __init__(self, *args: Any, parties: Sequence[Party], **more: Any) -> None:
        super().__init__(*args, **more)
        self._parties = {party.code: party for party in parties}
        field = self.fields["party"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(code, NamedField.label_from_instance(None, party)) for code, party in self._parties.items()]  # type: ignore[arg-type]

    @property
    def giver(self) -> dict[str, Any]:
        party = self._parties[self.cleaned_data["party"]]
        return {"organisation": party} if isinstance(party, Organisation) else {"person": party}


def counted_words(unit: Term) -> str:
    """In what the figure is written."""
    written = _written_in(unit)
    return str(_("Counted in: %(unit)s.") % {"unit": written.name if written else unit.name})


def _written_in(unit: Term | None) -> Term | None:
    """Yuan rather than fen, hours rather than minutes, kilos rather than grams."""
    larger = WRITTEN_IN.get(unit.slug) if unit else None
    return (terms_on(Shelf.UNIT).filter(slug=larger).first() if larger else None) or unit


class AmountForm(WarmForm):
    """An amount of something that is counted in `unit`; `quantity` in base units."""

    amount = forms.CharField(
        label=_("How much"),
        max_length=40,
        widget=forms.TextInput(attrs=NUMBER),
        error_messages={"required": _("Write down how much it is.")},
    )

    def __init__(self, *args: Any, counted_in: Term | None, **more: Any) -> None:
        super().__init__(*args, **more)
        self.counted_in = counted_in
        if counted_in is not None:
            self.fields["amount"].help_text = counted_words(counted_in)

    def clean_amount(self) -> str:
        text = str(self.cleaned_data["amount"]).strip()
        self.quantity = _in_base(text, self.counted_in)
        return text


def counted(text: str, counted_in: Term | None) -> int:
    """What was counted may be nothing."""
    return 0 if text in ("0", "０") else _in_base(text, counted_in)


def _in_base(text: str, counted_in: Term | None) -> int:
    try:
        return to_base(text, _written_in(counted_in))
    except AmountError as error:
        raise forms.ValidationError(str(error), code=error.code) from error


class UseChangeForm(WarmForm):
    after = NamedField(label=_("For what instead"), error_messages={"required": _("Say for what.")})
    reason = forms.CharField(
        label=_("Why"),
        max_length=MOST_WORDS,
        widget=forms.Textarea(FEW_LINES),
        error_messages={"required": _("Say in a sentence why. The giver reads it.")},
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        choose(self, "after", terms_on(Shelf.PURPOSE))


class PhotoForm(WarmForm):
    photo = forms.FileField(label=_("Photo"), error_messages={"required": _("Choose a photo.")})
    shows = forms.ChoiceField(
        label=_("Who is on it"),
        choices=Shows.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether somebody can be recognised.")},
    )
    words = forms.CharField(label=_("What it shows"), max_length=200, required=False)

    def clean_photo(self) -> "ContentFile[bytes]":
        return ContentFile(upright(self.cleaned_data["photo"]), "photo.jpg")


class ReasonForm(WarmForm):
    reason = forms.CharField(label=_("Why"), max_length=MOST_WORDS, required=False)


class NumberForm(WarmForm):
    number = forms.CharField(
        label=_("Number of the gift, or serial number"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        error_messages={"required": _("Write the number that stands on the label or the receipt.")},
    )
