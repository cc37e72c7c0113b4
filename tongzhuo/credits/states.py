"""How a wish to use time credit stands, and for whom it may be used."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class SpendingState(TextChoices):
    ASKED = "asked", _("Waits for the office")
    GRANTED = "granted", pgettext_lazy("time credit", "Agreed")
    REFUSED = "refused", _("Not this time")
    WITHDRAWN = "withdrawn", pgettext_lazy("time credit", "Taken back")


SPENDING_MAY_FOLLOW: dict[str, frozenset[str]] = {
    SpendingState.ASKED: frozenset({SpendingState.GRANTED, SpendingState.REFUSED, SpendingState.WITHDRAWN}),
    SpendingState.GRANTED: frozenset(),
    SpendingState.REFUSED: frozenset(),
    SpendingState.WITHDRAWN: frozenset(),
}


class Kin(TextChoices):
    """Who the help is for, as the holder of the credit calls them."""

    ONESELF = "oneself", _("Myself")
    SPOUSE = "spouse", _("My wife or husband")
    PARENT = "parent", _("My mother or father")
    GRANDPARENT = "grandparent", _("A grandparent")
    CHILD = "child", _("My daughter or son")
    NEIGHBOUR = "neighbour", _("A neighbour, from what was donated")
