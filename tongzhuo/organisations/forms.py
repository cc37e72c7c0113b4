"""Forms about organisations: their facts, what they can take, and who acts for them."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tongzhuo.kernel.codes import read_code
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.look.forms import DayInput
from tongzhuo.organisations.models import Organisation
from tongzhuo.organisations.queries import people_met_by
from tongzhuo.organisations.states import MAY_GIVE, Kind, Role
from tongzhuo.people.forms import PlaceField, Sheet, TermChoices
from tongzhuo.people.models import Person
from tongzhuo.people.queries import same_person
from tongzhuo.vocabulary.models import Term
from tongzhuo.vocabulary.queries import terms_on
from tongzhuo.vocabulary.states import Shelf

PLAIN = ("name_zh", "name_en", "phone", "address", "opening", "website")
RELIED_ON = ("kind", "registration", "place")


class OrganisationForm(Sheet):
    """The facts of an organisation. Kind, registration and place are left out where the office decides them."""

    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=120, required=False)
    name_en = forms.CharField(
        label=_("Name in English"), max_length=160, required=False, help_text=_("One name is enough.")
    )
    kind = forms.ChoiceField(label=pgettext_lazy("of an organisation", "Kind"), choices=Kind.choices)
    place = PlaceField(label=_("Where it is"))
    registration = forms.CharField(label=_("Registration or filing number"), max_length=80, required=False)
    phone = forms.CharField(label=_("Telephone"), max_length=40, required=False)
    address = forms.CharField(label=_("Address"), max_length=240, required=False)
    opening = forms.CharField(label=_("Open when"), max_length=120, required=False)
    website = forms.URLField(label=_("Website"), max_length=500, required=False, assume_scheme="https")
    causes = TermChoices(Term.objects.none(), label=_("Cares for"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(
        self,
        *args: Any,
        kinds: Iterable[str] = Kind.values,
        paths: Iterable[str] = (),
        organisation: Organisation | None = None,
        decides: bool = True,
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        self.fields["causes"].queryset = terms_on(Shelf.NEED_KIND)  # type: ignore[attr-defined]
        place, chosen = self.fields["place"], frozenset(kinds)
        assert isinstance(place, PlaceField)
        place.paths, place.current = tuple(paths) or ("",), organisation.place if organisation else None
        self.fields["kind"].choices = [row for row in Kind.choices if row[0] in chosen]  # type: ignore[attr-defined]
        if not decides:
            for name in RELIED_ON:
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("name_zh") and not data.get("name_en") and not {"name_zh", "name_en"} & set(self.errors):
            self.add_error("name_zh", _("Please write the name, in one language at least."))
        return data

    @staticmethod
    def beginning(organisation: Organisation) -> dict[str, Any]:
        plain = {name: getattr(organisation, name) for name in (*PLAIN, "kind", "registration")}
        causes = [term.pk for term in organisation.causes.all()]
        return plain | {"place": organisation.place.name, "causes": causes}

    def facts(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "causes"}


class CapacityForm(Sheet):
    """How many more it can take, and when it said so."""

    capacity = forms.IntegerField(
        label=_("How many more people or needs"), required=False, min_value=0, help_text=_("Empty: it does not say.")
    )
    said_on = forms.DateField(label=_("Said on"), widget=DayInput)


class SomebodyField(forms.CharField):
    """A person by the number of their record or the address they sign in with, as far as the viewer meets them."""

    viewer = Viewer()

    def clean(self, value: Any) -> Person | None:
        text = super().clean(value)
        if not text:
            return None
        found = self._found(text)
        if found is None:
            raise forms.ValidationError(_("Nobody here has this number or address."))
        return found

    def _found(self, text: str) -> Person | None:
        code = read_code(text)
        if code:
            known = same_person(code)
            return people_met_by(self.viewer).filter(pk=known.pk).first() if known else None
        # Whoever knows somebody's whole address may name them: people work for organisations far from home.
        return Person.objects.filter(account__email__iexact=text, merged_into=None).select_related("home").first()


class MandateForm(Sheet):
    """Giving somebody a role in an organisation's name."""

    person = SomebodyField(
        label=_("Whom"),
        max_length=120,
        help_text=_("The number of their record, or the e-mail address they sign in with."),
    )
    role = forms.ChoiceField(label=_("Role"))
    place = PlaceField(label=_("Where"), help_text=_("This place and everything in it."))
    starts_on = forms.DateField(label=_("First day"), widget=DayInput)
    ends_on = forms.DateField(
        label=_("Last day"), widget=DayInput, required=False, help_text=_("Empty: until it is ended.")
    )

    def __init__(self, *args: Any, viewer: Viewer, **more: Any) -> None:
        super().__init__(*args, **more)
        mine = {role for held in viewer.mandates for role in MAY_GIVE[held.role]}
        self.fields["role"].choices = [row for row in Role.choices if row[0] in mine]  # type: ignore[attr-defined]
        person = self.fields["person"]
        assert isinstance(person, SomebodyField)
        person.viewer = viewer

    @staticmethod
    def beginning(organisation: Organisation) -> dict[str, Any]:
        return {"place": organisation.place.name, "starts_on": localdate()}


class MemberForm(Sheet):
    """Taking somebody in."""

    person = SomebodyField(
        label=_("Whom"),
        max_length=120,
        help_text=_("The number of their record, or the e-mail address they sign in with."),
    )
    duty = forms.CharField(label=_("What they do there"), max_length=80, required=False)

    def __init__(self, *args: Any, viewer: Viewer, **more: Any) -> None:
        super().__init__(*args, **more)
        person = self.fields["person"]
        assert isinstance(person, SomebodyField)
        person.viewer = viewer
