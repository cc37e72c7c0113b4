"""The first visit: who are you, where is home, what may we do."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tongzhuo.kernel.fields import subtree
from tongzhuo.people.models import Person
from tongzhuo.places.models import Place
from tongzhuo.places.queries import place_by_code, place_called
from tongzhuo.places.states import Level

SUGGESTED = 200
_LIVED_IN = (Level.TOWN, Level.COMMUNITY, Level.GRID, Level.COURTYARD)


class WelcomeForm(forms.Form):
    """Every consent is a tick of its own, and none is ticked beforehand."""

    use_required_attribute = False

    name = forms.CharField(label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    display_name = forms.CharField(
        label=_("How neighbours may call you"), max_length=120, required=False, help_text=_("Empty: your surname only.")
    )
    home = forms.CharField(
        label=_("Where you live"),
        max_length=120,
        help_text=_("The name of your community, or its official number."),
        widget=forms.TextInput(attrs={"list": "communities", "autocomplete": "off"}),
    )
    be_recorded = forms.BooleanField(
        label=_("You may keep my name and my community"),
        help_text=_("without it we cannot know you; take it back at any time"),
        error_messages={"required": _("We need your yes to write you down.")},
    )
    be_asked = forms.BooleanField(
        label=_("You may ask me to help"), required=False, help_text=_("you can say no each time; it changes nothing")
    )
    by_email = forms.BooleanField(
        label=_("Tell me by e-mail too"), required=False, help_text=_("otherwise everything stays on this page")
    )

    def __init__(self, *args: Any, near: str, has_email: bool, **more: Any) -> None:
        self.near = near
        super().__init__(*args, **more)
        if not has_email:
            del self.fields["by_email"]

    def clean_home(self) -> Place:
        text = " ".join(self.cleaned_data["home"].split())
        place = place_by_code(text) or (self.near and place_called(text, self.near)) or place_called(text, "")
        if not place:
            raise forms.ValidationError(
                _("We know no single community called “%(text)s”. Its official number works too."),
                params={"text": text},
            )
        if place.level not in _LIVED_IN:
            raise forms.ValidationError(
                _("%(place)s is very large. Name the community in it."), params={"place": place}
            )
        return place


class RecognisedForm(forms.Form):
    """Whom the office knows by the address that was just proved: one of them, or none."""

    person = forms.ChoiceField(
        label=_("Is that you?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one, or say that none of them is you.")},
    )

    use_required_attribute = False

    def __init__(self, *args: Any, people: list[Person], names: list[str], **more: Any) -> None:
        super().__init__(*args, **more)
        choices = [(person.code, name) for person, name in zip(people, names, strict=True)]
        self.fields["person"].choices = [*choices, ("none", _("None of these is me"))]  # type: ignore[attr-defined]


def suggested(near: str) -> list[str]:
    """Names of communities nearby for the list under the field."""
    found = Place.objects.filter(level=Level.COMMUNITY, succeeded_by=None)
    return [place.name for place in found.filter(subtree(near)).order_by("path")[:SUGGESTED]]
