"""The life of a signing key."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class KeyState(TextChoices):
    ACTIVE = "active", _("in use")
    RETIRED = "retired", _("retired")
    REVOKED = "revoked", _("revoked")


FOLLOWS: dict[str, set[str]] = {
    KeyState.ACTIVE: {KeyState.RETIRED, KeyState.REVOKED},
    KeyState.RETIRED: {KeyState.REVOKED},
    KeyState.REVOKED: set(),
}
