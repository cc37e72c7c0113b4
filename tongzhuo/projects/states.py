"""The states of a project, the five duties, and who can hold which."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from tongzhuo.organisations.states import Kind


class ProjectState(TextChoices):
    FORMING = "forming", _("Forming")
    ACTIVE = "active", _("Active")
    CLOSING = "closing", _("Closing")
    CLOSED = "closed", _("Closed")
    STOPPED = "stopped", _("Stopped")


MAY_FOLLOW: dict[str, frozenset[str]] = {
    ProjectState.FORMING: frozenset({ProjectState.ACTIVE, ProjectState.STOPPED}),
    ProjectState.ACTIVE: frozenset({ProjectState.CLOSING, ProjectState.STOPPED}),
    ProjectState.CLOSING: frozenset({ProjectState.ACTIVE, ProjectState.CLOSED, ProjectState.STOPPED}),
    ProjectState.CLOSED: frozenset(),
    ProjectState.STOPPED: frozenset(),
}
RUNNING = (ProjectState.FORMING, ProjectState.ACTIVE, ProjectState.CLOSING)


class DutyKind(TextChoices):
    """The operating mode: who does what in a project."""

    GUIDED = "guided", _("guided by")
    COORDINATED = "coordinated", _("coordinated by")
    JOINED = "joined", _("joined by")
    OPERATED = "operated", _("operated by")
    SUPPORTED = "supported", _("supported by")


_TEAMS = frozenset({Kind.NGO, Kind.FILED_GROUP, Kind.CIRCLE, Kind.TEAM})
# Which kinds of organisation may hold a duty. Where no social organisation is at hand, the committee may operate.
HELD_BY: dict[str, frozenset[str]] = {
    DutyKind.GUIDED: frozenset({Kind.GOVERNMENT}),
    DutyKind.COORDINATED: frozenset({Kind.COMMITTEE, Kind.STATION}),
    DutyKind.JOINED: _TEAMS | {Kind.COMPANY, Kind.SCHOOL},
    DutyKind.OPERATED: _TEAMS | {Kind.COMMITTEE, Kind.STATION, Kind.CHARITY},
    DutyKind.SUPPORTED: frozenset({Kind.COMPANY, Kind.CHARITY, Kind.FOUNDATION, Kind.SCHOOL, Kind.NGO}),
}
# A named resident may join, and run what has no organisation.
HELD_BY_PEOPLE = frozenset({DutyKind.JOINED, DutyKind.OPERATED})
