"""The states of what a company brings, and of its offer to a community."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PackageState(TextChoices):
    DRAFTED = "drafted", _("Being written")
    READY = "ready", _("Ready to be offered")
    CLOSED = "closed", pgettext_lazy("package", "Taken off the table")


class ProposalState(TextChoices):
    PROPOSED = "proposed", _("Waits for an answer")
    ACCEPTED = "accepted", pgettext_lazy("proposal", "Accepted")
    DECLINED = "declined", pgettext_lazy("proposal", "Said no")
    LAPSED = "lapsed", pgettext_lazy("proposal", "No answer in time")
    TAKEN_BACK = "taken_back", pgettext_lazy("proposal", "Taken back")
    DROPPED = "dropped", pgettext_lazy("proposal", "No longer needed")


MAY_FOLLOW: dict[str, frozenset[str]] = {
    ProposalState.PROPOSED: frozenset(
        {
            ProposalState.ACCEPTED,
            ProposalState.DECLINED,
            ProposalState.LAPSED,
            ProposalState.TAKEN_BACK,
            ProposalState.DROPPED,
        }
    ),
    ProposalState.ACCEPTED: frozenset({ProposalState.TAKEN_BACK, ProposalState.DROPPED}),
    ProposalState.DECLINED: frozenset(),
    ProposalState.LAPSED: frozenset(),
    ProposalState.TAKEN_BACK: frozenset(),
    ProposalState.DROPPED: frozenset(),
}
STANDING = (ProposalState.PROPOSED, ProposalState.ACCEPTED)


class Power(TextChoices):
    NONE = "", _("No power")
    MAINS = "220", _("220 V, 10 A")
    STRONG = "220-16", _("220 V, 16 A")
    THREE_PHASE = "380", _("380 V, three-phase")


class OnSite(TextChoices):
    """What must be there for what a company brings."""

    POWER = "power", _("Power")
    GROUND = "ground", _("Hard ground")
    KEEPER = "keeper", _("Somebody who runs it")


class Found(TextChoices):
    """What the community says of one thing that must be there."""

    THERE = "there", _("It is there")
    ARRANGED = "arranged", _("We arrange it before the day")
