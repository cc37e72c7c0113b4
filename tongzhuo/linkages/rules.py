"""What people may do with plans and links. Each rule looks only at what it is handed."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from tongzhuo.kernel.verdicts import OK, Verdict, no
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.linkages.models import Link
from tongzhuo.linkages.states import MAY_FOLLOW, LinkState
from tongzhuo.needs.models import Need
from tongzhuo.needs.states import OPEN_STATES
from tongzhuo.organisations.states import KEEPERS, SPEAKERS
from tongzhuo.service.models import SignUp

NOT_YOURS = ("not_keeper", _("Only the coordinator or the social worker of this place may do that."))


def may_plan(viewer: Viewer, path: str) -> Verdict:
    """Ask the engine for a plan of the place at `path`."""
    return OK if viewer.is_system or viewer.holds(path, *KEEPERS) else no(*NOT_YOURS)


def may_keep_table(viewer: Viewer, need: Need) -> Verdict:
    """Change, send or take back what a plan suggests for this need."""
    if not viewer.holds(need.place.path, *KEEPERS):
        return no(*NOT_YOURS)
    if need.state not in OPEN_STATES:
        return no("need_closed", _("This need is not open, so nobody can be asked for it."), state=need.state)
    return OK


def may_move(link: Link, to: LinkState) -> Verdict:
    """Whether the table of states lets the link become that."""
    if to in MAY_FOLLOW[link.state]:
        return OK
    return no("link_moved_on", _("This has changed in the meantime. Look again."), state=link.state)


def may_answer(viewer: Viewer, link: Link, *, at: datetime) -> Verdict:
    """Say yes or no to being asked: the party itself, or the desk for a person of its place who said so."""
    if not viewer.is_somebody:
        return no("sign_in_first", _("Please sign in first."))
    if not speaks_for(viewer, link):
        return no("not_your_answer", _("Only whoever was asked can answer."))
    if link.state != LinkState.ASKED:
        return no("already_answered", _("This was answered already."), state=link.state)
    if link.send_at is None or link.send_at > at:
        return no("not_asked_yet", _("You have not been asked yet."))
    return OK


def may_accept(viewer: Viewer, link: Link, *, at: datetime) -> Verdict:
    verdict = may_answer(viewer, link, at=at)
    if verdict and link.ends is not None and (link.starts or link.ends) <= at:
        return no("over", _("That time is over."))
    return verdict


def may_withdraw(viewer: Viewer, link: Link) -> Verdict:
    """Leave the seat again: the party itself, the keeper of the table, or the product where a promise was not kept."""
    if not (viewer.is_system or speaks_for(viewer, link) or viewer.holds(link.need.place.path, *KEEPERS)):
        return no("not_your_answer", _("Only whoever was asked can answer."))
    return may_move(link, LinkState.WITHDRAWN)


def speaks_for(viewer: Viewer, link: Link) -> bool:
    """Whether this viewer is the party of the link, or may act for it."""
    if link.person is None:
        return viewer.speaks_for(link.organisation_id, *SPEAKERS)
    on_behalf = viewer.on_behalf_id == link.person_id and viewer.holds(link.person.home.path, *KEEPERS)
    return viewer.person_id == link.person_id or on_behalf


def may_hold(
    link: Link, *, wanted: int | None, free: int | None, clash: SignUp | None, offer_open: bool = True
) -> Verdict:
    """Whether the link may hold its supply: `wanted` is what the occasion still lacks, `free` what the offer still has
    (None: to be agreed), `clash` the person's other booking at that time."""
    if not offer_open:
        return no("offer_gone", _("This offer is no longer on the table."))
    if clash is not None:
        return no(
            "person_booked",
            _("%(name)s has promised that hour elsewhere.") % {"name": link.party_name},
            shift=clash.shift.code,
        )
    if wanted is not None and (wanted < 1 or (link.quantity or 0) > wanted):
        return no("seat_filled", _("Enough have said yes already."), wanted=wanted)
    if free is not None and (free < 1 or (link.quantity or 0) > free):
        return no(
            "taken",
            _("It has been promised elsewhere in the meantime; %(free)s is left.") % {"free": max(0, free)},
            free=free,
        )
    return OK


def may_be_asked(link: Link, *, agreed: bool) -> Verdict:
    """Nobody is asked who has not agreed to be."""
    if link.person_id and not link.offer_id and not agreed:
        return no("not_agreed", _("%(name)s has not agreed to be asked.") % {"name": link.party_name})
    return OK


def may_send(viewer: Viewer, need: Need, *, suggested: int) -> Verdict:
    verdict = may_keep_table(viewer, need)
    if verdict and not suggested:
        return no("nothing_to_send", _("There is nobody to ask yet. Press Link first."))
    return verdict


def may_take_back(viewer: Viewer, need: Need, *, waiting: int) -> Verdict:
    """`waiting`: how many invitations have not gone out yet."""
    verdict = may_keep_table(viewer, need)
    if verdict and not waiting:
        return no("too_late", _("It has been sent. You can still withdraw it."))
    return verdict
