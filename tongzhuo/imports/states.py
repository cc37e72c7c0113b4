"""What can be brought in from a file."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    PLACES = "places", _("Places")
    PEOPLE = "people", _("People")
    ORGANISATIONS = "organisations", _("Organisations")
    NEEDS = "needs", _("Needs")
    HOURS = "hours", _("Past hours")
    SIGNUPS = "signups", _("Past sign-ups")
    OFFERS = "offers", _("Offers")
