"""Example content for the page of all parts: a form in every state and a few facts. Nothing here is kept."""

import datetime as dt
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from tongzhuo.look.ring import CORE_STATES, PARTIES, SEAT_STATES


class ExampleForm(forms.Form):
    """Bound with a telephone number that is too short, so that the error can be seen."""

    where = forms.CharField(
        label=pgettext_lazy("example", "Normal"),
        help_text=pgettext_lazy("example", "A hint stays visible. It never hides inside the field."),
    )
    telephone = forms.RegexField(
        r"^1[0-9 ]{10,}$",
        label=pgettext_lazy("example", "Wrong"),
        error_messages={"invalid": pgettext_lazy("example", "Three digits are missing.")},
    )
    organisation = forms.CharField(label=pgettext_lazy("example", "Disabled"), disabled=True, required=False)
    operator = forms.ChoiceField(
        label=pgettext_lazy("example", "One of many"), choices=[("a", pgettext_lazy("example", "Warm Doorstep"))]
    )
    channel = forms.ChoiceField(
        label=pgettext_lazy("example", "One of few"),
        widget=forms.RadioSelect,
        choices=[
            ("sms", pgettext_lazy("example", "Text message")),
            ("post", pgettext_lazy("example", "Letter")),
        ],
    )
    agreed = forms.BooleanField(
        label=pgettext_lazy("example", "I have read what we agree on"),
        help_text=pgettext_lazy("example", "two pages, version of 1 October"),
        required=False,
    )
    remind = forms.BooleanField(
        label=pgettext_lazy("example", "Remind me the day before"),
        help_text=pgettext_lazy("example", "at 18:00"),
        required=False,
        widget=forms.CheckboxInput(attrs={"role": "switch"}),
    )
    day = forms.DateField(label=pgettext_lazy("example", "Date"), widget=forms.DateInput(attrs={"type": "date"}))
    words = forms.CharField(
        label=pgettext_lazy("example", "In your own words"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )


def example_context() -> dict[str, Any]:
    """What look/system.html shows."""
    form = ExampleForm(
        {
            "where": pgettext_lazy("example", "Building 6"),
            "telephone": "1380 555",
            "operator": "a",
            "channel": "sms",
            "agreed": "on",
            "remind": "on",
            "day": "2026-12-01",
        },
        initial={"organisation": pgettext_lazy("example", "Set by your organisation")},
        auto_id="example_%s",
    )
    now = timezone.now()
    return {
        "form": form,
        "all_states": [dict.fromkeys(PARTIES, state) for state in SEAT_STATES],
        "core_states": CORE_STATES,
        "seats": dict(zip(PARTIES, ("seated", "seated", "seated", "asked", "open"), strict=True)),
        "few": dict(zip(PARTIES, ("seated", "none", "seated", "open", "none"), strict=True)),
        "none": {},
        "first": dict(zip(PARTIES, ("seated", "open", "open", "open", "open"), strict=True)),
        "full": dict.fromkeys(PARTIES, "seated"),
        "notes": {
            "community": pgettext_lazy("example", "Ms Chen"),
            "volunteers": pgettext_lazy("example", "5 of 8 said yes"),
        },
        "page": Paginator(range(30), 10).page(2),
        "now": now,
        "soon": now + dt.timedelta(hours=8, minutes=1),
        "late": now - dt.timedelta(hours=15),
    }
