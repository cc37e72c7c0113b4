"""What is written on the pages of this room. Each form becomes the keyword arguments of one action."""

from typing import Any

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from tongzhuo.honours.drafts import MOST_DEED, MOST_NAME, MOST_WORDS, Commendation, Judgement, Training
from tongzhuo.honours.models import Noted, TrainingRecord
from tongzhuo.honours.states import Quality
from tongzhuo.kernel.codes import read_code
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.look.forms import DayInput, WarmForm
from tongzhuo.organisations.queries import people_met_by
from tongzhuo.organisations.search import Wish, people_found
from tongzhuo.people.forms.fields import TermChoice
from tongzhuo.people.models import Person
from tongzhuo.records.late_forms import UnitForm
from tongzhuo.vocabulary.models import Term
from tongzhuo.vocabulary.states import Shelf

MOST_NAMES = 200


def _lines(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class PeopleForm(UnitForm):
    """Something about several people at once, in the name of an organisation."""

    people = forms.CharField(
        label=_("Who"), widget=_lines(4), max_length=12_000, help_text=_("One on each line: the name, or the code.")
    )

    def __init__(self, data: Any = None, *, viewer: Viewer, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, viewer=viewer)
        self.fields["recorded_by"].label = _("In whose name")
        self.initial = {"held_on": localdate(), "given_on": localdate(), "done_on": localdate()} | (initial or {})

    def clean_people(self) -> list[Person]:
        """Each among those this viewer meets; nobody twice."""
        words = [line.strip() for line in self.cleaned_data["people"].replace("、", "\n").splitlines() if line.strip()]
        if len(words) > MOST_NAMES:
            raise forms.ValidationError(_("Two hundred people at once are enough."))
        return list({found.pk: found for found in map(self._named, words)}.values())

    def _named(self, words: str) -> Person:
        """The one of this code, of exactly this name, or the only one found."""
        code = read_code(words.rsplit(maxsplit=1)[-1])
        met = people_met_by(self.viewer).filter(code=code) if code else people_found(self.viewer, Wish(words))
        found = list(met[:9])
        same = [one for one in found if words in (one.name, one.display_name)] or found
        if len(same) == 1:
            return same[0]
        if not found:
            raise forms.ValidationError(
                _("Among those you may see, nobody is called “%(name)s”."), params={"name": words}
            )
        names = ", ".join(f"{one.shown_name} {one.shown_code}" for one in found)
        several = _("Several are called “%(name)s”. Write the code: %(names)s")
        raise forms.ValidationError(several, params={"name": words, "names": names})


class TrainingFields(WarmForm):
    name = forms.CharField(label=_("What it was called"), max_length=MOST_NAME)
    content = forms.CharField(label=_("What was learned"), max_length=2000, widget=_lines(3))
    hours = forms.DecimalField(label=_("Hours of learning"), min_value=0, max_value=500, decimal_places=1)
    held_on = forms.DateField(label=_("Day"), widget=DayInput())
    organiser = forms.CharField(label=_("Who held it"), max_length=160)
    skill = TermChoice(
        Term.objects.none(),
        label=_("What it proves, if anything"),
        empty_label=_("No skill"),
        required=False,
        help_text=_("The office of the place accepts it; then it is among what they can do."),
    )
    skill_until = forms.DateField(label=_("Good until"), widget=DayInput(), required=False)

    def __init__(self, data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        terms = Term.objects.filter(shelf__in=(Shelf.CHECK, Shelf.SKILL), retired=False)
        self.fields["skill"].queryset = terms.order_by("shelf", "slug")  # type: ignore[attr-defined]

    @property
    def said(self) -> Training:
        facts = self.cleaned_data
        minutes = int(facts["hours"] * 60)
        names = ("name", "content", "organiser", "held_on", "skill", "skill_until")
        return Training(minutes=minutes, **{name: facts[name] for name in names})


class AwardFields(WarmForm):
    name = forms.CharField(label=_("What it is called"), max_length=MOST_NAME)
    given_on = forms.DateField(label=_("Day"), widget=DayInput())
    granted_by = forms.CharField(label=_("Who granted it"), max_length=160)
    seen = forms.CharField(
        label=_("Which paper you have looked at"),
        max_length=MOST_NAME,
        required=False,
        help_text=_("Needed where another unit granted it."),
    )

    @property
    def said(self) -> Commendation:
        return Commendation(**{name: self.cleaned_data[name] for name in ("name", "given_on", "granted_by", "seen")})


class EvaluationFields(WarmForm):
    quality = forms.ChoiceField(label=_("How it was done"), choices=Quality.choices, widget=forms.RadioSelect)
    evaluated_on = forms.DateField(label=_("Said on"), widget=DayInput())
    words = forms.CharField(label=_("In a sentence"), max_length=MOST_WORDS, required=False, widget=_lines(2))

    @property
    def said(self) -> Judgement:
        return Judgement(**{name: self.cleaned_data[name] for name in ("quality", "evaluated_on", "words")})


class TrainingForm(PeopleForm, TrainingFields):
    field_order = ("people", "name", "content", "hours", "held_on", "organiser", "skill", "skill_until", "recorded_by")


class AwardForm(PeopleForm, AwardFields):
    field_order = ("people", "name", "given_on", "granted_by", "seen", "recorded_by")


class EvaluationForm(EvaluationFields):
    pass


class HonourForm(PeopleForm):
    deed = forms.CharField(
        label=_("What was done"),
        max_length=MOST_DEED,
        widget=_lines(2),
        help_text=_("One deed, in plain words. Name nobody who was helped."),
    )
    done_on = forms.DateField(label=_("Day"), widget=DayInput())
    field_order = ("people", "deed", "done_on", "recorded_by")


class ThankForm(WarmForm):
    person = forms.ChoiceField(label=_("Whom"), widget=forms.RadioSelect)
    deed = forms.CharField(
        label=_("What they did"),
        max_length=MOST_DEED,
        widget=_lines(2),
        help_text=_("Your name does not stand beside it."),
    )

    def __init__(self, data: Any = None, *, people: list[Person]) -> None:
        super().__init__(data)
        self.people = {person.code: person for person in people}
        choice = self.fields["person"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [(code, person.shown_name) for code, person in self.people.items()]

    @property
    def facts(self) -> dict[str, Any]:
        return {"person": self.people[self.cleaned_data["person"]], "deed": self.cleaned_data["deed"]}


class ReasonForm(WarmForm):
    reason = forms.CharField(label=_("Why"), max_length=MOST_WORDS, required=False, widget=_lines(2))


class CorrectTrainingForm(ReasonForm, TrainingFields):
    field_order = ("name", "content", "hours", "held_on", "organiser", "skill", "skill_until", "reason")


class CorrectAwardForm(ReasonForm, AwardFields):
    field_order = ("name", "given_on", "granted_by", "seen", "reason")


class CorrectEvaluationForm(ReasonForm, EvaluationFields):
    field_order = ("quality", "evaluated_on", "words", "reason")


class ObjectionForm(WarmForm):
    words = forms.CharField(
        label=_("What is not right"),
        max_length=MOST_WORDS,
        required=False,
        widget=_lines(3),
        help_text=_("A sentence is enough. The office reads it, nobody else."),
    )


class AnswerForm(WarmForm):
    because = forms.CharField(
        label=_("What you found"),
        max_length=MOST_WORDS,
        required=False,
        widget=_lines(2),
        help_text=_("Whoever opens the page reads it. Name nobody."),
    )


def as_it_was(line: Noted) -> dict[str, Any]:
    """What a correction begins with."""
    names = ("name", "content", "held_on", "organiser", "skill", "skill_until", "given_on", "granted_by", "seen")
    told = {name: getattr(line, name) for name in (*names, "quality", "evaluated_on", "words") if hasattr(line, name)}
    return told | ({"hours": f"{line.minutes / 60:g}"} if isinstance(line, TrainingRecord) else {})
