"""The memory of a need as sentences: who did what for those who keep the table, what became of it for all."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tongzhuo.kernel.models import Line

# What everyone may read, and what only those who keep the table do.
PUBLIC: dict[str, str] = {
    "need.raised": gettext_noop("Somebody asked."),
    "need.confirmed": gettext_noop("Confirmed: it is on the table."),
    "need.reopened": gettext_noop("Open again."),
    "need.withdrawn": gettext_noop("Withdrawn."),
    "need.unmet": gettext_noop("We did not manage this one."),
    "outcome.claimed": gettext_noop("Said to be done. The person helped has the last word."),
    "outcome.taken_back": gettext_noop("Said too early: the work goes on."),
    "outcome.answered": gettext_noop("The person helped has answered."),
}
KEPT: dict[str, str] = {
    "need.raised": gettext_noop("%(who)s wrote it down."),
    "need.confirmed": gettext_noop("%(who)s confirmed it."),
    "need.asks_changed": gettext_noop("%(who)s changed what it asks for."),
    "need.merged": gettext_noop("%(who)s merged it."),
    "need.referred": gettext_noop("%(who)s referred it on."),
    "need.declined": gettext_noop("%(who)s declined it."),
    "need.withdrawn": gettext_noop("%(who)s took it back."),
    "need.reopened": gettext_noop("%(who)s opened it again."),
    "need.slept": gettext_noop("%(who)s put it aside for a while."),
    "need.unmet": gettext_noop("%(who)s said that it could not be managed."),
    "need.case_taken": gettext_noop("%(who)s took the case."),
    "need.delegates_named": gettext_noop("%(who)s named the two delegates."),
    "need.links_sent": gettext_noop("%(who)s sent the invitations."),
    "need.sent_at_once": gettext_noop("%(who)s sent them without waiting."),
    "need.links_taken_back": gettext_noop("%(who)s took the invitations back."),
    "need.released": gettext_noop("Everybody at the table is free again."),
    "outcome.claimed": gettext_noop("%(who)s said that it is done."),
    "outcome.taken_back": gettext_noop("%(who)s took that back: the work goes on."),
    "outcome.answered": gettext_noop("The person helped has answered."),
    "outcome.unanswered": gettext_noop("No answer came; we asked once more."),
    "link.accepted": gettext_noop("%(who)s said yes."),
    "link.declined": gettext_noop("%(who)s said no."),
    "link.withdrawn": gettext_noop("%(who)s withdrew a seat."),
    "link.expired": gettext_noop("No answer came in time."),
    "need.repaired": gettext_noop("%(who)s suggests somebody else for the seat that came free."),
    "need.left_open": gettext_noop("%(who)s looked for somebody else and found nobody yet."),
    "link.removed": gettext_noop("%(who)s took somebody out of the plan."),
    "link.restored": gettext_noop("%(who)s put somebody back into the plan."),
    "link.swapped": gettext_noop("%(who)s chose somebody else."),
    "link.pinned": gettext_noop("%(who)s pinned a row of the plan."),
    "link.unpinned": gettext_noop("%(who)s let a row of the plan go."),
}
MOST = 40


@dataclass(frozen=True)
class Told:
    at: datetime
    sentence: str


def lines_of(code: str, *, keeper: bool) -> list[Line]:
    """The newest lines of a need that are told to this reader, oldest first."""
    lines = Line.objects.filter(on=f"need:{code}", did__in=KEPT if keeper else PUBLIC).order_by("-created", "-pk")
    return list(reversed(lines[:MOST]))


def told_to(lines: Iterable[Line], *, names: Mapping[str, str], keeper: bool) -> list[Told]:
    """The sentences, in the language of the reader."""
    words = KEPT if keeper else PUBLIC
    return [Told(line.created, _(words[line.did]) % {"who": _who(line, names)}) for line in lines]


def _who(line: Line, names: Mapping[str, str]) -> str:
    if line.actor == "anonymous":
        return _("Somebody without an account")
    if line.actor.startswith("system"):
        return _("Tongzhuo")
    return names.get(line.actor, _("Somebody"))
