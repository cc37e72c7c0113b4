"""How a claim stands, what somebody answers to it, and how the answer came."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from tongzhuo.needs.states import State


class ClaimState(TextChoices):
    WAITING = "waiting", _("Waiting for a word")
    ANSWERED = "answered", _("Answered")
    TAKEN_BACK = "taken_back", _("Taken back")


MAY_FOLLOW: dict[str, frozenset[str]] = {
    ClaimState.WAITING: frozenset({ClaimState.ANSWERED, ClaimState.TAKEN_BACK}),
    ClaimState.ANSWERED: frozenset(),
    ClaimState.TAKEN_BACK: frozenset(),
}


class Answer(TextChoices):
    """The word of the person helped."""

    MET = "met", _("Yes, it is solved")
    PARTLY = "partly", _("In part")
    SENT_BACK = "sent_back", _("Not yet, please go on")
    UNMET = "unmet", _("No, and it can end here")


# What the need becomes. A need is met by nothing else.
BECOMES: dict[str, str] = {
    Answer.MET: State.MET,
    Answer.PARTLY: State.PARTLY_MET,
    Answer.SENT_BACK: State.UNDER_WAY,
    Answer.UNMET: State.UNMET,
}


class Felt(TextChoices):
    """How it was, in three words. Never stars, and never about one person."""

    GOOD = "good", _("Good")
    FAIR = "fair", _("All right")
    POOR = "poor", _("Not good")


class How(TextChoices):
    HERE = "here", _("signed in")
    LINK = "link", _("by the link")
    SLIP = "slip", _("with the code on the slip")
    PAPER = "paper", _("on paper")
    CALL = "call", _("by telephone")


# The ways by which an office writes down what it was told.
TOLD_TO_AN_OFFICE = (How.PAPER, How.CALL)


class Shows(TextChoices):
    """Who can be recognised on a photo. One without a word on this is not kept."""

    NOBODY = "nobody", _("Nobody can be recognised")
    AGREED = "agreed", _("Everybody on it has agreed")
