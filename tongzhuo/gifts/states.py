"""Kinds of gift, and how far one has come."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class GiftKind(TextChoices):
    GOODS = "goods", _("Things, given")
    LOAN = "loan", _("Things, lent")
    MONEY = "money", _("Money")
    SPACE = "space", _("A space, by the hour")
    PROFESSIONAL = "professional", _("A professional’s service")
    STAFF = "staff", _("Days of one’s staff")


# What lies in a store between coming and going, and what is given by doing it.
STORED = (GiftKind.GOODS, GiftKind.LOAN, GiftKind.MONEY)
BY_THE_HOUR = (GiftKind.SPACE, GiftKind.PROFESSIONAL, GiftKind.STAFF)


class GiftState(TextChoices):
    """How far any part of it has come: `Tally` says how much of it is where."""

    PLEDGED = "pledged", _("Promised")
    AGREED = "agreed", pgettext_lazy("a gift", "Agreed")
    RECEIVED = "received", _("Received")
    HANDED_OVER = "handed_over", _("Handed over")
    IN_USE = "in_use", _("In use")
    RETURNED = "returned", _("Given back")
    LOST = "lost", _("Lost or spoiled")
    FREED = "freed", _("Not kept, set free")
    WITHDRAWN = "withdrawn", pgettext_lazy("a gift", "Taken back")


BEFORE_IT_CAME = (GiftState.PLEDGED, GiftState.AGREED)
THERE = (GiftState.RECEIVED, GiftState.HANDED_OVER, GiftState.IN_USE, GiftState.RETURNED, GiftState.LOST)
MAY_FOLLOW: dict[str, frozenset[str]] = {
    GiftState.PLEDGED: frozenset({GiftState.AGREED, GiftState.FREED, GiftState.WITHDRAWN}),
    GiftState.AGREED: frozenset({GiftState.PLEDGED, GiftState.FREED, GiftState.WITHDRAWN, *THERE}),
    GiftState.FREED: frozenset(),
    GiftState.WITHDRAWN: frozenset(),
    **{str(state): frozenset(THERE) - {state} for state in THERE},
}


class Naming(TextChoices):
    """Where the giver's name stands. Changed by the giver alone, and at once everywhere."""

    PUBLIC = "public", _("Everybody may read our name")
    KEPT = "kept", _("Our name stands on the receipt only")
    ANONYMOUS = "anonymous", _("No name, on the receipt either")


class HandOverState(TextChoices):
    SENT = "sent", _("On its way")
    CONFIRMED = "confirmed", _("Has arrived")
    DIFFERS = "differs", _("The counts differ")
    SETTLED = "settled", _("The difference is settled")


class LossKind(TextChoices):
    EXPIRED = "expired", _("Past its date")
    DAMAGED = "damaged", _("Damaged")
    MISSING = "missing", _("Missing when counted")


class LossState(TextChoices):
    SAID = "said", _("Waits for a second person")
    CONFIRMED = "confirmed", _("Confirmed by two")
    REFUSED = "refused", _("Not confirmed")


class Reply(TextChoices):
    WAITING = "waiting", _("No answer yet")
    YES = "yes", _("Yes")
    NO = "no", _("No")


class Shows(TextChoices):
    """Who can be recognised on a photo. One without a word on this is not kept."""

    NOBODY = "nobody", _("Nobody can be recognised")
    AGREED = "agreed", _("Everybody on it has agreed")
