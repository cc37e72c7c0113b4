"""What a company is asked, one question a page; what a community answers; how staff sign up."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from tongzhuo.companies.drafts import Site, Staff
from tongzhuo.companies.models import Package
from tongzhuo.companies.states import Found, Power
from tongzhuo.companies.telling import site_words
from tongzhuo.look.forms import WarmForm
from tongzhuo.organisations.models import Organisation
from tongzhuo.people.states import Way
from tongzhuo.resources.drafts import OfferDraft
from tongzhuo.resources.forms import WHAT_IT_IS, OfferForm, OfferForms
from tongzhuo.resources.kind_forms import KIND_FORMS
from tongzhuo.resources.states import OfferKind

KINDS = (OfferKind.GOODS, OfferKind.PEOPLE, OfferKind.SPACE, OfferKind.MONEY)
WHAT, SITE, REACH = "what", "site", "reach"
OF_REACH = ("radius_m", "serves", "elsewhere", "show_name", "photographs", "valid_until")


class WhatForm(WarmForm):
    """The first page: what it is, in one word or several."""

    kinds = forms.MultipleChoiceField(
        label=_("What is it?"),
        widget=forms.CheckboxSelectMultiple,
        choices=[(kind.value, WHAT_IT_IS[kind][0]) for kind in KINDS],
        error_messages={"required": _("Tick at least one.")},
    )
    name = forms.CharField(
        label=_("What do you call it?"),
        max_length=120,
        required=False,
        help_text=_("Empty: we put it together from its parts."),
    )


class SiteForm(WarmForm):
    """What must be there."""

    power = forms.ChoiceField(label=_("Power"), choices=Power.choices, required=False)
    ground_m2 = forms.IntegerField(label=_("Hard ground, m²"), min_value=1, max_value=10_000, required=False)
    needs_keeper = forms.BooleanField(
        label=_("Someone to run it daily"), required=False, help_text=_("we show them how")
    )
    insured = forms.BooleanField(
        label=_("We insure our people"), required=False, help_text=_("policy number asked before the day")
    )
    conditions = forms.CharField(
        label=_("Anything else?"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )

    def site(self) -> Site:
        said = self.cleaned_data
        return Site(said["power"], said["ground_m2"], said["needs_keeper"])


class ReachForm(OfferForm):
    """How far it goes and who may know."""

    def __init__(self, data: QueryDict | None, *, organisation: Organisation) -> None:
        super().__init__(data, parties=[organisation], initial={})
        for name in set(self.fields) - set(OF_REACH):
            del self.fields[name]


Step = forms.Form


class Steps:
    """The pages of one package, and what was answered on them."""

    def __init__(self, package: Package) -> None:
        self.package = package

    @property
    def names(self) -> list[str]:
        ticked = self.package.said.get(WHAT, {}).get("kinds", [])
        return [WHAT, *(kind.value for kind in KINDS if kind.value in ticked), SITE, REACH]

    def after(self, name: str) -> str | None:
        names = self.names
        ahead = names[names.index(name) + 1 :] if name in names else names
        return ahead[0] if ahead else None

    def before(self, name: str) -> str | None:
        names = self.names
        return names[names.index(name) - 1] if names.index(name) else None

    def form(self, name: str, data: QueryDict | None = None) -> Step:
        """The page of that name: with what is handed in now, or was said before."""
        said = self.package.said.get(name)
        given = data if data is not None else (_query(said) if said else None)
        if name == WHAT:
            return WhatForm(given)
        if name == SITE:
            return SiteForm(given)
        return ReachForm(given, organisation=self.package.organisation) if name == REACH else KIND_FORMS[name](given)

    def whole(self) -> tuple[OfferForms, WhatForm, SiteForm]:
        """Everything that was said, as the form of an offer reads it."""
        what, site = self.form(WHAT), self.form(SITE)
        assert isinstance(what, WhatForm)
        assert isinstance(site, SiteForm)
        joined: dict[str, list[str]] = {"party": [self.package.organisation.code]}
        for words in self.package.said.values():
            joined |= words
        if site.is_valid():
            joined["conditions"] = [self._conditions(site)]
        return OfferForms(_query(joined), parties=[self.package.organisation]), what, site

    def drafts(self) -> tuple[str, list[OfferDraft], Site] | str:
        """Name, offers and what must be there; or the page on which something is missing."""
        offers, what, site = self.whole()
        for name in self.names:
            if not self.form(name).is_valid():
                return name
        if not (what.is_valid() and site.is_valid() and offers.is_valid()):
            return next((form.kind.value for form in offers.ticked if form.errors), REACH)
        return what.cleaned_data["name"], [draft for _form, draft in offers.drafts()], site.site()

    @staticmethod
    def _conditions(site: SiteForm) -> str:
        said = site.site()
        there = Package(power=said.power, ground_m2=said.ground_m2)
        return "\n".join(filter(None, [*site_words(there).values(), site.cleaned_data["conditions"]]))


def _query(words: Mapping[str, list[str]]) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, values in words.items():
        data.setlist(name, values)
    return data


class AnswerForm(WarmForm):
    """The community's yes: of each thing that must be there, whether it is."""

    def __init__(self, data: Any = None, *, package: Package) -> None:
        super().__init__(data)
        words = site_words(package)
        for name in package.on_site:
            self.fields[name] = forms.ChoiceField(
                label=words[name][:1].upper() + words[name][1:],
                choices=Found.choices,
                widget=forms.RadioSelect,
                error_messages={"required": _("Say of each thing whether it is there.")},
            )


class ReasonForm(WarmForm):
    reason = forms.CharField(
        label=_("Why, if you like to say"), required=False, max_length=500, help_text=_("No reason is needed.")
    )


class StaffForm(WarmForm):
    """Somebody of the company who comes."""

    name = forms.CharField(label=_("Your name"), max_length=80)
    contact = forms.CharField(
        label=_("Telephone or e-mail"), max_length=120, help_text=_("Only the office reads it, to reach you that day.")
    )
    agreed = forms.BooleanField(
        label=_("I agree to be written down as a volunteer"),
        help_text=_("name, this contact and my hours; I can take it back at any time"),
        error_messages={"required": _("Without your yes we write nothing down.")},
    )

    def staff(self) -> Staff:
        contact = self.cleaned_data["contact"].strip()
        return Staff(self.cleaned_data["name"], Way.EMAIL if "@" in contact else Way.PHONE, contact)
