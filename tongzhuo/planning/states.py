"""The states of a planning run."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class RunState(TextChoices):
    REQUESTED = "requested", _("Waits for its turn")
    BEGUN = "begun", _("Being drawn")
    KEPT = "kept", _("Drawn")
    STOPPED = "stopped", _("Stopped")
    FAILED = "failed", _("Not drawn")


# A run that a killed worker left behind is begun again.
MAY_FOLLOW: dict[str, frozenset[str]] = {
    RunState.REQUESTED: frozenset({RunState.BEGUN, RunState.STOPPED, RunState.FAILED}),
    RunState.BEGUN: frozenset({RunState.BEGUN, RunState.KEPT, RunState.STOPPED, RunState.FAILED}),
    RunState.KEPT: frozenset(),
    RunState.STOPPED: frozenset(),
    RunState.FAILED: frozenset(),
}

UNDER_WAY = (RunState.REQUESTED, RunState.BEGUN)


class Fault(TextChoices):
    """Why a run failed."""

    FAULTY = "faulty", _("Something went wrong while it was drawn.")
    ABANDONED = "abandoned", _("The worker ended in the middle of it, more than once.")
