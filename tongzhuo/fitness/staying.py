"""Who has signed up and is not ready any more: until when the place is kept, and what each side reads of it."""

import datetime as dt

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tongzhuo.kernel.viewer import Viewer
from tongzhuo.people.rules import keeps_desk
from tongzhuo.service.models import Shift, SignUp
from tongzhuo.service.rules import EXPIRED, LACKING, NOT_INSURED

SOONEST = dt.timedelta(hours=2)  # so long at least somebody has to put it right
# Who takes a yes back is free at once; without cover nobody else could take the place either.
AT_ONCE = ("not_agreed", "not_asked", "too_young")
NOBODY_COULD = (NOT_INSURED[0], "needs_two")
SENTENCES: dict[str, Promise] = {
    "not_agreed": _("You took back your yes to being written down. Without it nobody can be signed up."),
    "not_asked": _("You took back your yes to being asked."),
    "not_insured": _("No accident cover is written down for that day. Whoever runs it renews it; you need do nothing."),
    "needs_two": _("Two people go on a home visit, never one alone."),
    "guardian_missing": _("Under eighteen a guardian has to agree. Ask the office to write yours down."),
    "too_young": _("You are too young for this one."),
    "age_unknown": _("This depends on age, and we do not know yours. The office adds it."),
}


def kept_until(shift: Shift, code: str, since: dt.datetime) -> dt.datetime:
    """Until when the place waits for whoever is not ready. Never longer than until it starts."""
    if code in AT_ONCE:
        return since
    if code in NOBODY_COULD:
        return shift.starts
    a_day_before = shift.starts - dt.timedelta(hours=settings.UNFIT_PLACE_HOURS)
    return min(shift.starts, max(a_day_before, since + SOONEST))


def missing(sign_up: SignUp) -> str:
    """What is missing, and where it is put right: for the one who has signed up, and their office."""
    demand, _dash, how = sign_up.blocked_code.rpartition("_")
    if sign_up.blocked_term is not None:
        return str((EXPIRED if how == "expired" else LACKING)[demand] % {"what": sign_up.blocked_term.name})
    return str(SENTENCES.get(sign_up.blocked_code, ""))


def seen_by(viewer: Viewer, sign_up: SignUp) -> str:
    """The office that keeps their record reads what is missing, everybody else only that it is."""
    return missing(sign_up) if keeps_desk(viewer, sign_up.person.home.path) else sign_up.seen_word
