"""What follows when the sign-ups of a shift change, and when a promised thing moves. Safe to run twice."""

from django.utils.timezone import now

from tongzhuo.kernel.memory import reacts_to
from tongzhuo.kernel.models import Line
from tongzhuo.kernel.viewer import the_system
from tongzhuo.notices.states import Answer
from tongzhuo.organisations.viewers import viewer_of
from tongzhuo.service.models import Shift, SignUp
from tongzhuo.service.rules import may_cancel_sign_up
from tongzhuo.service.states import SignUpState
from tongzhuo.turnout import actions, gifting


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


@reacts_to("question.answered")
def step_back_who_cannot_come(line: Line) -> None:
    """A *no* the evening before frees the place at once, and it is offered to who waits."""
    room, _, rest = str(line.facts["about"]).partition(":")
    if room != "sign_up" or line.facts["answer"] != Answer.NO:
        return
    rows = SignUp.objects.select_related("shift__occasion__ask", "person__home")
    sign_up = rows.filter(
        code=rest.partition(":")[0], person__code=line.facts["to"], state=SignUpState.SIGNED_UP
    ).first()
    if sign_up is not None and may_cancel_sign_up(viewer_of(sign_up.person), sign_up, [], at=now()):
        actions.step_back(by=viewer_of(sign_up.person), sign_up=sign_up)


@reacts_to("link.accepted")
def promise_what_was_accepted(line: Line) -> None:
    """Whoever said yes to bring goods, money or a space has promised a gift."""
    gifting.promise(line.facts["links"])


@reacts_to("link.withdrawn", "link.failed", "need.released")
def let_go_of_what_was_withdrawn(line: Line) -> None:
    gifting.let_go(line.facts["links"])


@reacts_to("gift.freed", "gift.withdrawn")
def free_the_seat(line: Line) -> None:
    """A promise that was not kept leaves the ask to somebody else."""
    gifting.free_the_seat(str(line.facts["source"]))


@reacts_to("gift.arrived", "gift.difference_settled")
def fulfil_what_arrived(line: Line) -> None:
    gifting.fulfil(str(line.facts["source"]))
