"""Channels by which people are told."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Channel(TextChoices):
    IN_APP = "in_app", _("Here")
    EMAIL = "email", _("E-mail")
