"""Writing down a need for somebody: who, what they said, and that they agreed."""

import datetime as dt
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from tongzhuo.desk.forms.fields import PlaceChoice, TermChoice, day_field, not_over
from tongzhuo.kernel.fields import subtree
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.look.forms import WarmForm
from tongzhuo.needs.drafts import MOST_WORDS, ConsentNote, Newcomer
from tongzhuo.needs.states import CameBy, Urgency
from tongzhuo.organisations.states import KEEPERS
from tongzhuo.people.contacts import Contact, clean_contact
from tongzhuo.people.models import Person
from tongzhuo.people.queries import community_of, people_kept_by
from tongzhuo.people.states import Agreement, HowAgreed, Way
from tongzhuo.places.models import Place
from tongzhuo.places.queries import under
from tongzhuo.places.states import Level
from tongzhuo.vocabulary.queries import terms_on
from tongzhuo.vocabulary.states import Shelf

SOMEBODY_NEW = "new"
MOST_PLACES = 300
MOST_SIZE = 100_000
NEAR = (Level.COMMUNITY, Level.GRID, Level.COURTYARD)
AGREED_TO = (Agreement.SHARE_TASK, Agreement.SHARE_FULL_NAME, Agreement.SHARE_CONTACT, Agreement.SHARE_PRIVATE)


class WriteDownForm(WarmForm):
    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        required=False,
        help_text=_("Empty when nobody is named, as on a slip of paper."),
    )
    person = forms.ChoiceField(label=_("Is it one of these?"), required=False, widget=forms.RadioSelect)
    place = PlaceChoice(label=_("Where they live"))
    door = forms.CharField(label=_("Building and door"), max_length=160, required=False)
    phone = forms.CharField(label=_("Telephone"), max_length=40, required=False, help_text=_("Not needed."))
    neighbour = forms.CharField(
        label=_("Or a neighbour who passes it on"), max_length=120, required=False, help_text=_("Name and door.")
    )
    words = forms.CharField(
        label=_("What they said"), widget=forms.Textarea(attrs={"rows": 5}), help_text=_("In their own words.")
    )
    came_by = forms.ChoiceField(
        label=_("How it came"),
        choices=[(way, way.label) for way in (CameBy.PHONE, CameBy.DESK, CameBy.PAPER)],
        widget=forms.RadioSelect,
        initial=CameBy.PHONE,
    )
    title = forms.CharField(
        label=_("In one sentence"), max_length=120, required=False, help_text=_("Empty: the first sentence of theirs.")
    )
    day = day_field(_("Which day"))
    kind = TermChoice(label=_("Kind of need"), empty_label=_("Not sure yet"))
    urgency = forms.TypedChoiceField(
        label=_("How urgent"), coerce=int, choices=Urgency.choices, initial=Urgency.ORDINARY
    )
    size = forms.IntegerField(label=_("How many people it helps"), min_value=1, max_value=MOST_SIZE, initial=1)
    private_part = forms.CharField(
        label=_("Private part"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Health, family, money. Sealed: only they and the social worker on the case read it."),
    )
    agreed = forms.BooleanField(label=_("They agreed that we write this down"), required=False)
    how = forms.ChoiceField(
        label=_("How they agreed"),
        choices=[(how, how.label) for how in (HowAgreed.ALOUD, HowAgreed.PAPER)],
        widget=forms.RadioSelect,
        initial=HowAgreed.ALOUD,
    )
    agreed_on = day_field(_("On which day"))
    purposes = forms.MultipleChoiceField(
        label=_("And to this"),
        required=False,
        choices=[(purpose, purpose.label) for purpose in AGREED_TO],
        widget=forms.CheckboxSelectMultiple,
        initial=[Agreement.SHARE_TASK],
    )
    common = forms.BooleanField(
        label=_("It is the need of a whole courtyard"), required=False, help_text=_("Two residents speak for it.")
    )
    delegate_1 = forms.CharField(label=_("First delegate"), max_length=120, required=False)
    delegate_2 = forms.CharField(label=_("Second delegate"), max_length=120, required=False)

    def __init__(self, *args: Any, viewer: Viewer, **more: Any) -> None:
        self.viewer = viewer
        super().__init__(*args, **more)
        self.fields["place"].offer(places_kept_by(viewer))  # type: ignore[attr-defined]
        self.fields["kind"].queryset = terms_on(Shelf.NEED_KIND)  # type: ignore[attr-defined]
        self.fields["agreed_on"].initial = localdate()
        self.alike = self._alike()
        found = [(one.code, one.shown_name + (f", {one.door}" if one.door else "")) for one in self.alike]
        self.fields["person"].choices = [*found, (SOMEBODY_NEW, _("Somebody new"))]  # type: ignore[attr-defined]

    def _alike(self) -> list[Person]:
        """Whom we know by the name that was written."""
        name = str(self.data.get("name", "")).strip()
        if not name:
            return []
        return list(people_kept_by(self.viewer).filter(name__icontains=name).order_by("name", "pk")[:8])

    def clean_words(self) -> str:
        words = str(self.cleaned_data["words"])
        if len(words) > MOST_WORDS:
            over = {"most": MOST_WORDS, "n": len(words)}
            text = _("These are %(n)d characters. Please keep it under %(most)d; the rest can be told.") % over
            raise forms.ValidationError(text, code="words_too_long")
        return words

    def clean_phone(self) -> str:
        if not self.cleaned_data["phone"]:
            return ""
        contact = clean_contact(Contact(Way.PHONE, self.cleaned_data["phone"]))
        if contact is None:
            raise forms.ValidationError(_("That is no telephone number. Digits only, please."), code="no_number")
        return contact.value

    def clean_day(self) -> dt.date | None:
        return not_over(self.cleaned_data["day"], localdate())

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("name") and self.alike and not data.get("person"):
            self.add_error("person", _("We know somebody of this name. Is it the same person?"))
        if data.get("name") and not data.get("agreed"):
            self.add_error("agreed", _("Ask them first, then tick this."))
        if data.get("common"):
            data["delegates"] = [self._delegate(name) for name in ("delegate_1", "delegate_2")]
        return data

    def _delegate(self, field: str) -> Person | None:
        name, place = self.cleaned_data.get(field, "").strip(), self.cleaned_data.get("place")
        if not name or place is None:
            self.add_error(field, _("Name a resident who speaks for the courtyard."))
            return None
        near = people_kept_by(self.viewer).filter(subtree(community_of(place.path), "home__path"), name=name)
        found = list(near[:2])
        if len(found) != 1:
            unclear = _("There are several of this name.") if found else _("We know nobody of this name there.")
            self.add_error(field, unclear)
            return None
        return found[0]

    @property
    def raised_for(self) -> Person | Newcomer | None:
        data = self.cleaned_data
        known = {one.code: one for one in self.alike}.get(data["person"])
        if known or not data["name"]:
            return known
        ways = [Contact(Way.PHONE, data["phone"])] if data["phone"] else []
        ways += [Contact(Way.NEIGHBOUR, data["neighbour"])] if data["neighbour"] else []
        return Newcomer(data["name"].strip(), data["place"], data["door"], tuple(ways))

    @property
    def facts(self) -> dict[str, Any]:
        """What `raise_need` is told, but who writes."""
        data = self.cleaned_data
        said = ("place", "words", "title", "kind", "urgency", "size", "private_part", "came_by", "common")
        who = self.raised_for
        consent = ConsentNote(
            data["how"], data["agreed_on"], (Agreement.BE_RECORDED, *data["purposes"]), self.viewer.name
        )
        note = _listed(data["phone"], data["neighbour"]) if who is None else ""
        more = {"spot": data["door"], "starts_on": data["day"], "contact_note": note, "raised_for": who}
        more |= {"consent": consent if who else None, "delegates": data.get("delegates", ())}
        return {name: data[name] for name in said} | more


def _listed(*words: str) -> str:
    return str(_(", ")).join(filter(None, words))


def places_kept_by(viewer: Viewer) -> QuerySet[Place]:
    """The communities and courtyards this viewer keeps; a wider place itself where it has none."""
    found: list[int] = []
    for path in viewer.paths(*KEEPERS):
        near = under(path).filter(succeeded_by=None, level__in=NEAR).values_list("pk", flat=True)
        found += near[:MOST_PLACES] or under(path).filter(path=path).values_list("pk", flat=True)
    return Place.objects.filter(pk__in=found).order_by("path")
