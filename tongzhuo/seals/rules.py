"""Who may have papers sealed, take them back, and change the keys."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from tongzhuo.kernel.verdicts import OK, Verdict, no
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.seals.models import Seal, SigningKey
from tongzhuo.seals.states import FOLLOWS, KeyState


def may_change_keys(viewer: Viewer, *, at: datetime) -> Verdict:
    """Keys vouch for every paper of the installation: only the product itself changes them, by whoever runs it."""
    if not viewer.is_system:
        return no("not_yours", _("Only whoever runs this installation changes its keys."))
    return OK


def may_revoke_key(viewer: Viewer, key: SigningKey, *, at: datetime) -> Verdict:
    allowed = may_change_keys(viewer, at=at)
    if allowed and KeyState.REVOKED not in FOLLOWS[key.state]:
        return no("already_revoked", _("This key has been revoked already."))
    return allowed


def may_issue_seal(viewer: Viewer, *, sealed_before: bool, at: datetime) -> Verdict:
    """Whether this paper may be issued is the room's question that asks for the seal; nobody unknown has one made."""
    if not (viewer.is_somebody or viewer.is_system):
        return no("sign_in", _("Please sign in first."))
    if sealed_before:
        return no("already_sealed", _("This paper has been sealed already. A new one needs a new number."))
    return OK


def may_take_back_seal(viewer: Viewer, seal: Seal, *, at: datetime) -> Verdict:
    """Who issued it takes it back: whoever holds a mandate of that organisation over that place."""
    ours = seal.organisation and any(
        held.organisation_code == seal.organisation and seal.path.startswith(held.path) for held in viewer.mandates
    )
    if not (ours or viewer.is_system):
        return no("not_yours", _("Only the organisation that issued it may take it back."))
    if seal.taken_back:
        return no("already_taken_back", _("This paper has been taken back already."))
    return OK
