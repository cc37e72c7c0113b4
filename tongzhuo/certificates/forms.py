"""What is written on the pages of this room."""

import datetime as dt
import hashlib
import uuid
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from tongzhuo.certificates import counted, queries
from tongzhuo.certificates.counted import Part
from tongzhuo.certificates.models import Certificate
from tongzhuo.certificates.rules import MOST_REASON
from tongzhuo.certificates.states import Language
from tongzhuo.kernel.codes import read_code
from tongzhuo.look.forms import DayInput, WarmForm
from tongzhuo.organisations.models import Organisation
from tongzhuo.people.models import Person

LARGEST_FILE = 2 * 1024 * 1024


class NumberField(forms.CharField):
    """The number of a certificate, forgiving as all codes are; a slip of the pen never reaches the database."""

    def __init__(self, **more: Any) -> None:
        attrs = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        super().__init__(max_length=20, widget=forms.TextInput(attrs=attrs), **more)

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        code = read_code(text) if text else ""
        if code is None:
            raise forms.ValidationError(_("This cannot be a number of ours: one sign is missing or wrong."))
        return code


@dataclass(frozen=True)
class Choice:
    """What can be certified on these days, and what of it is chosen. Printed before anything is made of it."""

    since: dt.date
    until: dt.date
    recorded_by: Organisation
    parts: list[Part]
    chosen: list[Part]

    @property
    def seen(self) -> str:
        """Says whether what is asked for now is what stood there when it was pressed."""
        told = [self.since.isoformat(), self.until.isoformat(), self.recorded_by.code]
        return _digest(told + [f"{part.name} {part.proven}" for part in self.parts])

    @property
    def proven(self) -> list[tuple[str, int]]:
        return counted.named(counted.altogether(self.chosen))

    @property
    def minutes(self) -> int:
        return sum(part.minutes for part in self.chosen)

    @property
    def activities(self) -> list[str]:
        """The names that are certified; none: all there are."""
        return [] if len(self.chosen) == len(self.parts) else [part.name for part in self.chosen]


class CertificateForm(WarmForm):
    """Becomes the keyword arguments of `issue_certificate`; `choice` is what it would certify (None: not clear yet).

    `press` is random and stays the same while the page does. `offered` and `seen` say what the page showed.
    """

    since = forms.DateField(label=_("First day"), required=False, widget=DayInput())
    until = forms.DateField(label=_("Last day"), required=False, widget=DayInput())
    recorded_by = forms.ChoiceField(label=_("Who recorded the hours"))
    activities = forms.Field(label=_("What to include"), required=False)
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices, widget=forms.RadioSelect)
    press = forms.CharField(max_length=40, widget=forms.HiddenInput())

    def __init__(self, data: QueryDict | None = None, *, person: Person, recorders: list[Organisation]) -> None:
        self.person, self.today = person, localdate(timezone=queries.zone_of(person))
        first = {"since": dt.date(self.today.year, 1, 1), "until": self.today, "press": uuid.uuid4().hex}
        super().__init__(data, initial=first | {"language": Language.ZH})
        self.recorders = {body.code: body for body in recorders}
        bodies = self.fields["recorded_by"]
        assert isinstance(bodies, forms.ChoiceField)
        bodies.choices = [(code, body.name) for code, body in self.recorders.items()]
        if len(recorders) == 1:
            bodies.required, bodies.widget = False, forms.HiddenInput()

    @cached_property
    def choice(self) -> Choice | None:
        said = self.cleaned_data if self.is_bound else self.initial
        if self.is_bound and self.errors.keys() & {"since", "until", "recorded_by"}:
            return None
        body = self.recorders.get(said.get("recorded_by") or "") or next(iter(self.recorders.values()))
        since = said["since"] or queries.first_day_of(self.person, body) or self.today
        until = said["until"] or self.today
        parts = counted.parts(queries.confirmed_lines(self.person, body, since=since, until=until))
        return Choice(since, until, body, parts, [part for part in parts if self._is_chosen(part.name)])

    def _is_chosen(self, name: str) -> bool:
        """Ticked, or not shown before: what comes in with other days is included until it is taken out."""
        ticked, offered = (self._told(field) for field in ("activities", "offered"))
        return name in ticked or name not in offered

    def _told(self, field: str) -> list[str]:
        return self.data.getlist(field) if isinstance(self.data, QueryDict) else []

    def look_again(self) -> bool:
        """Whether something else would be certified than the page showed; then it says so."""
        choice = self.choice
        if choice is None:
            return True
        if choice.parts and choice.seen != self.data.get("seen"):
            self.add_error(None, _("These are the hours of the days you chose. Look at them, then press again."))
        elif choice.parts and not choice.chosen:
            self.add_error("activities", _("Tick at least one."))
        return bool(self.errors)

    @property
    def facts(self) -> dict[str, Any]:
        """The same press with another choice is another press."""
        choice, said = self.choice, self.cleaned_data
        assert choice is not None
        names = choice.activities
        press = _digest([said["press"], said["language"], choice.seen, *names])
        days = {"since": choice.since, "until": choice.until}
        told = {"recorded_by": choice.recorded_by, "activities": names, "language": said["language"], "press": press}
        return days | told


def _digest(words: list[str]) -> str:
    return hashlib.sha256("\n".join(words).encode()).hexdigest()


class TakeBackForm(WarmForm):
    reason = forms.CharField(
        label=_("Why"),
        max_length=MOST_REASON,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Whoever checks the number reads it. Name nobody."),
    )
    instead = NumberField(label=_("The number that stands in its place, if there is one"), required=False)

    def clean_instead(self) -> Certificate | None:
        code = self.cleaned_data["instead"]
        found = Certificate.objects.filter(code=code).first() if code else None
        if code and found is None:
            raise forms.ValidationError(_("This number is no certificate that could stand in its place."))
        return found


class NumberForm(WarmForm):
    number = NumberField(
        label=_("The number on the certificate"),
        help_text=_("Ten letters and digits, for instance 7K3MQ-9XW2C."),
        error_messages={"required": _("Write the number that stands on the certificate.")},
    )


class FileForm(WarmForm):
    file = forms.FileField(
        label=_("The file"),
        help_text=_("The PDF, or the credential that ends in .json. We do not keep it."),
        error_messages={"required": _("Choose a file first."), "empty": _("This file is empty.")},
    )

    def clean_file(self) -> bytes:
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError(_("This file is larger than any of our certificates."))
        content: bytes = file.read()
        return content
