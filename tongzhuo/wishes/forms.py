"""How much of a wish somebody takes, for whom, and by when. Amounts are read as people write them."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tongzhuo.giving.forms import NUMBER, WRITTEN_IN, Party, counted_words
from tongzhuo.look.forms import DayInput, WarmForm
from tongzhuo.organisations.models import Organisation
from tongzhuo.people.models import Person
from tongzhuo.vocabulary.amounts import AmountError, to_base
from tongzhuo.vocabulary.models import Term
from tongzhuo.vocabulary.queries import terms_on
from tongzhuo.vocabulary.states import Shelf
from tongzhuo.wishes.queries import Wish

ALL, ONE, SOME = "all", "one", "some"


class TakeForm(WarmForm):
    """All that is open, one, or a part. `quantity` in base units. A single thing needs no choice."""

    share = forms.ChoiceField(label=_("How much would you bring"), widget=forms.RadioSelect, initial=ALL)
    amount = forms.CharField(
        label=_("How much"), max_length=40, required=False, widget=forms.TextInput(attrs=NUMBER), empty_value=""
    )
    bring_by = forms.DateField(
        label=_("It comes by"), widget=DayInput(), error_messages={"required": _("Say by which day it comes.")}
    )

    def __init__(self, *args: Any, wish: Wish, **more: Any) -> None:
        more["initial"] = {"bring_by": wish.usual_day} | more.get("initial", {})
        super().__init__(*args, **more)
        self.wish, self.quantity = wish, wish.left
        self.unit = wish.ask.unit or (wish.ask.what and wish.ask.what.base)
        hints: list[object] = [counted_words(self.unit)] if self.unit is not None else []
        hints += [_("Empty: to be agreed with the office.")] if wish.left is None else []
        self.fields["amount"].help_text = " ".join(map(str, hints))
        shares = self._shares()
        share = self.fields["share"]
        assert isinstance(share, forms.ChoiceField)
        share.choices = shares
        for name, wanted in (("share", len(shares) > 1), ("amount", wish.left != 1)):
            if not wanted:
                del self.fields[name]
        if "share" in self.fields:
            self.fields["amount"].label = _("If it is a part: how much")

    def _shares(self) -> list[tuple[str, Any]]:
        left = self.wish.left
        if left is None or left < 2:
            return []
        every = (ALL, _("All of it: %(amount)s") % {"amount": self.wish.left_words})
        single = [(ONE, _("One of them"))] if self.unit is None or self.unit.slug not in WRITTEN_IN else []
        return [every, *single, (SOME, _("A part"))]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        share = data.get("share", "" if "share" in self.fields else SOME)
        if share == ONE:
            self.quantity = 1
        elif share == SOME and "amount" in self.fields and (self.wish.left is not None or data.get("amount")):
            try:
                self.quantity = to_base(data.get("amount", ""), self._written_in())
            except AmountError as error:
                said = str(error) if data.get("amount") else _("Write down how much you would bring.")
                self.add_error("amount", said)
        return data

    def _written_in(self) -> Term | None:
        """Yuan rather than fen, kilos rather than grams."""
        larger = WRITTEN_IN.get(self.unit.slug) if self.unit else None
        return (terms_on(Shelf.UNIT).filter(slug=larger).first() if larger else None) or self.unit

    @property
    def facts(self) -> dict[str, Any]:
        return {"quantity": self.quantity, "bring_by": self.cleaned_data["bring_by"]}


class ClaimForm(TakeForm):
    giver = forms.ChoiceField(label=_("In whose name"), widget=forms.RadioSelect)
    show_name = forms.BooleanField(label=_("Everybody may read that it comes from us"), required=False)
    field_order = ("giver", "share", "amount", "bring_by", "show_name")

    def __init__(self, *args: Any, parties: Sequence[Party], **more: Any) -> None:
        self.parties = {party.code: party for party in parties}
        more["initial"] = {"giver": next(iter(self.parties), "")}
        super().__init__(*args, **more)
        giver = self.fields["giver"]
        assert isinstance(giver, forms.ChoiceField)
        giver.choices = [(code, _name(party)) for code, party in self.parties.items()]
        if len(self.parties) < 2:
            del self.fields["giver"]

    @property
    def facts(self) -> dict[str, Any]:
        chosen = self.cleaned_data.get("giver") or next(iter(self.parties))
        party = self.parties[chosen]
        name = "organisation" if isinstance(party, Organisation) else "person"
        return super().facts | {name: party, "show_name": self.cleaned_data["show_name"]}


class WordForm(TakeForm):
    name = forms.CharField(
        label=_("Your name"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Tell us your name.")},
    )
    reach = forms.CharField(
        label=_("Telephone or e-mail"),
        max_length=120,
        help_text=_("For the office of that community only. It is deleted here once they have called."),
        error_messages={"required": _("Write a telephone number or an e-mail address.")},
    )
    field_order = ("share", "amount", "bring_by", "name", "reach")

    @property
    def facts(self) -> dict[str, Any]:
        said = self.cleaned_data
        return super().facts | {"name": said["name"], "reach": said["reach"]}


def _name(party: Party) -> str:
    return party.shown_name if isinstance(party, Person) else party.name
