"""What an office fills in: a project, an activity, its accident cover, a template."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tongzhuo.look.forms import DayInput, WarmForm
from tongzhuo.organisations.models import Organisation
from tongzhuo.people.models import Person
from tongzhuo.places.models import Place
from tongzhuo.service.drafts import ActivityDraft
from tongzhuo.service.models import Activity
from tongzhuo.service.states import ActivityKind, Demand
from tongzhuo.vocabulary.models import Term
from tongzhuo.vocabulary.states import Shelf

A_TEXT = {"rows": 3}


class PersonChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Person) -> str:
        return obj.shown_name


class ActivityForm(WarmForm):
    """One form for the whole activity, in sections of which only the first must be opened. Its words are those of a
    notice of recruitment."""

    title = forms.CharField(label=_("What is it called"), max_length=200)
    title_en = forms.CharField(label=_("Name in English"), max_length=240, required=False)
    content = forms.CharField(label=_("What people do there"), widget=forms.Textarea(A_TEXT), max_length=2000)
    meeting_point = forms.CharField(label=_("Where to meet"), max_length=200, required=False)
    kind = forms.ChoiceField(
        label=_("Do its hours count"),
        choices=ActivityKind.choices,
        widget=forms.RadioSelect,
        required=False,
        initial=ActivityKind.SERVICE,
        help_text=_("A meeting, a training or a trip stands in everybody’s calendar, but is no service."),
    )
    conditions = forms.CharField(
        label=_("For whom it is"), widget=forms.Textarea(A_TEXT), max_length=1000, required=False
    )
    by_invitation = forms.BooleanField(
        label=_("Only whoever is asked"),
        required=False,
        help_text=_("Then it stands on nobody’s list, and you sign up."),
    )
    min_age = forms.IntegerField(label=_("From which age"), min_value=0, max_value=99, required=False)
    skills = forms.ModelMultipleChoiceField(Term.objects.none(), label=_("Skills it takes"), required=False)
    trainings = forms.ModelMultipleChoiceField(Term.objects.none(), label=_("Trainings it takes"), required=False)
    checks = forms.ModelMultipleChoiceField(Term.objects.none(), label=_("Checks it takes"), required=False)
    opens_days = forms.IntegerField(
        label=_("Sign-up opens so many days before"),
        min_value=0,
        max_value=400,
        required=False,
        help_text=_("Left empty: at once."),
    )
    closes_hours = forms.IntegerField(
        label=_("Sign-up closes so many hours before"),
        min_value=0,
        max_value=2000,
        required=False,
        help_text=_("Left empty: when it begins."),
    )
    most_a_week = forms.IntegerField(
        label=_("How often a week somebody may come"), min_value=1, max_value=99, required=False
    )
    home_visit = forms.BooleanField(
        label=_("It is in somebody’s home"), required=False, help_text=_("Then two go, never one alone.")
    )
    dangerous = forms.BooleanField(
        label=_("There may be danger to whoever comes"),
        required=False,
        help_text=_("Then it opens only with accident cover."),
    )
    risks = forms.CharField(label=_("What can happen"), widget=forms.Textarea(A_TEXT), max_length=1000, required=False)
    protections = forms.CharField(
        label=_("How people are protected"), widget=forms.Textarea(A_TEXT), max_length=1000, required=False
    )
    insurer = forms.CharField(label=_("Insurer"), max_length=120, required=False)
    policy_number = forms.CharField(label=_("Policy number"), max_length=80, required=False)
    insured_until = forms.DateField(label=_("Cover until"), widget=DayInput(), required=False)
    in_charge = PersonChoice(
        Person.objects.none(), label=_("In charge"), required=False, empty_label=_("Whoever writes this down")
    )
    recorded_by = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Who records the hours"), required=False, empty_label=_("Not known yet")
    )

    def __init__(
        self,
        data: Any = None,
        *,
        units: list[Organisation],
        people: QuerySet[Person],
        like: Activity | None = None,
        fresh: bool = True,
    ) -> None:
        """`like`: as this one is; when `fresh`, without what is only its own."""
        super().__init__(data, initial=_facts_of(like, fresh=fresh) if like else None)
        self._choose("recorded_by", Organisation.objects.filter(pk__in=[unit.pk for unit in units]).order_by("pk"))
        self._choose("in_charge", people)
        for name, shelf in (("skills", Shelf.SKILL), ("trainings", Shelf.SKILL), ("checks", Shelf.CHECK)):
            self._choose(name, Term.objects.filter(shelf=shelf).order_by("pk"))

    def _choose(self, name: str, rows: Any) -> None:
        chosen = self.fields[name]
        assert isinstance(chosen, forms.ModelChoiceField)
        chosen.queryset = rows

    def clean(self) -> dict[str, Any]:
        """A danger is named, and what is done against it."""
        told = super().clean() or {}
        for name in ("risks", "protections") if told.get("dangerous") else ():
            if not told.get(name):
                self.add_error(name, _("Whoever signs up must read this first. Please write it down."))
        opens, closes = told.get("opens_days"), told.get("closes_hours")
        if opens is not None and closes is not None and opens * 24 <= closes:
            self.add_error("closes_hours", _("It would close before it opens."))
        return told

    @property
    def sections(self) -> list[dict[str, Any]]:
        """The folded parts, each with its fields; one with an error, or with something in it, stands open."""
        return [
            {"title": title, "fields": [self[name] for name in names], "open": any(map(self._speaks, names))}
            for title, names in SECTIONS
        ]

    def _speaks(self, name: str) -> bool:
        return bool(self[name].errors or self[name].value())

    def draft(self, place: Place, in_charge: Person | None) -> ActivityDraft:
        """`in_charge`: whoever writes it down, where nobody else is named."""
        said = dict(self.cleaned_data)
        demands = {Demand.SKILL: "skills", Demand.TRAINING: "trainings", Demand.CHECK: "checks"}
        wanted = tuple((str(demand), term) for demand, name in demands.items() for term in said.pop(name))
        opens = said.pop("opens_days")
        said["opens_hours"] = None if opens is None else opens * 24
        said["kind"] = said["kind"] or ActivityKind.SERVICE
        said["in_charge"] = said["in_charge"] or in_charge
        return ActivityDraft(**said, place=place, demands=wanted)


SECTIONS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (_("Who may come"), ("conditions", "by_invitation", "min_age", "skills", "trainings", "checks")),
    (_("When one can sign up, and how often"), ("opens_days", "closes_hours", "most_a_week")),
    (
        _("So that nobody comes to harm"),
        ("home_visit", "dangerous", "risks", "protections", "insurer", "policy_number", "insured_until"),
    ),
    (_("Who answers for it"), ("in_charge", "recorded_by")),
)


def _facts_of(activity: Activity, *, fresh: bool) -> dict[str, Any]:
    """An activity as the form has it. Its cover and its name in a list of dates are its own."""
    draft = ActivityDraft.like(activity)
    cover = ("insurer", "policy_number", "insured_until")
    told = draft.facts | {name: None if fresh else getattr(activity, name) for name in cover}
    told |= {"opens_days": None if activity.opens_hours is None else -(-activity.opens_hours // 24)}
    told |= {"in_charge": activity.in_charge_id, "recorded_by": activity.recorded_by_id}
    demands = {Demand.SKILL: "skills", Demand.TRAINING: "trainings", Demand.CHECK: "checks"}
    for demand, name in demands.items():
        told[name] = [term.pk for kind, term in draft.demands if kind == demand]
    return told


class CoverForm(WarmForm):
    insurer = forms.CharField(label=_("Insurer"), max_length=120)
    policy_number = forms.CharField(label=_("Policy number"), max_length=80)
    until = forms.DateField(label=_("Cover until"), widget=DayInput())


class TemplateForm(WarmForm):
    """Under which name, and for whom, an activity is kept as a template."""

    name = forms.CharField(label=_("Name of the template"), max_length=80)
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("For which organisation"))

    def __init__(self, data: Any = None, *, own: QuerySet[Organisation], initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        chosen = self.fields["organisation"]
        assert isinstance(chosen, forms.ModelChoiceField)
        chosen.queryset, chosen.empty_label = own, None


class ProjectForm(WarmForm):
    """A project that no need has asked for: something an office or a team puts on by itself."""

    title = forms.CharField(label=_("What is it called"), max_length=200)
    title_en = forms.CharField(label=_("Name in English"), max_length=240, required=False)
    place = forms.ModelChoiceField(Place.objects.none(), label=_("Where"), empty_label=None)
    team = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Which team runs it"), required=False, empty_label=_("The office itself")
    )

    def __init__(
        self, data: Any = None, *, places: QuerySet[Place], teams: QuerySet[Organisation], initial: dict[str, Any]
    ) -> None:
        super().__init__(data, initial=initial)
        for name, rows in (("place", places), ("team", teams)):
            chosen = self.fields[name]
            assert isinstance(chosen, forms.ModelChoiceField)
            chosen.queryset = rows
