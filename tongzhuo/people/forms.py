"""Forms about a person. They read what was written; whether it may be is for the rules."""

import datetime as dt
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from tongzhuo.kernel.verdicts import Refused
from tongzhuo.people.contacts import Contact, clean_contact
from tongzhuo.people.models import Availability, Person, PersonSkill
from tongzhuo.people.states import HowAgreed, SeenBy, ShownBy, Way
from tongzhuo.people.times import WEEKDAYS, DifferentDay, Limits, WeeklyHours
from tongzhuo.places.models import Place
from tongzhuo.places.queries import place_at, place_by_code, place_called
from tongzhuo.vocabulary.models import Term
from tongzhuo.vocabulary.queries import terms_on
from tongzhuo.vocabulary.states import Shelf

if TYPE_CHECKING:
    OneOf = forms.ModelChoiceField[Term]
    SomeOf = forms.ModelMultipleChoiceField[Term]
else:
    OneOf, SomeOf = forms.ModelChoiceField, forms.ModelMultipleChoiceField

MOST_ROWS = 60
SEEN_BY = [(SeenBy.OFFICE, SeenBy.OFFICE.label), (SeenBy.SEATED, SeenBy.SEATED.label)]
AT_THE_DESK = [(HowAgreed.ALOUD, HowAgreed.ALOUD.label), (HowAgreed.PAPER, HowAgreed.PAPER.label)]
FIELD_OF = {
    "name_missing": "name",
    "not_born_yet": "birth_date",
    "birth_date_differs": "birth_date",
    "identity_number_wrong": "identity_number",
    "guardian_must_agree": "birth_date",
    "contact_unreadable": "value",
    "say_how": "how",
    "not_yet": "agreed_on",
    "no_mandate_here": "home",
    "run_out": "until",
    "ends_before_start": "ends_on",
}


def attempt(form: forms.Form, act: Callable[[], Any]) -> Any:
    """Do it and give what it made; after a refusal None, with the reason beside the field it is about."""
    try:
        return act()
    except Refused as refused:
        field = FIELD_OF.get(refused.verdict.code)
        form.add_error(field if field in form.fields else None, refused.verdict.reason)
        return None


class Sheet(forms.Form):
    """A form without bubbles of the browser: errors are told on the page, in its language."""

    use_required_attribute = False


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class HourInput(forms.TimeInput):
    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M", attrs={"class": "input"})


class TermChoice(OneOf):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


class TermChoices(SomeOf):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


class PlaceField(forms.CharField):
    """A place by its name, its official code or its path, under the places at `paths` (() means everywhere).
    The name of the `current` place means that place, however many bear it."""

    def __init__(self, *, paths: Iterable[str] = (), **more: Any) -> None:
        self.paths = tuple(paths) or ("",)
        self.current: Place | None = None
        super().__init__(max_length=160, **more)

    def clean(self, value: Any) -> Place | None:
        text = super().clean(value)
        if not text:
            return None
        if self.current and text in (self.current.name_zh, self.current.name_en):
            return self.current
        for path in self.paths:
            found = place_called(text, path) or place_by_code(text, within=path)
            if found is not None:
                return found
        found = place_at(text) if text.startswith("/") else None
        if found is None or not any(found.path.startswith(path) for path in self.paths):
            raise forms.ValidationError(
                _("There is no place of this name here, or several. Its official code works too.")
            )
        return found


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


class HoursForm(Sheet):
    """One span of hours on one weekday; both empty means none."""

    weekday = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=6)
    from_time = forms.TimeField(label=_("From"), widget=HourInput, required=False)
    until_time = forms.TimeField(label=pgettext_lazy("time of day", "Until"), widget=HourInput, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        _both_or_none(self, data)
        return data

    @property
    def day_name(self) -> str:
        weekday = self["weekday"].value()
        return str(WEEKDAYS[int(weekday)]) if str(weekday) in "0123456" else ""

    def hours(self) -> WeeklyHours | None:
        data = self.cleaned_data
        return WeeklyHours(data["weekday"], data["from_time"], data["until_time"]) if data.get("from_time") else None


class DayForm(Sheet):
    """One date that differs from the week."""

    day = forms.DateField(label=_("Day"), widget=DayInput, required=False)
    free = forms.TypedChoiceField(
        label=_("On that day"),
        choices=[("no", _("not free")), ("yes", _("free at these hours"))],
        coerce=lambda value: value == "yes",
        required=False,
    )
    from_time = forms.TimeField(label=_("From"), widget=HourInput, required=False)
    until_time = forms.TimeField(label=pgettext_lazy("time of day", "Until"), widget=HourInput, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("day") and data.get("free"):
            _both_or_none(self, data, needed=True)
        return data

    def different(self) -> DifferentDay | None:
        data = self.cleaned_data
        if not data.get("day"):
            return None
        free = data["free"] is True
        hours = (data["from_time"], data["until_time"]) if free else (None, None)
        return DifferentDay(data["day"], free, *hours)


class LimitsForm(Sheet):
    """How far, and how often."""

    radius = forms.DecimalField(label=_("Goes how far, in kilometres"), min_value=0, max_value=100, decimal_places=1)
    bookings_a_week = forms.IntegerField(label=_("Times a week at most"), min_value=0, max_value=21)
    hours_a_week = forms.DecimalField(label=_("Hours a week at most"), min_value=0, max_value=168, decimal_places=1)
    rest_until = forms.DateField(
        label=_("Resting until"), widget=DayInput, required=False, help_text=_("Until then nobody asks.")
    )

    @staticmethod
    def beginning(limits: Limits) -> dict[str, Any]:
        return {
            "radius": limits.radius_m / 1000,
            "bookings_a_week": limits.bookings_a_week,
            "hours_a_week": limits.minutes_a_week / 60,
            "rest_until": limits.rest_until,
        }

    def limits(self) -> Limits:
        data = self.cleaned_data
        return Limits(
            int(data["radius"] * 1000), data["bookings_a_week"], int(data["hours_a_week"] * 60), data["rest_until"]
        )


WeekFormSet = forms.formset_factory(HoursForm, extra=0, max_num=MOST_ROWS, absolute_max=MOST_ROWS)
DaysFormSet = forms.formset_factory(DayForm, extra=0, max_num=MOST_ROWS, absolute_max=MOST_ROWS)


class TimesForms:
    """The week, the days that differ and the limits, on one page. Each weekday has one empty row more."""

    def __init__(self, person: Person, data: Any = None) -> None:
        available = Availability.objects.filter(person=person).prefetch_related("windows", "exceptions").first()
        self.limits = LimitsForm(data, prefix="limits", initial=LimitsForm.beginning(_limits(available)))
        self.week = WeekFormSet(data, prefix="week", initial=_week(available))
        self.days = DaysFormSet(data, prefix="days", initial=_days(available))

    def is_valid(self) -> bool:
        return all([self.limits.is_valid(), self.week.is_valid(), self.days.is_valid()])

    def facts(self) -> dict[str, Any]:
        return {
            "windows": [hours for form in self.week.forms if (hours := form.hours())],
            "different": [day for form in self.days.forms if (day := form.different())],
            "limits": self.limits.limits(),
        }


def _limits(available: Availability | None) -> Limits:
    return Limits(**{name: getattr(available, name) for name in Limits._fields}) if available else Limits()


def _week(available: Availability | None) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = [{"weekday": day} for day in range(7)]
    if available:
        names = ("weekday", "from_time", "until_time")
        rows += [{name: getattr(window, name) for name in names} for window in available.windows.all()]
    return sorted(rows, key=lambda row: (row["weekday"], row.get("from_time") or dt.time.max))


def _days(available: Availability | None) -> list[dict[str, Any]]:
    ahead = [day for day in available.exceptions.all() if day.day >= localdate()] if available else []
    rows = [
        {"day": one.day, "free": "yes" if one.free else "no", "from_time": one.from_time, "until_time": one.until_time}
        for one in sorted(ahead, key=lambda one: one.day)
    ]
    return rows + [{} for _blank in range(3)]


def _both_or_none(form: forms.Form, data: dict[str, Any], *, needed: bool = False) -> None:
    starts, ends = data.get("from_time"), data.get("until_time")
    if form.errors or (not starts and not ends and not needed):
        return
    if not starts or not ends:
        form.add_error("until_time" if starts else "from_time", gettext("Say from when and until when."))
    elif ends <= starts:
        form.add_error("until_time", gettext("Hours end after they start."))
