"""What all forms here share: how a refusal finds its field, and fields for days, hours, words and places."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tongzhuo.kernel.verdicts import Refused
from tongzhuo.places.models import Place
from tongzhuo.places.queries import place_at, place_by_code, place_called
from tongzhuo.vocabulary.models import Term

if TYPE_CHECKING:
    OneOf = forms.ModelChoiceField[Term]
    SomeOf = forms.ModelMultipleChoiceField[Term]
else:
    OneOf, SomeOf = forms.ModelChoiceField, forms.ModelMultipleChoiceField

FIELD_OF = {
    "name_missing": "name",
    "not_born_yet": "birth_date",
    "birth_date_differs": "birth_date",
    "identity_number_wrong": "identity_number",
    "guardian_must_agree": "birth_date",
    "guardian_unknown": "guardian",
    "guardian_too_young": "guardian",
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
