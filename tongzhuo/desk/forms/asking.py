"""Three taps: say it, look at it, leave a number."""

import datetime as dt
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from tongzhuo.desk.forms.fields import day_field, not_over
from tongzhuo.desk.keeping import KeptFile, Unsent, keep_photo, keep_sound
from tongzhuo.look.forms import WarmForm
from tongzhuo.needs.drafts import MOST_WORDS
from tongzhuo.people.contacts import Contact, clean_contact
from tongzhuo.people.states import Way

# Six needs that come up again and again: icon, kind of need, words.
KEYS: dict[str, tuple[str, str, Any]] = {
    "doctor": ("care", "health", _("Come along to the doctor")),
    "errands": ("basket", "food", _("Shopping or medicine")),
    "repairs": ("wrench", "home", _("Something to repair")),
    "children": ("child", "children", _("Look after a child")),
    "company": ("talk", "care", _("Somebody to talk to")),
    "things": ("box", "hardship", _("Something I lack")),
}


class SayForm(WarmForm):
    """Words, a recording, a photo, or one of six keys: any of them is enough. Words survive a file that is refused."""

    words = forms.CharField(
        label=_("In a few words"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("As you would say it to a neighbour."),
    )
    voice = forms.FileField(label=_("A spoken note"), required=False)
    photo = forms.FileField(
        label=_("A photo"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/*", "capture": "environment"}),
        help_text=_("For instance of what is broken. No faces."),
    )

    def __init__(self, *args: Any, unsent: Unsent, **more: Any) -> None:
        self.unsent = unsent
        super().__init__(*args, **more)

    def clean_words(self) -> str:
        words = str(self.cleaned_data["words"])
        if len(words) > MOST_WORDS:
            over = {"most": MOST_WORDS, "n": len(words)}
            text = _("These are %(n)d characters. Please keep it under %(most)d; the rest can be told.") % over
            raise forms.ValidationError(text, code="words_too_long")
        return words

    def clean_voice(self) -> KeptFile | None:
        upload: UploadedFile[Any] | None = self.cleaned_data["voice"]
        return keep_sound(upload) if upload else None

    def clean_photo(self) -> KeptFile | None:
        upload: UploadedFile[Any] | None = self.cleaned_data["photo"]
        return keep_photo(upload) if upload else None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name in ("voice", "photo"):
            if data.get(name):
                self.unsent.keep_file(name, data[name])
        kept = self.unsent.voice or self.unsent.photo
        pressed = self.data.get("key") in KEYS
        if not (self.errors or kept or pressed or data.get("words", "").strip()):
            self.add_error("words", _("Say in a few words what you need."))
        return data


class LookForm(WarmForm):
    """What was understood, to be put right before it is sent."""

    title = forms.CharField(label=_("What"), max_length=120)
    day = day_field(_("Which day"), help_text=_("Leave it empty if any day will do."))
    spot = forms.CharField(
        label=_("Where"),
        max_length=200,
        required=False,
        help_text=_("Building, staircase, floor. Only the office and whoever comes read it."),
    )

    def __init__(self, *args: Any, today: dt.date, **more: Any) -> None:
        self.today = today
        super().__init__(*args, **more)

    def clean_day(self) -> dt.date | None:
        return not_over(self.cleaned_data["day"], self.today)


class NumberForm(WarmForm):
    """How to reach whoever asked. Empty is fine: nothing depends on it."""

    phone = forms.CharField(
        label=_("Leave a number, and you hear how it goes"),
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel"}),
        help_text=_("You need not."),
    )
    name = forms.CharField(
        label=_("What may we call you?"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def clean_phone(self) -> str:
        contact = clean_contact(Contact(Way.PHONE, self.cleaned_data["phone"]))
        if contact is None:
            raise forms.ValidationError(_("That is no telephone number. Digits only, please."), code="no_number")
        return contact.value

    @property
    def contact(self) -> str:
        return f"{self.cleaned_data['name']} {self.cleaned_data['phone']}".strip()
