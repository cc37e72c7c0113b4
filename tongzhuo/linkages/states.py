"""The states of a link and of a plan."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class LinkState(TextChoices):
    SUGGESTED = "suggested", _("Suggested")
    ASKED = "asked", _("Asked")
    ACCEPTED = "accepted", _("Said yes")
    FULFILLED = "fulfilled", _("Done")
    REMOVED = "removed", _("Removed")
    DECLINED = "declined", _("Said no")
    EXPIRED = "expired", _("No answer")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    FAILED = "failed", _("Did not happen")


MAY_FOLLOW: dict[str, frozenset[str]] = {
    LinkState.SUGGESTED: frozenset({LinkState.ASKED, LinkState.REMOVED}),
    LinkState.ASKED: frozenset(
        {LinkState.SUGGESTED, LinkState.ACCEPTED, LinkState.DECLINED, LinkState.EXPIRED, LinkState.WITHDRAWN}
    ),
    LinkState.ACCEPTED: frozenset({LinkState.FULFILLED, LinkState.WITHDRAWN, LinkState.FAILED}),
    LinkState.FULFILLED: frozenset(),
    LinkState.REMOVED: frozenset({LinkState.SUGGESTED}),
    LinkState.DECLINED: frozenset(),
    LinkState.EXPIRED: frozenset(),
    LinkState.WITHDRAWN: frozenset(),
    LinkState.FAILED: frozenset(),
}

# A living link holds the supply.
LIVING = (LinkState.ASKED, LinkState.ACCEPTED)
HOLDING = (*LIVING, LinkState.FULFILLED)
