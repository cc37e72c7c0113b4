"""What the worker does by the clock: a claim that nobody answers is asked about once more."""

from django.utils.timezone import now
from huey import crontab
from huey.contrib.djhuey import db_periodic_task

from tongzhuo.kernel.viewer import the_system
from tongzhuo.outcomes import actions
from tongzhuo.outcomes.models import Claim
from tongzhuo.outcomes.states import ClaimState


@db_periodic_task(crontab(minute="5", hour="9-18"))  # type: ignore[untyped-decorator]
def ask_once_more() -> None:
    for claim in Claim.objects.filter(state=ClaimState.WAITING, answer_by__lte=now(), reminded_at=None).order_by("pk"):
        actions.remind_of_claim(by=the_system("clock"), claim=claim)
