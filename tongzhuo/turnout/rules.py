"""Who says that a promise was kept. Each rule looks only at what it is handed."""

from django.utils.translation import gettext_lazy as _

from tongzhuo.kernel.verdicts import Verdict, no
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.linkages.models import Link
from tongzhuo.linkages.rules import NOT_YOURS, may_move, speaks_for
from tongzhuo.linkages.states import LinkState
from tongzhuo.organisations.states import KEEPERS


def may_fulfil(viewer: Viewer, link: Link) -> Verdict:
    """Say that it was delivered, or that the visit was made: the keeper of the table, never the party; and the product,
    once whoever received a gift has said that it arrived."""
    if viewer.is_system:
        return may_move(link, LinkState.FULFILLED)
    if not viewer.holds(link.need.place.path, *KEEPERS):
        return no(*NOT_YOURS)
    if speaks_for(viewer, link):
        return no("not_about_yourself", _("Somebody else says that it was done."))
    return may_move(link, LinkState.FULFILLED)
