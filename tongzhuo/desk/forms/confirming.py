"""What people will read of a need, field by field."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tongzhuo.desk.forms.fields import PlaceChoice, day_field
from tongzhuo.desk.forms.lines import Words
from tongzhuo.desk.forms.writing import MOST_SIZE, NEAR
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.look.forms import WarmForm
from tongzhuo.needs.models import Need
from tongzhuo.needs.queries import community_of
from tongzhuo.needs.states import Urgency
from tongzhuo.organisations.queries import holders
from tongzhuo.organisations.states import Role
from tongzhuo.people.models import Person
from tongzhuo.people.queries import people_kept_by
from tongzhuo.places.queries import under
from tongzhuo.vocabulary.models import Term
from tongzhuo.vocabulary.states import Shelf


class ConfirmForm(WarmForm):
    title = forms.CharField(
        label=_("In one sentence"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("What is missing, not who is missing it."),
        error_messages={"required": _("Say in one sentence what is missing.")},
    )
    title_en = forms.CharField(label=_("The same in English"), max_length=240, required=False)
    summary = forms.CharField(
        label=_("A little more, for everyone"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    place = PlaceChoice(label=_("Where"), help_text=_("Pick the widest place that is still true."))
    spot = forms.CharField(label=_("Exactly where"), max_length=200, required=False)
    starts_on = day_field(pgettext_lazy("day", "From"))
    ends_on = day_field(pgettext_lazy("day", "Until"))
    helped_as = forms.CharField(
        label=_("How everyone reads who asked"),
        max_length=120,
        required=False,
        help_text=_("For instance: a parent in Building 3."),
    )
    contact_note = forms.CharField(label=_("How the office reaches them"), max_length=240, required=False)
    size = forms.IntegerField(label=_("How many people it helps"), min_value=1, max_value=MOST_SIZE)
    urgency = forms.TypedChoiceField(label=_("How urgent"), coerce=int, choices=Urgency.choices)
    kind = forms.ChoiceField(label=_("Kind of need"), required=False)
    private_part = forms.CharField(
        label=_("Private part"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Health, family, money. Sealed."),
    )
    worker = forms.ChoiceField(label=_("Social worker on the case"), required=False)
    delegate_1 = forms.ChoiceField(label=_("First delegate"), required=False)
    delegate_2 = forms.ChoiceField(label=_("Second delegate"), required=False)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        need: Need,
        viewer: Viewer,
        words: Words,
        writes_private: bool,
        initial: dict[str, Any] | None = None,
    ) -> None:
        self.need, self.words = need, words
        super().__init__(data, initial=self._begun() | (initial or {}))
        around = community_of(need.place)
        self.fields["place"].offer(under(around.path).filter(level__in=NEAR))  # type: ignore[attr-defined]
        self.workers = {one.person.code: one.person for one in holders(need.place.path, Role.SOCIAL_WORKER)}
        self._choose("kind", words.choices(Shelf.NEED_KIND, _("Not sure yet")))
        self._choose("worker", [("", _("nobody yet")), *((code, one.shown_name) for code, one in self.workers.items())])
        self.residents: dict[str, Person] = {}
        if not writes_private:
            del self.fields["private_part"]
        if need.common:
            self._offer_residents(viewer, around.path)
        else:
            del self.fields["delegate_1"], self.fields["delegate_2"]

    def _offer_residents(self, viewer: Viewer, path: str) -> None:
        near = people_kept_by(viewer).filter(home__path__startswith=path).order_by("name", "pk")[:300]
        self.residents = {one.code: one for one in near} | {one.code: one for one in self.need.delegates.all()}
        for name in ("delegate_1", "delegate_2"):
            self._choose(name, [("", "–"), *((code, one.shown_name) for code, one in self.residents.items())])

    def _choose(self, name: str, choices: list[tuple[str, Any]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def _begun(self) -> dict[str, Any]:
        need = self.need
        names = (
            "title",
            "title_en",
            "summary",
            "spot",
            "starts_on",
            "ends_on",
            "helped_as",
            "contact_note",
            "size",
            "urgency",
        )
        delegates = [one.code for one in need.delegates.all()] if need.common else []
        who = {f"delegate_{n}": code for n, code in enumerate(delegates, start=1)}
        more = {"place": need.place.code, "kind": need.kind.slug if need.kind else ""}
        worker = need.case_worker.code if need.case_worker else ""
        return {name: getattr(need, name) for name in names} | who | more | {"worker": worker}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("starts_on") and data.get("ends_on") and data["ends_on"] < data["starts_on"]:
            self.add_error("ends_on", _("The last day lies before the first."))
        return data

    @property
    def facts(self) -> dict[str, Any]:
        """What `confirm_need` is told beside the lines."""
        data = dict(self.cleaned_data)
        worker, codes = data.pop("worker"), [data.pop(f"delegate_{n}", "") for n in (1, 2)]
        facts = data | {"kind": self._kind(data["kind"]), "case_worker": self.workers.get(worker)}
        if self.need.common:
            facts["delegates"] = [self.residents[code] for code in codes if code in self.residents]
        return facts

    def _kind(self, slug: str) -> Term | None:
        return self.words.named(Shelf.NEED_KIND, slug)
