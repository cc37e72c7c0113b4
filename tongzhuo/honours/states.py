"""How well a service was done, how a star rating stands, what became of an objection and of a thank-you."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Quality(TextChoices):
    """How a service was done, in three words. Never a mark, and never compared between people."""

    EXCELLENT = "excellent", _("Excellent")
    GOOD = "good", _("As agreed")
    TO_TALK = "to_talk", _("To be talked over")


class StarState(TextChoices):
    PUBLICISED = "publicised", _("Publicised")
    IN_EFFECT = "in_effect", _("In effect")
    STOPPED = "stopped", _("Stopped after an objection")
    DECLINED = "declined", _("Not wanted")
    REVOKED = "revoked", _("No longer reached")


STAR_MAY_FOLLOW: dict[str, frozenset[str]] = {
    StarState.PUBLICISED: frozenset({StarState.IN_EFFECT, StarState.STOPPED, StarState.DECLINED, StarState.REVOKED}),
    StarState.IN_EFFECT: frozenset({StarState.DECLINED, StarState.REVOKED}),
    StarState.STOPPED: frozenset(),
    StarState.DECLINED: frozenset(),
    StarState.REVOKED: frozenset(),
}
# Ratings that count or are about to; of each number of stars a person has one of these at most.
LIVING = (StarState.PUBLICISED, StarState.IN_EFFECT)


class ObjectionState(TextChoices):
    OPEN = "open", _("To be looked at")
    UPHELD = "upheld", _("Upheld")
    DISMISSED = "dismissed", _("Dismissed")


OBJECTION_MAY_FOLLOW: dict[str, frozenset[str]] = {
    ObjectionState.OPEN: frozenset({ObjectionState.UPHELD, ObjectionState.DISMISSED}),
    ObjectionState.UPHELD: frozenset(),
    ObjectionState.DISMISSED: frozenset(),
}


class HonourState(TextChoices):
    GIVEN = "given", _("Waits for a yes")
    SHOWN = "shown", _("Shown to everybody")
    KEPT = "kept", _("Kept for oneself")
    TAKEN_BACK = "taken_back", _("Taken back")


HONOUR_MAY_FOLLOW: dict[str, frozenset[str]] = {
    HonourState.GIVEN: frozenset({HonourState.SHOWN, HonourState.KEPT, HonourState.TAKEN_BACK}),
    HonourState.SHOWN: frozenset({HonourState.KEPT, HonourState.TAKEN_BACK}),
    HonourState.KEPT: frozenset({HonourState.SHOWN, HonourState.TAKEN_BACK}),
    HonourState.TAKEN_BACK: frozenset(),
}
