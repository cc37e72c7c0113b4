"""What is written on the pages of the book."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tongzhuo.ledger.rules import MOST_WORDS
from tongzhuo.look.forms import WarmForm


class ReverseForm(WarmForm):
    reason = forms.CharField(
        label=_("Why is it taken back?"),
        max_length=MOST_WORDS,
        help_text=_("It stays in the book for good, beside what it takes back."),
    )


class CloseForm(WarmForm):
    until = forms.DateField(
        label=_("Last day"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=_(
            "On this day and before it nothing more is written. What is found later is written on a later day."
        ),
    )
