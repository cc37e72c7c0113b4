"""The states of a need, which may follow which, and what its ring shows."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    RAISED = "raised", _("Raised")
    CONFIRMED = "confirmed", _("Confirmed")
    LINKED = "linked", _("Linked")
    UNDER_WAY = "under_way", _("Under way")
    CLAIMED = "claimed", _("Said to be done")
    MET = "met", _("Met")
    PARTLY_MET = "partly_met", _("Partly met")
    UNMET = "unmet", _("Not met")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    MERGED = "merged", _("Merged")
    REFERRED = "referred", _("Referred on")
    DECLINED = "declined", _("Declined")


MAY_FOLLOW: dict[str, frozenset[str]] = {
    State.RAISED: frozenset({State.CONFIRMED, State.MERGED, State.REFERRED, State.DECLINED, State.WITHDRAWN}),
    State.CONFIRMED: frozenset({State.LINKED, State.WITHDRAWN, State.UNMET}),
    State.LINKED: frozenset({State.UNDER_WAY, State.CONFIRMED, State.WITHDRAWN}),
    State.UNDER_WAY: frozenset({State.CLAIMED, State.CONFIRMED, State.UNMET}),
    State.CLAIMED: frozenset({State.MET, State.PARTLY_MET, State.UNMET, State.UNDER_WAY}),
    State.MET: frozenset({State.CONFIRMED}),
    State.PARTLY_MET: frozenset({State.CONFIRMED}),
    State.UNMET: frozenset({State.RAISED}),
    State.WITHDRAWN: frozenset({State.RAISED}),
    State.MERGED: frozenset({State.RAISED}),
    State.REFERRED: frozenset({State.RAISED}),
    State.DECLINED: frozenset({State.RAISED}),
}

OPEN_STATES = (State.CONFIRMED, State.LINKED, State.UNDER_WAY)
PUBLIC_STATES = (*OPEN_STATES, State.CLAIMED, State.MET, State.PARTLY_MET, State.UNMET)
# Whoever promised something to such a need is free of it.
HOLDS_NOTHING = (State.WITHDRAWN, State.UNMET, State.MERGED, State.REFERRED, State.DECLINED)
ENDED_STATES = (State.MET, State.PARTLY_MET, State.UNMET, State.WITHDRAWN, State.MERGED, State.REFERRED, State.DECLINED)

# The centre of the ring. A need without an entry has no ring.
CORES: dict[str, str] = {
    State.RAISED: "forming",
    State.CONFIRMED: "forming",
    State.LINKED: "linked",
    State.UNDER_WAY: "active",
    State.CLAIMED: "active",
    State.MET: "done",
    State.PARTLY_MET: "done",
    State.UNMET: "unmet",
}


class Seat(TextChoices):
    """What a seat of the ring is."""

    NONE = "none", _("not needed")
    OPEN = "open", _("seat empty")
    ASKED = "asked", _("asked")
    SEATED = "seated", _("seated")


class AskKind(TextChoices):
    PEOPLE = "people", _("People")
    GOODS = "goods", _("Goods")
    MONEY = "money", _("Money")
    SPACE = "space", _("Space")
    PROFESSIONAL = "professional", _("A professional")
    OPERATOR = "operator", _("An operator")


PARTIES = ("community", "ngo", "social_worker", "volunteers", "resources")
SEAT_OF: dict[str, str] = {
    AskKind.PEOPLE: "volunteers",
    AskKind.GOODS: "resources",
    AskKind.MONEY: "resources",
    AskKind.SPACE: "resources",
    AskKind.PROFESSIONAL: "social_worker",
    AskKind.OPERATOR: "ngo",
}


class Urgency(IntegerChoices):
    ORDINARY = 1, _("Ordinary")
    SOON = 2, _("Soon")
    URGENT = 3, _("Urgent")


class Level(TextChoices):
    """How much of a need a seated party may read."""

    TASK = "task", _("What the task needs")
    FULL = "full", _("Everything but the private part")


class CameBy(TextChoices):
    """The way a need came in."""

    WEB = "web", _("on this page")
    SPOKEN = "spoken", _("spoken")
    PHOTO = "photo", _("by photo")
    PHONE = "phone", _("by telephone")
    DESK = "desk", _("at the desk")
    PAPER = "paper", _("on a slip of paper")
    FILE = "file", _("from a file")
