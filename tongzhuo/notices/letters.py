"""A sending as its channel gets it: words in the reader's language, the link that answers, the digits that confirm."""

import re

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext, override

from tongzhuo.notices.channels import Parcel
from tongzhuo.notices.models import AgreedChannel, Notice, Question, Sending
from tongzhuo.notices.states import Channel

_SIGNER = signing.Signer(salt="notices.question")


def parcel_of(sending: Sending) -> Parcel:
    way = sending.way
    assert way is not None, "What has no way is dropped before it is claimed."
    address = international(way.address) if way.channel == Channel.SMS else way.address
    with override(way.language):
        if sending.notice is None:
            return Parcel(sending.code, address, *_digits_in_words(way))
        return _parcel(sending, sending.notice, address)


def _parcel(sending: Sending, notice: Notice, address: str) -> Parcel:
    footer = ""
    if sending.channel != Channel.SMS:
        words = gettext("You chose to be told this way. Here you change it: %(page)s")
        footer = words % {"page": f"{settings.SITE_ADDRESS}{reverse('notices:reach')}"}
    said = notice.said
    return Parcel(sending.code, address, said.subject, said.lines, _link(notice), footer)


def _link(notice: Notice) -> str:
    question = Question.objects.filter(notice=notice).first()
    path = signed_path(question) if question else notice.url
    return f"{settings.SITE_ADDRESS}{path}" if path else ""


def signed_path(question: Question) -> str:
    """The page that answers without signing in, for whoever holds this link."""
    return reverse("notices:answer", args=[question.code, _SIGNER.signature(question.code)])


def is_signed(question: Question, signature: str) -> bool:
    return constant_time_compare(signature, _SIGNER.signature(question.code))


def digits_of(way: AgreedChannel) -> str:
    """The six digits that were asked for last: the same however often they are sent, kept nowhere."""
    asked = way.asked_at.isoformat() if way.asked_at else ""
    seal = salted_hmac("notices.digits", f"{way.pk}:{way.address}:{asked}", algorithm="sha256").hexdigest()
    return f"{int(seal, 16) % 10**6:06d}"


def international(number: str) -> str:
    """+8613855550137, from "138 5555 0137" or any other way of writing it."""
    digits = re.sub(r"[^\d+]", "", number)
    if digits.startswith("00"):
        return "+" + digits[2:]
    return digits if digits.startswith("+") else settings.PHONE_COUNTRY + digits.lstrip("0")


def _digits_in_words(way: AgreedChannel) -> tuple[str, tuple[str, ...]]:
    digits = {"digits": digits_of(way)}
    return (
        gettext("%(digits)s confirms this address at Tongzhuo.") % digits,
        (gettext("Type %(digits)s on the page where you asked for it. If that was not you, do nothing.") % digits,),
    )
