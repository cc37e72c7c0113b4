"""What follows when the sign-ups of a shift change. Safe to run twice."""

from tongzhuo.kernel.memory import reacts_to
from tongzhuo.kernel.models import Line
from tongzhuo.kernel.viewer import the_system
from tongzhuo.service.models import Shift
from tongzhuo.turnout import actions


@reacts_to(
    *(f"sign_up.{did}" for did in ("signed_up", "declined", "cancelled", "passed_on", "attended", "absent")),
    "sign_up.guardian_refused",
    "shift.cancelled",
    "shift.moved",
)
def follow_the_sign_ups(line: Line) -> None:
    """Actions of this room did so already; this is for whoever calls those of `service` directly."""
    shift = Shift.objects.select_related("occasion__ask").filter(code=line.on_code).first()
    if shift is not None and shift.occasion_id:
        actions.follow_shift(by=the_system("turnout"), shift=shift)
