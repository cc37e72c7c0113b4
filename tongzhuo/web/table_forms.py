"""What people may say with an answer, and whom a coordinator may choose instead."""

from django import forms
from django.utils.translation import gettext_lazy as _


class AnswerForm(forms.Form):
    reason = forms.CharField(
        label=_("Anything we should know?"),
        required=False,
        max_length=500,
        help_text=_("A reason is welcome, never needed."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class SwapForm(forms.Form):
    """`instead` is the key of one of the choices that the page offers: `person:CODE` or `offer:CODE`."""

    instead = forms.ChoiceField(label=_("Who comes instead?"), widget=forms.RadioSelect)

    def __init__(self, *args: object, choices: list[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["instead"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices
