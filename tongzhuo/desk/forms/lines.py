"""The lines of a need, one small form for each kind of ask: how much of what, when, and who may come."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tongzhuo.desk.forms.fields import day_field, hour_field
from tongzhuo.look.forms import WarmForm
from tongzhuo.needs.drafts import SHELVES, AskDraft, faults_of
from tongzhuo.needs.models import Ask, Need
from tongzhuo.needs.states import SEAT_OF, AskKind
from tongzhuo.people.times import WEEKDAYS
from tongzhuo.places.states import WhenKind
from tongzhuo.vocabulary.amounts import AmountError, to_base
from tongzhuo.vocabulary.models import Term
from tongzhuo.vocabulary.queries import WordFinder, unit_of
from tongzhuo.vocabulary.states import Shelf

AMOUNTS = {
    AskKind.PEOPLE: _("How many people"),
    AskKind.GOODS: _("How many"),
    AskKind.MONEY: _("Amount in yuan"),
    AskKind.SPACE: _("How many people it holds"),
    AskKind.PROFESSIONAL: _("How many cases"),
    AskKind.OPERATOR: _("How many"),
}
WHATS = {
    AskKind.PEOPLE: _("Skill"),
    AskKind.GOODS: _("Thing"),
    AskKind.MONEY: _("What the money is for"),
    AskKind.SPACE: _("Kind of space"),
    AskKind.PROFESSIONAL: _("Kind of service"),
    AskKind.OPERATOR: _("What the operator runs"),
}
# Chosen from a list, or written with suggestions; nothing chosen means the words beside it.
CHOSEN = {
    AskKind.PEOPLE: _("helping hands"),
    AskKind.SPACE: pgettext_lazy("kind of space", "choose"),
    AskKind.PROFESSIONAL: _("social work in general"),
}
ONE_IS_USUAL = (AskKind.PROFESSIONAL, AskKind.OPERATOR)
WHENS = {
    WhenKind.OPEN: _("any time"),
    WhenKind.DUE: _("by a day"),
    WhenKind.INTERVAL: _("once, at a time"),
    WhenKind.WEEKLY: _("every week"),
}
# The fields of time that each way of saying when needs.
ASKED_WHEN = {
    WhenKind.OPEN: (),
    WhenKind.DUE: ("ends_on",),
    WhenKind.INTERVAL: ("starts_on", "from_time", "until_time"),
    WhenKind.WEEKLY: ("weekdays", "starts_on", "ends_on", "from_time", "until_time"),
}
USUAL_WHEN = {AskKind.PEOPLE: WhenKind.INTERVAL, AskKind.SPACE: WhenKind.INTERVAL, AskKind.GOODS: WhenKind.DUE}
# The lines are drawn again in place; without htmx the same press loads the page.
REDRAWN = {
    "hx-post": "",
    "hx-include": "closest form",
    "hx-target": "#asks",
    "hx-select": "#asks",
    "hx-swap": "outerHTML",
}
_FIELD_OF = {"quantity": "amount", "what_text": "what", "checks": "check"}
_MANY = ("weekdays",)


class Words:
    """The whole vocabulary, read once for a page with many lines."""

    def __init__(self) -> None:
        self.on: dict[str, list[Term]] = {}
        for term in Term.objects.filter(retired=False).select_related("base").order_by("shelf", "slug"):
            self.on.setdefault(term.shelf, []).append(term)

    def choices(self, shelf: str, empty: object) -> list[tuple[str, Any]]:
        return [("", empty), *((term.slug, term.name) for term in self.on.get(shelf, []))]

    def named(self, shelf: str, text: str) -> Term | None:
        return WordFinder(shelf, self.on.get(shelf, [])).find(text) if text else None


class LineForm(WarmForm):
    """One line; `held` are sentences about who is asked or has said yes to it."""

    held: Sequence[str] = ()

    code = forms.CharField(required=False, widget=forms.HiddenInput)
    kind = forms.CharField(widget=forms.HiddenInput)
    amount = forms.CharField(required=False, max_length=20)
    what = forms.CharField(required=False, max_length=200)
    unit = forms.ChoiceField(label=_("Counted in"), required=False)
    when = forms.ChoiceField(label=_("When"), choices=list(WHENS.items()), required=False)
    starts_on = day_field(_("First day"))
    ends_on = day_field(_("Last day"))
    from_time = hour_field(_("From what time"))
    until_time = hour_field(_("Until what time"))
    weekdays = forms.TypedMultipleChoiceField(
        label=_("On which weekdays"),
        coerce=int,
        choices=list(enumerate(WEEKDAYS)),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    at_least = forms.CharField(label=_("At least"), required=False, max_length=20)
    language = forms.ChoiceField(label=_("Language they speak"), required=False)
    check = forms.ChoiceField(label=_("Check they must have passed"), required=False)
    at_home = forms.BooleanField(label=_("At the person’s home: two go"), required=False)
    note = forms.CharField(label=_("Anything else"), required=False, max_length=240)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        ask_kind: str,
        number: int,
        words: Words,
        today: dt.date,
        initial: dict[str, Any] | None = None,
    ) -> None:
        self.ask_kind, self.number, self.words, self.today = AskKind(ask_kind), number, words, today
        super().__init__(data, prefix=f"line-{number}", initial=initial)
        self.fields["amount"].label, self.fields["what"].label = AMOUNTS[self.ask_kind], WHATS[self.ask_kind]
        if self.ask_kind in CHOSEN:
            shelf = SHELVES[self.ask_kind][0]
            self.fields["what"] = forms.ChoiceField(
                label=WHATS[self.ask_kind], required=False, choices=words.choices(shelf, CHOSEN[self.ask_kind])
            )
        self.initial.setdefault("when", self.said_when)
        self._choose("unit", Shelf.UNIT, _("as usual for it"))
        self._choose("language", Shelf.LANGUAGE, _("any"))
        self._choose("check", Shelf.CHECK, pgettext_lazy("check", "none"))
        for name in self._left_out():
            del self.fields[name]
        for name, field in self.fields.items():
            field.widget.attrs |= {"aria-label": field.label, "class": _class_of(name)} if field.label else {}
        self.fields["when"].widget.attrs |= REDRAWN | {"hx-trigger": "change"}
        if self.ask_kind not in CHOSEN:
            self.fields["what"].widget.attrs["list"] = f"words-{self.ask_kind}"

    def _choose(self, name: str, shelf: str, empty: object) -> None:
        self.fields[name].choices = self.words.choices(shelf, empty)  # type: ignore[attr-defined]

    def _left_out(self) -> list[str]:
        """Fields that this kind, or this way of saying when, has no use for."""
        asked = ASKED_WHEN[WhenKind(self.said_when)]
        away = [name for name in ("weekdays", "starts_on", "ends_on", "from_time", "until_time") if name not in asked]
        away += [] if self.ask_kind == AskKind.GOODS else ["unit"]
        away += [] if self.ask_kind == AskKind.PEOPLE else ["at_home"]
        return away + ([] if self.ask_kind not in (AskKind.GOODS, AskKind.MONEY) else ["language", "check"])

    @property
    def said_when(self) -> str:
        said = self.data.get(f"{self.prefix}-when") if self.is_bound else self.initial.get("when")
        return str(said) if said in WhenKind.values else USUAL_WHEN.get(self.ask_kind, WhenKind.OPEN)

    @property
    def seat(self) -> str:
        return SEAT_OF[self.ask_kind]

    @property
    def heading(self) -> str:
        return str(self.ask_kind.label)

    @property
    def shelf(self) -> str:
        """Whose words are suggested while writing."""
        return SHELVES[self.ask_kind][0]

    @property
    def more(self) -> list[Any]:
        return [self[name] for name in ("at_least", "language", "check", "at_home", "note") if name in self.fields]

    @property
    def is_opened(self) -> bool:
        return any(field.value() or field.errors for field in self.more)

    @property
    def timing(self) -> list[Any]:
        return [self[name] for name in ASKED_WHEN[WhenKind(self.said_when)] if name != "weekdays"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name in ("amount", "at_least"):
            try:
                data[f"{name}_base"] = to_base(data[name], self._unit(data)) if data.get(name) else None
            except AmountError as error:
                self.add_error(name, str(error))
        if not self.errors:
            for fault in faults_of(self.draft, today=self.today):
                field = str(fault.facts["field"])
                name = _FIELD_OF.get(field, field)
                self.add_error(name if name in self.fields else None, fault.reason)
        return data

    @property
    def draft(self) -> AskDraft:
        data = self.cleaned_data
        what = next(filter(None, (self.words.named(shelf, data["what"]) for shelf in SHELVES[self.ask_kind])), None)
        quantity = data.get("amount_base") or (1 if self.ask_kind in ONE_IS_USUAL else None)
        check = self.words.named(Shelf.CHECK, data.get("check", ""))
        times = {name: data.get(name) for name in ("starts_on", "ends_on", "from_time", "until_time")}
        return AskDraft(
            kind=self.ask_kind,
            what=what,
            what_text="" if what else data["what"].strip(),
            unit=self._unit(data),
            quantity=quantity,
            at_least=data.get("at_least_base"),
            when=self.said_when,
            **times,
            weekdays=sum(1 << day for day in data.get("weekdays") or ()),
            language=self.words.named(Shelf.LANGUAGE, data.get("language", "")),
            checks=(check,) if check else (),
            note=data["note"],
            at_home=data.get("at_home", False),
            code=data["code"],
        )

    def _unit(self, data: Mapping[str, Any]) -> Term | None:
        if self.ask_kind == AskKind.MONEY:
            return self.words.named(Shelf.UNIT, "yuan") or self.words.named(Shelf.UNIT, "fen")
        if self.ask_kind != AskKind.GOODS:
            return None
        chosen = self.words.named(Shelf.UNIT, data.get("unit", ""))
        return (
            chosen
            or unit_of(self.words.named(Shelf.ITEM, data.get("what", "")))
            or self.words.named(Shelf.UNIT, "piece")
        )


def _class_of(name: str) -> str:
    return {"amount": "input n", "at_least": "input n", "weekdays": "", "at_home": ""}.get(name, "input")


def editor_of(lines: Sequence[LineForm], words: Words) -> dict[str, Any]:
    """What desk/asks.html shows: the lines, the kinds that can be added, and the words to suggest."""
    suggested = [("goods", words.on.get(Shelf.ITEM, [])), ("money", words.on.get(Shelf.PURPOSE, []))]
    return {"lines": lines, "kinds": list(AskKind.choices), "suggested": suggested}


def lines_from(data: QueryDict, *, bound: bool, words: Words, today: dt.date) -> list[LineForm]:
    """As they were sent: to be judged, or (while somebody still writes) only kept."""
    found = []
    for number in dict.fromkeys(int(n) for n in data.getlist("line") if n.isdigit() and len(n) < 4):
        kind = str(data.get(f"line-{number}-kind", ""))
        if kind in AskKind.values and str(number) != data.get("remove"):
            said, kept = (data, None) if bound else (None, _said(data, f"line-{number}-"))
            found.append(LineForm(said, ask_kind=kind, number=number, words=words, today=today, initial=kept))
    added = str(data.get("add", ""))
    if added in AskKind.values:
        number = max((line.number for line in found), default=0) + 1
        first = {"kind": added, "starts_on": data.get("starts_on"), "ends_on": data.get("ends_on")}
        found.append(LineForm(ask_kind=added, number=number, words=words, today=today, initial=first))
    return found


def lines_of(need: Need, *, words: Words, today: dt.date) -> list[LineForm]:
    """The lines it has already; a need without any begins with people, on the day it spoke of."""
    asks = list(need.asks.select_related("what", "unit", "language").prefetch_related("checks").order_by("pk"))
    if not asks:
        day = {"starts_on": need.starts_on, "ends_on": need.ends_on or need.starts_on}
        first = {"kind": AskKind.PEOPLE} | day
        return [LineForm(ask_kind=AskKind.PEOPLE, number=1, words=words, today=today, initial=first)]
    return [
        LineForm(ask_kind=ask.kind, number=number, words=words, today=today, initial=_as_written(ask))
        for number, ask in enumerate(asks, start=1)
    ]


def _said(data: QueryDict, prefix: str) -> dict[str, Any]:
    names = [key.removeprefix(prefix) for key in data if key.startswith(prefix)]
    return {name: data.getlist(prefix + name) if name in _MANY else data.get(prefix + name) for name in names}


def _as_written(ask: Ask) -> dict[str, Any]:
    names = ("code", "kind", "when", "starts_on", "ends_on", "from_time", "until_time", "at_home", "note")
    factor = ask.unit.factor if ask.unit else 1
    amounts = {name: f"{value / factor:g}" for name in ("quantity", "at_least") if (value := getattr(ask, name))}
    check = next(iter(ask.checks.all()), None)
    what = ask.what and (ask.what.slug if ask.kind in CHOSEN else ask.what.name)
    return {name: getattr(ask, name) for name in names} | {
        "amount": amounts.get("quantity", ""),
        "at_least": amounts.get("at_least", ""),
        "what": what or ask.what_text,
        "unit": ask.unit.slug if ask.unit else "",
        "language": ask.language.slug if ask.language else "",
        "check": check.slug if check else "",
        "weekdays": [day for day in range(7) if ask.weekdays >> day & 1],
    }
