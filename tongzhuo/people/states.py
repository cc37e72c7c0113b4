"""The words of the people's room."""

from enum import IntEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ShownBy(TextChoices):
    SELF = "self", _("Says so")
    TRAINING = "training", _("Trained here")
    CERTIFICATE = "certificate", _("Has a certificate")


class Agreement(TextChoices):
    """What a person may agree to. Nothing is shown or sent without the one it needs."""

    BE_RECORDED = "be_recorded", _("Be written down by the office")
    BE_ASKED = "be_asked", _("Be asked to help")
    SHARE_TASK = "share_task", _("Name and door shown to the person who comes")
    SHARE_FULL_NAME = "share_full_name", _("Full name shown to the person who comes")
    SHARE_CONTACT = "share_contact", _("Telephone shown to people at the same table")
    SHARE_PRIVATE = "share_private", _("Private part read by the coordinator")
    SHOW_NAME = "show_name", _("Name shown in public")
    PHOTOGRAPHS = "photographs", _("Photographs in stories")


class HowAgreed(TextChoices):
    TICK = "tick", _("ticked here")
    LINK = "link", _("by a signed link")
    ALOUD = "aloud", _("said aloud")
    PAPER = "paper", _("on paper")


class Way(TextChoices):
    PHONE = "phone", _("Telephone")
    EMAIL = "email", _("E-mail")
    WECHAT = "wechat", _("WeChat")
    NEIGHBOUR = "neighbour", _("Through a neighbour")


class SeenBy(TextChoices):
    OFFICE = "office", _("The office only")
    SEATED = "seated", _("Whoever takes a seat")
    EVERYONE = "everyone", _("Everyone")


# Whoever keeps the desk of a place may write people down there and act for them.
DESK = ("coordinator", "social_worker")

OF_AGE = 18
OWN_CONSENT_FROM = 14  # below this age only a guardian can agree to anything


class Seen(TextChoices):
    """What somebody saw who opened a record."""

    AGREEMENTS = "agreements", _("what was agreed to")
    CHECKS = "checks", _("checks")
    CONTACT = "contact", _("ways to reach")
    FREE_TIMES = "free times", _("free times")


class Sight(IntEnum):
    """How much of a person somebody sees. Each sees what the one before sees, and more."""

    PUBLIC = 0
    NEIGHBOUR = 1
    SEATED = 2
    OFFICE = 3
    SELF = 4
