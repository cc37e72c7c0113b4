"""Signing in by a six-digit code, sent by e-mail or text message. No passwords, no user names."""

import re
import unicodedata
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import ConfirmLoginCodeForm, LoginForm
from django import forms
from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.module_loading import import_string
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tongzhuo.kernel.viewer import NOBODY
from tongzhuo.people import actions
from tongzhuo.people.models import Account, Person
from tongzhuo.web.demo_people import DemoPerson, demo_people

_IN_CHINA = re.compile(r"\+861\d{10}")
_ELSEWHERE = re.compile(r"\+[1-9]\d{6,14}")


class PhoneField(forms.CharField):
    """A mobile number as people write it, with blanks and full-width digits; kept with its country code."""

    widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"})

    def clean(self, value: Any) -> str:
        text = re.sub(r"[\s().-]", "", unicodedata.normalize("NFKC", super().clean(value) or ""))
        if not text:
            return ""
        if text.startswith("00"):
            text = "+" + text[2:]
        number = text if text.startswith("+") else settings.PHONE_COUNTRY + text.lstrip("0")
        shape = _IN_CHINA if number.startswith("+86") else _ELSEWHERE
        if not shape.fullmatch(number):
            raise forms.ValidationError(_("That is no mobile number. Please count its digits."), code="invalid_phone")
        return number


class SignInForm(LoginForm):  # type: ignore[misc]
    """One field for both: an e-mail address or a mobile number. Known or new, a code goes there."""

    use_required_attribute = False
    user: Account | None

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        label = _("Mobile number or e-mail") if settings.SMS_SENDER else _("E-mail")
        attrs = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        self.fields["login"] = forms.CharField(label=label, max_length=254, widget=forms.TextInput(attrs=attrs))

    def clean_login(self) -> str:
        """In one spelling: what the code is sent to is what it is looked up by."""
        text = unicodedata.normalize("NFKC", self.cleaned_data["login"]).strip()
        if "@" in text or not (settings.SMS_SENDER and any(letter.isdigit() for letter in text)):
            return text.lower()
        return PhoneField().clean(text)

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponse:
        """The code is sent to whoever asks; an account says nothing until it came back."""
        if self.user is None:
            login = self.cleaned_data["login"]
            self.user = actions.open_account(by=NOBODY, **{"email" if "@" in login else "phone": login})
        return super().login(request, redirect_url)  # type: ignore[no-any-return]

    @property
    def demo_people(self) -> list[DemoPerson]:
        return demo_people() if settings.DEMO else []


class CodeForm(ConfirmLoginCodeForm):  # type: ignore[misc]
    """Six digits in one field, so that they may be pasted and read aloud."""

    use_required_attribute = False

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        attrs = {"inputmode": "numeric", "autocomplete": "one-time-code", "class": "code"}
        self.fields["code"].label = _("The six digits we sent")
        self.fields["code"].help_text = _("They may be pasted. Valid for ten minutes; a new one any time.")
        self.fields["code"].widget = forms.TextInput(attrs=attrs)

    def clean_code(self) -> str:
        self.cleaned_data["code"] = unicodedata.normalize("NFKC", self.cleaned_data["code"])
        return super().clean_code()  # type: ignore[no-any-return]


class SignInAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """How the sign-in library reaches our accounts, our text messages and our words."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account is closed. The office can open it again."),
        "incorrect_code": _("These are not the six digits we sent."),
        "invalid_login": _("Write an e-mail address or a mobile number."),
        "rate_limited": _("That was very quick. Wait a minute, then try again."),
        "too_many_login_attempts": _("That was very often. Wait a minute, then ask for a new code."),
    }

    def phone_form_field(self, **more: Any) -> PhoneField:
        return PhoneField(**more)

    def get_phone(self, user: Account) -> tuple[str, bool] | None:
        return (user.phone, user.phone_verified) if user.phone else None

    def set_phone(self, user: Account, phone: str, verified: bool) -> None:
        raise NotImplementedError("An account keeps the telephone it was opened with.")

    def set_phone_verified(self, user: Account, phone: str) -> None:
        actions.prove_phone(by=NOBODY, account=user, phone=phone)

    def get_user_by_phone(self, phone: str) -> Account | None:
        return Account.objects.filter(phone=phone).first()

    def send_verification_code_sms(self, *, phone: str, code: str, **_more: Any) -> None:
        words = gettext("%(code)s is your code for Tongzhuo. It is valid for ten minutes. Tell it to nobody.")
        import_string(settings.SMS_SENDER)(phone, words % {"code": code})

    def format_email_subject(self, subject: str) -> str:
        return subject

    def post_login(self, request: HttpRequest, user: Account, **more: Any) -> HttpResponse:
        """Somebody new first says who they are, then goes on to where they were going."""
        response: HttpResponse = super().post_login(request, user, **more)
        if Person.objects.filter(account=user).exists():
            return response
        going_to = response.headers.get("Location", "/")
        return HttpResponseRedirect(f"{reverse('web:welcome')}?{urlencode({REDIRECT_FIELD_NAME: going_to})}")
