"""A new offer, or a changed one: four short steps on one page, one part for each kind of thing."""

from dataclasses import replace
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from tongzhuo.kernel.verdicts import Verdict
from tongzhuo.look.forms import DayInput
from tongzhuo.organisations.models import Organisation
from tongzhuo.people.models import Person
from tongzhuo.places.models import Place
from tongzhuo.places.queries import above, place_by_code, place_called
from tongzhuo.places.states import Level
from tongzhuo.resources.drafts import MOST_CONDITIONS, OfferDraft, faults_of
from tongzhuo.resources.kind_forms import KIND_FORMS, KindForm
from tongzhuo.resources.models import Offer
from tongzhuo.resources.queries import today_at
from tongzhuo.resources.states import OfferKind

Party = Organisation | Person

WHAT_IT_IS = {
    OfferKind.GOODS: (_("Things"), _("given, or lent for a time")),
    OfferKind.PEOPLE: (_("Our people’s time"), _("a team day, or a skill")),
    OfferKind.SPACE: (_("A room, a van, a roof"), _("something to use, not to keep")),
    OfferKind.MONEY: (_("Money for a stated purpose"), _("paid through a charity, receipts shown here")),
    OfferKind.PROFESSIONAL: (_("Professional hours"), _("how many more cases we can take")),
    OfferKind.OPERATOR: (_("Running a service"), _("how many more needs we can carry")),
}
SHARED = (
    "spot",
    "conditions",
    "needs_keeper",
    "insured",
    "radius_m",
    "serves",
    "show_name",
    "photographs",
    "valid_until",
)
DISTANCES = (1000, 3000, 5000, 10_000, 20_000, 50_000)


class OfferForm(forms.Form):
    """What all kinds share: whose it is, where it is, how far it goes, who may know."""

    kinds = forms.MultipleChoiceField(
        label=_("What is it?"),
        widget=forms.CheckboxSelectMultiple,
        choices=[(kind, words[0]) for kind, words in WHAT_IT_IS.items()],
        error_messages={"required": _("Tick at least one.")},
    )
    party = forms.ChoiceField(label=_("In whose name"))
    elsewhere = forms.CharField(
        label=_("Somewhere else?"),
        required=False,
        max_length=120,
        help_text=_("Name or number of the community. Empty: at our address."),
    )
    spot = forms.CharField(
        label=_("Where exactly"), required=False, max_length=200, help_text=_("Only whoever uses it reads this.")
    )
    conditions = forms.CharField(
        label=_("What must be there"),
        required=False,
        max_length=MOST_CONDITIONS,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For instance power, hard ground, water, a lift."),
    )
    needs_keeper = forms.BooleanField(
        label=_("Someone to run it daily"), required=False, help_text=_("we show them how")
    )
    insured = forms.BooleanField(
        label=_("We insure our people"), required=False, help_text=_("policy number asked before the day")
    )
    radius_m = forms.TypedChoiceField(label=_("Within"), required=False, coerce=int, empty_value=None, choices=())
    serves = forms.ModelChoiceField(
        Place.objects.none(), label=_("Only for"), required=False, empty_label=_("Everywhere")
    )
    show_name = forms.BooleanField(
        label=_("Show our name"), required=False, help_text=_("with the offer and on the need")
    )
    photographs = forms.BooleanField(
        label=_("Photographs of our people"), required=False, help_text=_("only those who agree on the day")
    )
    valid_until = forms.DateField(
        label=_("On the table until"), widget=DayInput, required=False, help_text=_("Empty: until you take it back.")
    )

    use_required_attribute = False

    def __init__(self, data: QueryDict | None, *, parties: list[Party], initial: dict[str, Any]) -> None:
        self.parties = {party.code: party for party in parties}
        super().__init__(data, initial=initial)
        self.fields["party"].choices = [(code, _name(party)) for code, party in self.parties.items()]  # type: ignore[attr-defined]
        far = [(str(metres), _("%(km)s km") % {"km": metres // 1000}) for metres in DISTANCES]
        self.fields["radius_m"].choices = [("", _("Any distance")), *far]  # type: ignore[attr-defined]
        self.fields["serves"].queryset = _places_around(parties)  # type: ignore[attr-defined]

    def clean_elsewhere(self) -> Place | None:
        text = self.cleaned_data["elsewhere"].strip()
        if not text:
            return None
        place = place_by_code(text) or place_called(text, within=_scope(list(self.parties.values())))
        if place is None:
            raise forms.ValidationError(_("We know no single place called “%(text)s” here."), params={"text": text})
        return place

    @property
    def giver(self) -> Party:
        return self.parties[self.cleaned_data["party"]]

    def completed(self, draft: OfferDraft) -> OfferDraft:
        """The draft of one kind with what all kinds share."""
        shared: dict[str, Any] = {name: self.cleaned_data.get(name) for name in SHARED}
        return replace(draft, **shared)

    @property
    def place(self) -> Place:
        return self.cleaned_data.get("elsewhere") or _address(self.giver)


class OfferForms:
    """The whole page: the shared part and the part of each kind that is ticked; what is not ticked keeps its words."""

    def __init__(self, data: QueryDict | None, *, parties: list[Party]) -> None:
        self.common = OfferForm(data, parties=parties, initial={"party": parties[0].code, "kinds": []})
        ticked = data.getlist("kinds") if data is not None else []
        self.kinds = {kind: _form(cls, data, ticked=kind in ticked) for kind, cls in KIND_FORMS.items()}
        self.ticked = [form for kind, form in self.kinds.items() if kind in ticked]

    @property
    def options(self) -> list[dict[str, Any]]:
        """The first step with, for each kind, its part of the second."""
        chosen = {form.kind for form in self.ticked}
        return [
            {"kind": kind.value, "label": label, "hint": hint, "ticked": kind in chosen, "form": self.kinds[kind]}
            for kind, (label, hint) in WHAT_IT_IS.items()
        ]

    def is_valid(self) -> bool:
        if not all([self.common.is_valid(), *(form.is_valid() for form in self.ticked)]):
            return False
        # A list, so that every slip is said at once.
        found = [_blame_all(self.common, form, draft) for form, draft in self.drafts()]
        return not any(found)

    def drafts(self) -> list[tuple[KindForm, OfferDraft]]:
        return [(form, self.common.completed(form.draft(self.common.place))) for form in self.ticked]


class ChangedOfferForms:
    """The page of an offer that is there already: it stays the same kind, of the same party."""

    def __init__(self, data: QueryDict | None, *, offer: Offer) -> None:
        self.common = OfferForm(data, parties=[offer.party], initial=_common_words(offer))
        for name in ("kinds", "party"):
            del self.common.fields[name]
        self.offer = offer
        self.form = KIND_FORMS[offer.kind](data, initial=_kind_words(offer))

    def is_valid(self) -> bool:
        if not all([self.common.is_valid(), self.form.is_valid()]):
            return False
        return not _blame_all(self.common, self.form, self.draft())

    def draft(self) -> OfferDraft:
        place = self.common.cleaned_data.get("elsewhere") or _address(self.offer.party)
        return self.common.completed(self.form.draft(place))


def blame(common: OfferForm, form: KindForm, fault: Verdict) -> None:
    """Put a refusal where it can be put right: beside its field, or on top."""
    name = fault.facts.get("field", "")
    if form.blame(fault):
        return
    common.add_error(name if name in common.fields else None, fault.reason)


def _blame_all(common: OfferForm, form: KindForm, draft: OfferDraft) -> list[Verdict]:
    faults = faults_of(draft, today=today_at(draft.place, now()))
    for fault in faults:
        blame(common, form, fault)
    return faults


def _form(cls: type[KindForm], data: QueryDict | None, *, ticked: bool) -> KindForm:
    if data is None or ticked:
        return cls(data)
    prefix = f"{cls.kind.value}-"
    return cls(initial={key.removeprefix(prefix): data.get(key) for key in data if key.startswith(prefix)})


def _common_words(offer: Offer) -> dict[str, Any]:
    elsewhere = "" if offer.place == _address(offer.party) else offer.place.official_code or offer.place.name
    return {name: getattr(offer, name) for name in SHARED} | {"elsewhere": elsewhere}


def _kind_words(offer: Offer) -> dict[str, Any]:
    names = ("what_text", "what", "unit", "purpose", "on_loan", "starts_on", "ends_on", "from_time", "until_time")
    amount = offer.quantity or ""
    if offer.kind == OfferKind.MONEY and offer.quantity:
        amount = f"{offer.quantity / 100:.2f}".removesuffix(".00")
    days = [day for day in range(7) if offer.weekdays >> day & 1]
    return {name: getattr(offer, name) for name in names} | {"amount": amount, "weekdays": days}


def _name(party: Party) -> str:
    return str(_("Myself, %(name)s") % {"name": party}) if isinstance(party, Person) else party.name


def _address(party: Party) -> Place:
    return party.home if isinstance(party, Person) else party.place


def _places_around(parties: list[Party]) -> QuerySet[Place]:
    """The places that these parties belong to, narrowest first: what an offer may be kept for."""
    paths = {path for party in parties for path in [_address(party).path, *_address(party).paths_above]}
    return Place.objects.filter(path__in=paths).exclude(level=Level.COUNTRY).order_by("-path")


def _scope(parties: list[Party]) -> str:
    """Where names of places are looked up: the district of the first party, or the widest place known around it."""
    address = _address(parties[0])
    around = [*above(address), address]
    return next((place.path for place in around if place.level == Level.COUNTY), around[0].path)
