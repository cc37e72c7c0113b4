"""The levels of the tree, widest first."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Level(TextChoices):
    COUNTRY = "country", _("Country")
    PROVINCE = "province", _("Province")
    CITY = "city", _("City")
    COUNTY = "county", _("District or county")
    TOWN = "town", _("Sub-district or town")
    COMMUNITY = "community", _("Community")
    GRID = "grid", _("Grid")
    COURTYARD = "courtyard", _("Courtyard")


class WhenKind(TextChoices):
    """How somebody says when: not at all, by a date, at a time, or every week."""

    OPEN = "open", _("Any time")
    DUE = "due", _("By a date")
    INTERVAL = "interval", _("Once, at a time")
    WEEKLY = "weekly", _("Every week")
