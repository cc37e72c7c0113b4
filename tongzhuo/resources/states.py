"""The states of an offer."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class OfferState(TextChoices):
    OPEN = "open", _("On the table")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    EXPIRED = "expired", _("Over")


MAY_FOLLOW: dict[str, frozenset[str]] = {
    OfferState.OPEN: frozenset({OfferState.WITHDRAWN, OfferState.EXPIRED}),
    OfferState.WITHDRAWN: frozenset({OfferState.OPEN}),
    OfferState.EXPIRED: frozenset(),
}


class OfferKind(TextChoices):
    """What kind of ask an offer can answer; the same words as the kinds of ask."""

    PEOPLE = "people", _("People's time")
    GOODS = "goods", _("Goods")
    MONEY = "money", _("Money")
    SPACE = "space", _("Space")
    PROFESSIONAL = "professional", _("Professional hours")
    OPERATOR = "operator", _("Running a service")
