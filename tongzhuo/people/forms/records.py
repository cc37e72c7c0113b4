"""Forms about a person. They read what was written; whether it may be is for the rules."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tongzhuo.look.forms import DayInput
from tongzhuo.people.contacts import Contact, clean_contact
from tongzhuo.people.forms.fields import PlaceField, Sheet, TermChoice, TermChoices
from tongzhuo.people.models import Person, PersonSkill
from tongzhuo.people.states import HowAgreed, SeenBy, ShownBy, Way
from tongzhuo.vocabulary.models import Term
from tongzhuo.vocabulary.queries import terms_on
from tongzhuo.vocabulary.states import Shelf

SEEN_BY = [(SeenBy.OFFICE, SeenBy.OFFICE.label), (SeenBy.SEATED, SeenBy.SEATED.label)]
AT_THE_DESK = [(HowAgreed.ALOUD, HowAgreed.ALOUD.label), (HowAgreed.PAPER, HowAgreed.PAPER.label)]


class PersonForm(Sheet):
    """Who somebody is. The number that is kept is never shown again: empty means "leave it as it is"."""

    name = forms.CharField(label=_("Name"), max_length=120)
    display_name = forms.CharField(
        label=_("Name that neighbours read"),
        max_length=120,
        required=False,
        help_text=_("For instance 孙老师 or Auntie Wang. Left empty, only the surname is shown."),
    )
    home = PlaceField(label=_("Lives in"))
    door = forms.CharField(
        label=_("Building, stair, door"), max_length=160, required=False, help_text=_("Only the office reads this.")
    )
    birth_date = forms.DateField(
        label=_("Birth date"), widget=DayInput, required=False, help_text=_("Needed for anybody under 18.")
    )
    volunteer_number = forms.CharField(label=_("Volunteer number"), max_length=32, required=False)
    identity_number = forms.CharField(
        label=_("Identity number"),
        max_length=32,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("Sealed, and never shown to anybody else. Leave it empty unless a record needs it."),
    )

    def __init__(self, *args: Any, paths: Iterable[str] = (), person: Person | None = None, **more: Any) -> None:
        super().__init__(*args, **more)
        self.person = person
        home = self.fields["home"]
        assert isinstance(home, PlaceField)
        home.paths, home.current = tuple(paths) or ("",), person.home if person else None

    @staticmethod
    def beginning(person: Person) -> dict[str, Any]:
        names = ("name", "display_name", "door", "birth_date", "volunteer_number")
        return {name: getattr(person, name) for name in names} | {"home": person.home.name}

    def clean_volunteer_number(self) -> str:
        number: str = self.cleaned_data["volunteer_number"].strip()
        taken = Person.objects.filter(volunteer_number=number) if number else Person.objects.none()
        if taken.exclude(pk=self.person.pk if self.person else 0).exists():
            raise forms.ValidationError(_("Somebody else has this number."))
        return number

    def facts(self) -> dict[str, Any]:
        kept = ("identity_number",) if not self.cleaned_data["identity_number"] else ()
        names = ("name", "display_name", "home", "door", "birth_date", "volunteer_number", "identity_number")
        return {name: self.cleaned_data[name] for name in names if name not in kept}


class WayForm(Sheet):
    """One way to reach somebody."""

    way = forms.ChoiceField(label=_("Way to be reached"), choices=Way.choices)
    value = forms.CharField(
        label=_("Number, address or neighbour"),
        max_length=120,
        required=False,
        help_text=_("A neighbour who passes it on is enough."),
    )
    note = forms.CharField(label=_("When, or how"), max_length=160, required=False)
    seen_by = forms.ChoiceField(label=_("Who may see it"), choices=SEEN_BY, initial=SeenBy.OFFICE, required=False)

    def __init__(self, *args: Any, needed: bool = True, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["value"].required = needed

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("value") and clean_contact(self._contact(data)) is None:
            self.add_error("value", _("Nobody can be reached by this. Please read it again."))
        return data

    def contact(self) -> Contact | None:
        return self._contact(self.cleaned_data) if self.cleaned_data.get("value") else None

    def _contact(self, data: dict[str, Any]) -> Contact:
        return Contact(data["way"], data["value"], data.get("note", ""), data.get("seen_by") or SeenBy.OFFICE)


class NewPersonForm(PersonForm):
    """Writing somebody down: who they are, and how they agreed to it."""

    how = forms.ChoiceField(
        label=_("How did they agree to be written down?"), choices=AT_THE_DESK, widget=forms.RadioSelect, required=True
    )
    agreed_on = forms.DateField(label=_("On which day"), widget=DayInput)
    guardian = forms.CharField(
        label=_("Guardian, if under 14"),
        max_length=20,
        required=False,
        help_text=_("The number of their own record, for instance 7K3MQ-9XW2C."),
    )


class GuardianForm(Sheet):
    """Who answers for a minor from now on."""

    guardian = forms.CharField(
        label=_("Guardian"),
        max_length=20,
        help_text=_("The number of their own record, for instance 7K3MQ-9XW2C."),
    )
    starts_on = forms.DateField(label=_("From which day on"), widget=DayInput)


class AgreementForm(Sheet):
    """How somebody said yes at the desk, and when; for a minor, who said it."""

    how = forms.ChoiceField(label=_("How they said it"), choices=AT_THE_DESK)
    agreed_on = forms.DateField(label=_("On which day"), widget=DayInput)
    agreed_by = forms.ModelChoiceField(Person.objects.none(), label=_("Who agreed for them"), required=False)

    def __init__(self, *args: Any, guardians: Iterable[int] = (), **more: Any) -> None:
        super().__init__(*args, **more)
        found = list(guardians)
        if found:
            self.fields["agreed_by"].queryset = Person.objects.filter(pk__in=found)  # type: ignore[attr-defined]
        else:
            del self.fields["agreed_by"]


class SkillsForm(Sheet):
    """What somebody says they can do, and the languages they speak."""

    skills = TermChoices(Term.objects.none(), label=_("Can do"), required=False, widget=forms.CheckboxSelectMultiple)
    languages = TermChoices(Term.objects.none(), label=_("Speaks"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["skills"].queryset = terms_on(Shelf.SKILL)  # type: ignore[attr-defined]
        self.fields["languages"].queryset = terms_on(Shelf.LANGUAGE)  # type: ignore[attr-defined]

    @staticmethod
    def beginning(person: Person, held: Iterable[PersonSkill]) -> dict[str, Any]:
        skills = [skill.term_id for skill in held if skill.term.shelf == Shelf.SKILL]
        return {"skills": skills, "languages": [term.pk for term in person.languages.all()]}


class ProofForm(Sheet):
    """What the office has seen."""

    term = TermChoice(Term.objects.none(), label=_("Check or skill"))
    shown_by = forms.ChoiceField(
        label=_("What was shown"),
        choices=[(way.value, way.label) for way in (ShownBy.CERTIFICATE, ShownBy.TRAINING)],
    )
    until = forms.DateField(
        label=_("Good until"), widget=DayInput, required=False, help_text=_("Empty: it does not run out.")
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        choices = Term.objects.filter(shelf__in=(Shelf.CHECK, Shelf.SKILL), retired=False)
        self.fields["term"].queryset = choices  # type: ignore[attr-defined]
