"""Channels by which people are told, what became of a message, and what may be answered."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Channel(TextChoices):
    IN_APP = "in_app", _("Here")
    EMAIL = "email", _("E-mail")
    SMS = "sms", _("Text message")
    CHAT = "chat", _("Messaging app")


OUTSIDE = (Channel.EMAIL, Channel.SMS, Channel.CHAT)


class Passage(TextChoices):
    """What became of a message on its way out. Unknown: a worker fell silent after handing it over."""

    WAITING = "waiting", pgettext_lazy("of a message", "On its way")
    SENT = "sent", pgettext_lazy("of a message", "Sent")
    FAILED = "failed", pgettext_lazy("of a message", "Did not go out")
    UNKNOWN = "unknown", pgettext_lazy("of a message", "Perhaps sent, perhaps not")
    DROPPED = "dropped", pgettext_lazy("of a message", "No longer to be sent")


UNDELIVERED = (Passage.FAILED, Passage.UNKNOWN)


class Answer(TextChoices):
    YES = "yes", _("I'm still coming")
    NO = "no", _("I can't come")
