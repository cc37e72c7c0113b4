"""What a list may say of the past. It makes promises of promises, and hours only with a second person."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from tongzhuo.kernel.verdicts import OK, Verdict, no
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.organisations.models import Organisation
from tongzhuo.past.drafts import PastAnswer
from tongzhuo.people.models import Person
from tongzhuo.records.rules import may_enter_later
from tongzhuo.service.models import SignUp
from tongzhuo.service.states import SIGN_UP_MAY_FOLLOW, ActivityKind, SignUpState


def may_tell_past(
    viewer: Viewer, row: PastAnswer, person: Person, group: Organisation, *, recorded: bool, at: datetime
) -> Verdict:
    """`recorded`: whether this person may be written down. Who may bring rows for a place is asked before."""
    if row.event.ends > at:
        return no("not_over", _("It is not over yet. Only what lies in the past comes in this way."))
    if not recorded:
        return no("took_back", _("This person took back their yes to being written down."))
    if row.minutes is None:
        return OK
    if row.state != SignUpState.ATTENDED:
        return no("was_not_there", _("Only whoever came has hours. A yes is no attendance."))
    if row.event.kind == ActivityKind.MEETING:
        return no("no_service", _("A meeting is no service: it has no hours."))
    entry = row.hours(person, group)
    return may_enter_later(viewer, entry, at=at) if entry else OK


def may_tell_again(row: PastAnswer, standing: SignUp, person: Person) -> Verdict:
    """What a newer list may still make of an answer: the same steps that anybody may take, and for nobody else."""
    if standing.person_id != person.pk:
        return no("other_person", _("This answer stands here for somebody else."))
    if standing.state == row.state or row.state in SIGN_UP_MAY_FOLLOW[standing.state]:
        return OK
    words = {"before": standing.get_state_display(), "after": row.state.label}
    return no("other_answer", _("This stands here as “%(before)s”. A list does not turn it into “%(after)s”.") % words)
