"""The states of shifts and sign-ups, and what an activity may demand."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ActivityKind(TextChoices):
    """Whether the hours of an activity count as service; a meeting stands in the calendar alone."""

    SERVICE = "service", _("Counts as service")
    MEETING = "meeting", _("A meeting, no service hours")


class Demand(TextChoices):
    """What whoever comes must have."""

    SKILL = "skill", _("Skill")
    TRAINING = "training", _("Training")
    CHECK = "check", _("Check")


class PlaceKind(TextChoices):
    """Places of a shift that are kept for some."""

    TRAINED = "trained", _("for trained people")
    NEWCOMER = "newcomer", _("for somebody new")
    ANYONE = "anyone", _("for anyone")


class ShiftState(TextChoices):
    PLANNED = "planned", _("Being planned")
    OPENED = "opened", pgettext_lazy("shift", "Open")
    MOVED = "moved", _("Moved")
    CANCELLED = "cancelled", _("Cancelled")
    DONE = "done", _("Done")


SHIFT_MAY_FOLLOW: dict[str, frozenset[str]] = {
    ShiftState.PLANNED: frozenset({ShiftState.OPENED, ShiftState.CANCELLED}),
    ShiftState.OPENED: frozenset({ShiftState.MOVED, ShiftState.CANCELLED, ShiftState.DONE}),
    ShiftState.MOVED: frozenset({ShiftState.MOVED, ShiftState.CANCELLED, ShiftState.DONE}),
    ShiftState.CANCELLED: frozenset(),
    ShiftState.DONE: frozenset(),
}
# A moved shift takes place, at another time than was first said.
ON = (ShiftState.OPENED, ShiftState.MOVED)


class SignUpState(TextChoices):
    INVITED = "invited", _("Invited")
    WAITING = "waiting", _("On the waiting list")
    OFFERED = "offered", _("A place is kept for you")
    SIGNED_UP = "signed_up", _("Signed up")
    DECLINED = "declined", _("Said no")
    CANCELLED = "cancelled", _("Can’t come")
    ATTENDED = "attended", _("Was there")
    ABSENT = "absent", _("Was not there")


SIGN_UP_MAY_FOLLOW: dict[str, frozenset[str]] = {
    SignUpState.INVITED: frozenset(
        {SignUpState.SIGNED_UP, SignUpState.WAITING, SignUpState.DECLINED, SignUpState.CANCELLED}
    ),
    SignUpState.WAITING: frozenset({SignUpState.OFFERED, SignUpState.SIGNED_UP, SignUpState.CANCELLED}),
    SignUpState.OFFERED: frozenset({SignUpState.SIGNED_UP, SignUpState.DECLINED, SignUpState.CANCELLED}),
    SignUpState.SIGNED_UP: frozenset({SignUpState.CANCELLED, SignUpState.ATTENDED, SignUpState.ABSENT}),
    SignUpState.DECLINED: frozenset(),
    SignUpState.CANCELLED: frozenset(),
    SignUpState.ATTENDED: frozenset({SignUpState.ABSENT}),
    SignUpState.ABSENT: frozenset({SignUpState.ATTENDED}),
}
# What holds a place of the shift, and what holds the person's time.
HOLD_A_PLACE = (SignUpState.INVITED, SignUpState.OFFERED, SignUpState.SIGNED_UP, SignUpState.ATTENDED)
HOLD_TIME = (SignUpState.INVITED, SignUpState.SIGNED_UP, SignUpState.ATTENDED)
ENDED = (SignUpState.DECLINED, SignUpState.CANCELLED)
AHEAD = (SignUpState.INVITED, SignUpState.WAITING, SignUpState.OFFERED, SignUpState.SIGNED_UP)


class CameBy(TextChoices):
    """How a sign-up came about."""

    OWN = "own", _("signed up")
    LINK = "link", _("was invited")
    DESK = "desk", _("through the office")
    TEAM = "team", _("with a team")


class GuardianWord(TextChoices):
    """What the guardian of a minor said to a sign-up."""

    NOT_NEEDED = "not_needed", _("not needed")
    AWAITED = "awaited", _("waits for the guardian")
    GIVEN = "given", _("the guardian agrees")
    REFUSED = "refused", _("the guardian does not agree")
