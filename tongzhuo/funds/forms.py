"""What is written on the pages of a fund. Each form becomes the draft of one action; money is read in yuan."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tongzhuo.funds import queries
from tongzhuo.funds.drafts import (
    MOST_LINES,
    MOST_NAME,
    MOST_TEXT,
    MOST_WORDS,
    FundDraft,
    Meeting,
    MoneyIn,
    Proposal,
    Spent,
)
from tongzhuo.funds.models import Fund, FundMember, GrantApplication
from tongzhuo.funds.rules import HOSTS
from tongzhuo.funds.states import Choice
from tongzhuo.kernel.fields import subtrees
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.look.forms import DayInput, WarmForm
from tongzhuo.organisations.forms import SomebodyField
from tongzhuo.organisations.models import Organisation
from tongzhuo.organisations.states import KEEPERS
from tongzhuo.people.forms.fields import PlaceField, TermChoice, TermChoices
from tongzhuo.vocabulary.amounts import AmountError, to_base
from tongzhuo.vocabulary.models import Term
from tongzhuo.vocabulary.queries import terms_on
from tongzhuo.vocabulary.states import Shelf

YUAN = Term(shelf=Shelf.UNIT, slug="yuan", name_zh="元", name_en="yuan", factor=100)
IN_YUAN = _("In yuan, for instance 1,800 or 1.2万.")
if TYPE_CHECKING:
    OneOrganisation = forms.ModelChoiceField[Organisation]
else:
    OneOrganisation = forms.ModelChoiceField


def _rows(many: int) -> forms.Textarea:
    return forms.Textarea({"rows": many})


def fen_of(text: str) -> int:
    try:
        return to_base(text, YUAN)
    except AmountError as error:
        raise forms.ValidationError(str(error)) from error


class MoneyField(forms.CharField):
    """An amount in yuan as people write it; cleaned, it is in fen."""

    def __init__(self, **more: Any) -> None:
        super().__init__(max_length=40, **({"help_text": IN_YUAN} | more))

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        return fen_of(text) if text else None


class BodyChoice(OneOrganisation):
    def label_from_instance(self, obj: Organisation) -> str:
        return obj.name


class FundForm(WarmForm):
    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=MOST_NAME, required=False)
    name_en = forms.CharField(label=_("Name in English"), max_length=MOST_NAME, required=False)
    place = PlaceField(label=_("Community"))
    host = BodyChoice(
        Organisation.objects.none(),
        label=_("The charity that keeps the money"),
        help_text=_("It must say yes. Money is never taken in on these pages."),
    )
    rules = forms.CharField(label=_("Rules that everybody may read"), max_length=MOST_TEXT, widget=_rows(6))
    purposes = TermChoices(Term.objects.none(), label=_("What it may be used for"), widget=forms.CheckboxSelectMultiple)
    ceiling = MoneyField(label=_("Most for one grant"))

    def __init__(self, data: Any = None, *, viewer: Viewer, **more: Any) -> None:
        super().__init__(data, **more)
        paths = viewer.paths(*KEEPERS)
        place = self.fields["place"]
        assert isinstance(place, PlaceField)
        place.paths = paths or ("/none/",)
        around = tuple({"/".join(path.split("/")[:3]) + "/" for path in paths})
        hosts = Organisation.objects.filter(subtrees(around, "place__path"), kind__in=HOSTS).order_by("pk")
        self.fields["host"].queryset = hosts  # type: ignore[attr-defined]
        self.fields["purposes"].queryset = terms_on(Shelf.PURPOSE)  # type: ignore[attr-defined]

    @property
    def draft(self) -> FundDraft:
        said = self.cleaned_data
        names = ("name_zh", "name_en", "host", "rules", "ceiling")
        return FundDraft(purposes=tuple(said["purposes"]), **{name: said[name] for name in names})


class SeatForm(WarmForm):
    person = SomebodyField(
        label=_("Whom"),
        max_length=120,
        help_text=_("The number of their record, or the e-mail address they sign in with."),
    )
    resident = forms.BooleanField(label=_("Sits there as a resident"), required=False)
    named = forms.BooleanField(label=_("Agreed to be named on the page of the fund"), required=False)

    def __init__(self, data: Any = None, *, viewer: Viewer, **more: Any) -> None:
        super().__init__(data, **more)
        person = self.fields["person"]
        assert isinstance(person, SomebodyField)
        person.viewer = viewer


class OfFundForm(WarmForm):
    """A form with a purpose of the fund."""

    purpose = TermChoice(Term.objects.none(), label=pgettext_lazy("of money", "Purpose"))

    def __init__(self, data: Any = None, *, fund: Fund, **more: Any) -> None:
        super().__init__(data, **more)
        self.fields["purpose"].queryset = fund.purposes.order_by("slug")  # type: ignore[attr-defined]


class BudgetForm(OfFundForm):
    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2200)
    amount = MoneyField(label=_("How much may be granted"))
    field_order = ("year", "purpose", "amount")


class ReceiptForm(OfFundForm):
    number = forms.CharField(label=_("Number of the receipt"), max_length=80)
    giver = forms.CharField(label=_("Who gave it"), max_length=MOST_NAME)
    named = forms.BooleanField(
        label=_("The giver agreed to be named"), required=False, help_text=_("Can be taken back at any time.")
    )
    amount = MoneyField(label=_("How much"))
    on = forms.DateField(label=_("Day of the receipt"), widget=DayInput())
    field_order = ("number", "giver", "named", "amount", "purpose", "on")

    def __init__(self, data: Any = None, *, fund: Fund, **more: Any) -> None:
        super().__init__(data, fund=fund, **({"initial": {"on": localdate()}} | more))
        purpose = self.fields["purpose"]
        purpose.required, purpose.label = False, _("Given only for")
        purpose.empty_label = _("Whatever the fund is for")  # type: ignore[attr-defined]

    @property
    def draft(self) -> MoneyIn:
        return MoneyIn(**{name: self.cleaned_data[name] for name in self.field_order})


class ProposalForm(OfFundForm):
    applicant = forms.ChoiceField(label=_("Who applies"))
    title = forms.CharField(label=_("What it is for, in a few words"), max_length=MOST_NAME)
    words = forms.CharField(
        label=_("Tell the committee and the neighbours more"),
        max_length=MOST_TEXT,
        widget=_rows(5),
        help_text=_("If it is granted, everybody reads this. Name nobody who is helped."),
    )
    amount = MoneyField(label=_("How much"))
    lines = forms.CharField(
        label=_("What each part is for"),
        max_length=MOST_TEXT,
        widget=_rows(4),
        help_text=_("One on each line, the amount last: “Yarn and needles 600”."),
    )
    starts_on = forms.DateField(label=_("From"), widget=DayInput())
    ends_on = forms.DateField(label=pgettext_lazy("last day", "Until"), widget=DayInput())
    field_order = ("applicant", "title", "words", "purpose", "amount", "lines", "starts_on", "ends_on")

    def __init__(self, data: Any = None, *, fund: Fund, viewer: Viewer, **more: Any) -> None:
        super().__init__(data, fund=fund, **more)
        self.bodies = {f"body:{one.code}": one for one in queries.applicants_of(viewer)}
        self.projects = {f"project:{one.code}": one for one in queries.projects_of(viewer)}
        choices = [(key, one.shown_title) for key, one in self.projects.items()]
        choices += [(key, one.name) for key, one in self.bodies.items()]
        self.fields["applicant"].choices = choices  # type: ignore[attr-defined]

    def clean_lines(self) -> tuple[tuple[str, int], ...]:
        rows = [line.split() for line in self.cleaned_data["lines"].splitlines() if line.strip()]
        if len(rows) > MOST_LINES or any(len(row) < 2 for row in rows):
            raise forms.ValidationError(_("Each line ends with its amount: “Yarn and needles 600”."))
        return tuple((" ".join(row[:-1])[:MOST_WORDS], fen_of(row[-1])) for row in rows)

    @property
    def draft(self) -> Proposal:
        said = self.cleaned_data
        project = self.projects.get(said["applicant"])
        body = project.team if project is not None else self.bodies[said["applicant"]]
        assert body is not None
        names = ("title", "words", "purpose", "amount", "lines", "starts_on", "ends_on")
        return Proposal(organisation=body, project=project, **{name: said[name] for name in names})


class MeetingForm(WarmForm):
    """One line of votes for each seat; whoever was not there has none."""

    on = forms.DateField(label=_("Day of the meeting"), widget=DayInput())
    minutes = forms.CharField(label=_("What was said"), max_length=MOST_TEXT, widget=_rows(4))
    amount = MoneyField(label=_("How much, if it is granted"), required=False)
    conditions = forms.CharField(label=_("On what conditions"), max_length=MOST_TEXT, required=False, widget=_rows(2))

    def __init__(
        self, data: Any = None, *, application: GrantApplication, seats: list[FundMember], **more: Any
    ) -> None:
        asked = {"on": localdate(), "amount": f"{application.amount / 100:g}"}
        super().__init__(data, initial=asked, **more)
        self.seats = {f"vote_{seat.pk}": seat for seat in seats}
        for name, seat in self.seats.items():
            choices = [("", _("was not there")), *Choice.choices]
            self.fields[name] = forms.ChoiceField(label=seat.person.shown_name, choices=choices, required=False)
        self.order_fields(["on", *self.seats, "minutes", "amount", "conditions"])

    @property
    def draft(self) -> Meeting:
        said = self.cleaned_data
        votes = {seat.pk: said[name] for name, seat in self.seats.items() if said[name]}
        return Meeting(said["on"], said["minutes"], votes, said["amount"] or 0, said["conditions"])


class PayForm(WarmForm):
    amount = MoneyField(label=_("How much is paid out now"))


class SpentForm(WarmForm):
    number = forms.CharField(label=_("Number of the receipt"), max_length=80)
    what = forms.CharField(label=_("What was bought"), max_length=MOST_WORDS)
    amount = MoneyField(label=_("How much"))
    on = forms.DateField(label=_("Day of the receipt"), widget=DayInput())

    def __init__(self, data: Any = None, **more: Any) -> None:
        super().__init__(data, **({"initial": {"on": localdate()}} | more))

    @property
    def draft(self) -> Spent:
        return Spent(**{name: self.cleaned_data[name] for name in ("number", "what", "amount", "on")})
