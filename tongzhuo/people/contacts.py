"""Ways to reach somebody: how they are written, and how they look to those who may see only a part."""

import re
import unicodedata
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from tongzhuo.people.states import SeenBy, Way

_PHONE = re.compile(r"\+?\d(?:[ -]?\d){4,15}")


class Contact(NamedTuple):
    """One way as somebody writes it down. Through a neighbour, `value` is the neighbour and `note` says how."""

    way: str
    value: str
    note: str = ""
    seen_by: str = SeenBy.OFFICE


def clean_contact(contact: Contact) -> Contact | None:
    """The same way in one spelling, or None when nobody could be reached by it."""
    value = " ".join(unicodedata.normalize("NFKC", contact.value).split())
    if contact.way == Way.PHONE:
        value = re.sub(r"[ -]", "", value) if _PHONE.fullmatch(value) else ""
    elif contact.way == Way.EMAIL:
        value = value.casefold() if _is_email(value) else ""
    return contact._replace(value=value[:120], note=contact.note.strip()[:160]) if value else None


def masked(way: str, value: str) -> str:
    """138****5678, l***@example.org, or the first character and dots."""
    if way == Way.EMAIL and "@" in value:
        name, _, host = value.partition("@")
        return f"{name[:1]}***@{host}"
    digits = re.sub(r"\D", "", value)
    if way == Way.PHONE and len(digits) >= 7:
        return f"{digits[:3]}****{digits[-4:] if len(digits) >= 11 else digits[-2:]}"
    return f"{value[:1]}***"


def _is_email(value: str) -> bool:
    try:
        validate_email(value)
    except ValidationError:
        return False
    return True
