"""What became of a word that somebody left, and which wishes somebody may look at."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class WordState(TextChoices):
    WAITING = "waiting", _("Waits for a call")
    CONFIRMED = "confirmed", pgettext_lazy("a left word", "Confirmed")
    LET_GO = "let_go", pgettext_lazy("a left word", "Let go")


class WishKind(TextChoices):
    """What can be looked at alone. Micro-wishes are small things that one person is missing."""

    MICRO = "micro", _("Micro-wishes")
    GOODS = "goods", pgettext_lazy("wishes", "Things")
    MONEY = "money", pgettext_lazy("wishes", "Money")
