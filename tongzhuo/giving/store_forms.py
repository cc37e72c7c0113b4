"""What is written at a store: what comes in and goes out, what was counted, what became of it."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tongzhuo.gifts.drafts import MOST_WORDS, Arriving
from tongzhuo.gifts.models import Gift, Store
from tongzhuo.gifts.states import BY_THE_HOUR, LossKind
from tongzhuo.giving.forms import FEW_LINES, NUMBER, AmountForm, NamedField, choose, counted, counted_words
from tongzhuo.look.forms import DayInput, WarmForm
from tongzhuo.organisations.models import Organisation
from tongzhuo.projects.models import Project
from tongzhuo.vocabulary.models import Term


class ReceiveForm(AmountForm):
    """What came in, as it stands on the delivery note."""

    store = NamedField(label=_("Into which store"), required=False, empty_label=_("Choose"))
    project = NamedField(label=_("Which project used it"), required=False, empty_label=_("Choose"))
    on = forms.DateField(label=_("Came on"), widget=DayInput())
    note = forms.CharField(
        label=_("Number of the delivery note"),
        max_length=60,
        required=False,
        help_text=_("If there is one: the same note is not counted twice."),
    )
    serial = forms.CharField(label=_("Serial number"), max_length=80, required=False)
    batch = forms.CharField(label=_("Batch"), max_length=80, required=False)
    best_before = forms.DateField(label=_("Good until"), required=False, widget=DayInput())
    condition = forms.CharField(label=_("In what state it came"), max_length=80, required=False)
    field_order = ("store", "project", "amount")

    def __init__(
        self, *args: Any, gift: Gift, stores: "QuerySet[Store]", projects: "QuerySet[Project]", **more: Any
    ) -> None:
        super().__init__(*args, counted_in=gift.unit, **more)
        if gift.kind in BY_THE_HOUR:
            choose(self, "project", projects)
            gone: Iterable[str] = ("store", "serial", "batch", "best_before", "condition")
        else:
            choose(self, "store", stores)
            gone = ("project", "serial", "batch", "best_before", "condition") if gift.kind == "money" else ("project",)
        for name in gone:
            del self.fields[name]

    @property
    def facts(self) -> dict[str, Any]:
        said = self.cleaned_data
        names = ("on", "note", "serial", "batch", "best_before", "condition")
        arriving = Arriving(quantity=self.quantity, **{name: said[name] for name in names if name in said})
        return {"arriving": arriving, "store": said.get("store"), "project": said.get("project")}


class HandOverForm(AmountForm):
    project = NamedField(
        label=_("To which project"),
        empty_label=_("Choose"),
        error_messages={"required": _("Say to which project it goes.")},
    )
    field_order = ("project", "amount")

    def __init__(self, *args: Any, projects: "QuerySet[Project]", **more: Any) -> None:
        super().__init__(*args, **more)
        choose(self, "project", projects)


class MoveForm(AmountForm):
    target = NamedField(
        label=_("To which store"),
        empty_label=_("Choose"),
        error_messages={"required": _("Say to which store it goes.")},
    )
    field_order = ("target", "amount")

    def __init__(self, *args: Any, stores: "QuerySet[Store]", **more: Any) -> None:
        super().__init__(*args, **more)
        choose(self, "target", stores)


class CountForm(WarmForm):
    """What was counted may be nothing, so it is read here."""

    counted = forms.CharField(
        label=_("How much is there"),
        max_length=40,
        widget=forms.TextInput(attrs=NUMBER),
        error_messages={"required": _("Write down how much you counted.")},
    )
    words = forms.CharField(
        label=_("If it differs: why"), max_length=MOST_WORDS, required=False, widget=forms.Textarea(FEW_LINES)
    )

    def __init__(self, *args: Any, counted_in: Term | None, **more: Any) -> None:
        super().__init__(*args, **more)
        self.counted_in = counted_in
        if counted_in is not None:
            self.fields["counted"].help_text = counted_words(counted_in)

    def clean_counted(self) -> str:
        text = str(self.cleaned_data["counted"]).strip()
        self.quantity = counted(text, self.counted_in)
        return text


class LossForm(AmountForm):
    kind = forms.ChoiceField(label=_("What became of it"), choices=LossKind.choices, widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("What happened"),
        max_length=MOST_WORDS,
        widget=forms.Textarea(FEW_LINES),
        error_messages={"required": _("Say in a sentence what happened.")},
    )
    field_order = ("kind", "amount", "words")


class ArrivedForm(WarmForm):
    """Counted on arrival; empty means all of it."""

    counted = forms.CharField(
        label=_("How much arrived"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs=NUMBER),
        help_text=_("Empty: all of it."),
    )
    words = forms.CharField(label=_("If it is less: what you know"), max_length=MOST_WORDS, required=False)

    def __init__(self, *args: Any, counted_in: Term | None, **more: Any) -> None:
        super().__init__(*args, **more)
        self.counted_in = counted_in
        if counted_in is not None:
            self.fields["counted"].help_text = counted_words(counted_in)

    def clean_counted(self) -> str:
        text = str(self.cleaned_data["counted"]).strip()
        self.quantity = counted(text, self.counted_in) if text else None
        return text


class SettleForm(WarmForm):
    found = forms.ChoiceField(
        label=_("What became of the rest"),
        choices=[("yes", _("It is back in the store")), ("no", _("It is lost"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say what became of it.")},
    )
    words = forms.CharField(
        label=_("What happened"),
        max_length=MOST_WORDS,
        widget=forms.Textarea(FEW_LINES),
        error_messages={"required": _("Say in a sentence what happened.")},
    )


class UseForm(AmountForm):
    people = forms.IntegerField(
        label=_("How many people it helps"),
        min_value=0,
        required=False,
        help_text=_("A number only. Fewer than five are never shown."),
    )
    words = forms.CharField(
        label=_("What it is used for"),
        max_length=MOST_WORDS,
        required=False,
        help_text=_("Everybody reads it: no names, no doors, please."),
    )


class StoreForm(WarmForm):
    organisation = NamedField(label=pgettext_lazy("a store", "Whose store"))
    name = forms.CharField(
        label=_("Name of the store"), max_length=120, error_messages={"required": _("Give the store a name.")}
    )
    name_en = forms.CharField(label=_("Name in English"), max_length=160, required=False)
    spot = forms.CharField(label=_("Where exactly"), max_length=200, required=False)

    def __init__(self, *args: Any, bodies: "QuerySet[Organisation]", **more: Any) -> None:
        super().__init__(*args, **more)
        choose(self, "organisation", bodies)
