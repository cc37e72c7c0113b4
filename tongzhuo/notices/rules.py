"""What people may do with what they are told."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from tongzhuo.kernel.verdicts import OK, Verdict, no
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.notices.models import Notice
from tongzhuo.people.models import Person


def may_mark_seen(viewer: Viewer, notice: Notice, *, at: datetime) -> Verdict:
    """The reader, or somebody the reader acts through."""
    if not viewer.is_somebody:
        return no("sign_in_first", _("Please sign in first."))
    if viewer.person_id not in (notice.to_id, notice.to.acts_through_id):
        return no("not_yours", _("This notice is for somebody else."))
    return OK


def may_choose_channels(viewer: Viewer, person: Person, *, at: datetime) -> Verdict:
    """Everybody chooses for themselves; an e-mail needs an address to go to."""
    if not viewer.is_somebody:
        return no("sign_in_first", _("Please sign in first."))
    if viewer.person_id != person.pk:
        return no("not_yours", _("Everybody chooses this for themselves."))
    if not (person.account and person.account.email):
        return no("no_email", _("There is no e-mail address in your account."))
    return OK
