"""The states of a standing partnership, and what it counts."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PartnershipState(TextChoices):
    SUGGESTED = "suggested", pgettext_lazy("partnership", "Waits for the community")
    AGREED = "agreed", _("Agreed")
    REFUSED = "refused", pgettext_lazy("partnership", "Not agreed")
    ENDED = "ended", pgettext_lazy("partnership", "Ended")


class GoalKind(TextChoices):
    """What a partnership counts in a year."""

    HOURS = "hours", _("Confirmed hours")
    PEOPLE = "people", _("People who came")
    NEEDS = "needs", _("Needs met, by the word of residents")
    MONEY = "money", _("Money promised to needs, in yuan")
