"""How somebody showed that they were there, how far that proves their hours, and how a record stands."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Way(TextChoices):
    """How a coming or going was noted."""

    DAY_CODE = "day_code", _("scanned the code of the day")
    PASS = "pass", _("showed the pass")
    DIGITS = "digits", _("typed the six digits")
    ROSTER = "roster", _("ticked on the list")
    PAPER = "paper", _("signed on paper")


class Proof(TextChoices):
    """How far the hours are proven. It stays with them for ever, and certificates print it."""

    SCANNED = "scanned", _("scanned")
    ROSTER = "roster", _("on the leader’s list")
    PAPER = "paper", _("on paper")
    LATER = "later", _("entered later")


PROOF_OF: dict[str, Proof] = {
    Way.DAY_CODE: Proof.SCANNED,
    Way.PASS: Proof.SCANNED,
    Way.DIGITS: Proof.SCANNED,
    Way.ROSTER: Proof.ROSTER,
    Way.PAPER: Proof.PAPER,
}
# Noted by the person themselves, with a code that only those who are there can see.
BY_ONESELF = (Way.DAY_CODE, Way.DIGITS)


class Direction(TextChoices):
    IN = "in", _("came")
    OUT = "out", _("left")


class RecordState(TextChoices):
    PROPOSED = "proposed", _("Waits for a second person")
    CONFIRMED = "confirmed", _("Confirmed")
    REFUSED = "refused", _("Not confirmed")


RECORD_MAY_FOLLOW: dict[str, frozenset[str]] = {
    RecordState.PROPOSED: frozenset({RecordState.CONFIRMED, RecordState.REFUSED}),
    RecordState.CONFIRMED: frozenset(),
    RecordState.REFUSED: frozenset(),
}


class Oddity(TextChoices):
    """Why a record deserves a second look. It accuses nobody."""

    TWO_PLACES = "two_places", _("In two places at once")
    TOO_FAR = "too_far", _("Too far from one to the next")
    ABOVE_PLAN = "above_plan", _("Far more hours than planned")
    MANY_BY_ONE = "many_by_one", _("One person confirmed very many hours")
    LATE_BURST = "late_burst", _("Many entries later, at one time")
    TOLD_LATE = "told_late", _("A telephone told of it after the day was closed")
