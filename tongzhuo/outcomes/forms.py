"""What is written on the pages of this room."""

from typing import Any

from django import forms
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from tongzhuo.kernel.codes import read_code
from tongzhuo.look.forms import WarmForm
from tongzhuo.needs.photos import upright
from tongzhuo.outcomes.drafts import MOST_PHOTOS, MOST_WORDS, PhotoDraft, Word
from tongzhuo.outcomes.states import Answer, Felt, How, Shows
from tongzhuo.people.models import Person


class SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """Several photos, each made smaller and upright; a list of bytes."""

    widget = SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> list[bytes]:  # noqa: ARG002 - as Django calls it
        uploads: list[UploadedFile[Any]] = [file for file in (data or []) if file]
        if len(uploads) > MOST_PHOTOS:
            raise forms.ValidationError(_("Six photos are enough."), code="too_many_photos")
        return [upright(upload) for upload in uploads]


class ClaimForm(WarmForm):
    """Becomes the keyword arguments of `claim_outcome`."""

    note = forms.CharField(
        label=_("What was done"),
        max_length=MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("In your own words. The person helped reads it. No illness, no debts, please."),
        error_messages={"required": _("Say in a sentence what was done.")},
    )
    count = forms.IntegerField(label=_("How many"), min_value=0, max_value=1_000_000, required=False)
    counted = forms.CharField(
        label=_("What was counted"), max_length=60, required=False, help_text=_("For instance: trips, lunches, people.")
    )
    photos = PhotosField(label=_("Photos"), required=False, help_text=_("Only if they help to see it. Six at most."))
    shows = forms.ChoiceField(
        label=_("Who is on the photos"), choices=Shows.choices, required=False, widget=forms.RadioSelect
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("photos") and not data.get("shows"):
            self.add_error("shows", _("Say whether somebody can be recognised. Nobody is shown who has not agreed."))
        return data

    @property
    def facts(self) -> dict[str, Any]:
        said = self.cleaned_data
        photos = [PhotoDraft(ContentFile(photo, "photo.jpg"), said["shows"]) for photo in said["photos"]]
        return {"note": said["note"], "count": said["count"], "counted": said["counted"], "photos": photos}


class WordForm(WarmForm):
    """The answer is the button that was pressed; the words and how it was stand beside it."""

    answer = forms.ChoiceField(
        choices=Answer.choices,
        widget=forms.HiddenInput,
        error_messages={"required": _("Please choose one of the answers.")},
    )
    felt = forms.ChoiceField(label=_("How was it?"), choices=Felt.choices, required=False, widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("Anything you would like to say"),
        max_length=MOST_WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("If something is still missing, say what."),
    )

    @property
    def word(self) -> Word:
        said = self.cleaned_data
        return Word(answer=said["answer"], words=said["words"], felt=said["felt"])


class SlipForm(WarmForm):
    slip = forms.CharField(
        label=_("The code on your slip"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        help_text=_("Ten letters and digits, for instance 7K3MQ-9XW2C."),
        error_messages={"required": _("Write the code that stands on your slip.")},
    )

    def clean_slip(self) -> str:
        """A slip of the pen never reaches the database."""
        code = read_code(self.cleaned_data["slip"])
        if code is None:
            raise forms.ValidationError(
                _("This cannot be a code of ours: one sign is missing or wrong."), code="slip_misread"
            )
        return code


class ToldForm(WordForm):
    """What the office was told, and how. Where two delegates speak, which one."""

    how = forms.ChoiceField(
        label=_("How did it come?"),
        choices=[(How.CALL, How.CALL.label), (How.PAPER, How.PAPER.label)],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether it came on paper or by telephone.")},
    )
    answer = forms.ChoiceField(
        label=_("The answer"),
        choices=Answer.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose one of the answers.")},
    )
    person = forms.ChoiceField(label=_("Who answered"), required=False)
    field_order = ("how", "person", "answer", "felt", "words")

    def __init__(self, *args: Any, voices: list[Person], **more: Any) -> None:
        super().__init__(*args, **more)
        self._voices = {person.code: person for person in voices}
        self.fields["words"].label = _("In their words")
        if len(voices) > 1:
            chosen = self.fields["person"]
            assert isinstance(chosen, forms.ChoiceField)
            chosen.choices = [(code, person.shown_name) for code, person in self._voices.items()]
        else:
            del self.fields["person"]

    @property
    def speaker(self) -> Person | None:
        return self._voices.get(self.cleaned_data.get("person", "")) or next(iter(self._voices.values()), None)
