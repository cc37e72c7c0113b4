"""The shelves of the vocabulary: one list for asks, offers, ledger and engine."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Shelf(TextChoices):
    SKILL = "skill", _("Skill")
    ITEM = "item", _("Item")
    UNIT = "unit", _("Unit")
    PURPOSE = "purpose", _("Purpose")
    NEED_KIND = "need_kind", _("Kind of need")
    SPACE_KIND = "space_kind", _("Kind of space")
    SERVICE = "service", _("Professional service")
    LANGUAGE = "language", _("Language")
    CHECK = "check", _("Check")
