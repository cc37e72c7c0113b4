"""What is written on the pages of this room."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from tongzhuo.certificates.models import Certificate
from tongzhuo.certificates.rules import MOST_REASON
from tongzhuo.certificates.states import Language
from tongzhuo.kernel.codes import read_code
from tongzhuo.look.forms import WarmForm
from tongzhuo.organisations.models import Organisation

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


class CertificateForm(WarmForm):
    """Becomes the keyword arguments of `issue_certificate`."""

    since = forms.DateField(label=_("First day"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    until = forms.DateField(label=_("Last day"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    recorded_by = forms.ChoiceField(label=_("Who recorded the hours"))
    activity_name = forms.ChoiceField(label=_("What to include"), required=False)
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices, widget=forms.RadioSelect)

    def __init__(self, data: Any = None, *, recorders: list[Organisation], activities: list[str]) -> None:
        today = localdate()
        initial = {"since": dt.date(today.year, 1, 1), "until": today, "language": Language.ZH}
        super().__init__(data, initial=initial)
        self.recorders = {body.code: body for body in recorders}
        bodies, names = self.fields["recorded_by"], self.fields["activity_name"]
        assert isinstance(bodies, forms.ChoiceField)
        assert isinstance(names, forms.ChoiceField)
        bodies.choices = [(code, body.name) for code, body in self.recorders.items()]
        names.choices = [("", _("Everything between these days")), *((name, name) for name in activities)]
        if len(recorders) == 1:
            bodies.required, bodies.widget = False, forms.HiddenInput()

    @property
    def facts(self) -> dict[str, Any]:
        said = self.cleaned_data
        return said | {"recorded_by": self.recorders.get(said["recorded_by"]) or next(iter(self.recorders.values()))}


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
