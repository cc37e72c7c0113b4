"""The worker's part: draw the plan of a run outside any transaction, say how far it is, stop when told to."""

import logging
import time

from django.db import DatabaseError
from django.utils.timezone import now

from tongzhuo.kernel.memory import Claim, ClaimLost
from tongzhuo.kernel.verdicts import Refused
from tongzhuo.kernel.viewer import Viewer, the_system
from tongzhuo.linkages import planner
from tongzhuo.planning import actions
from tongzhuo.planning.actions.progress import note_progress
from tongzhuo.planning.models import PlanRun
from tongzhuo.planning.states import Fault

A_WORD = 0.4  # seconds between two words about how far it is, at least
logger = logging.getLogger(__name__)


class Watcher:
    """Looks on while a plan is drawn. The write that says how far it is also tells whether somebody has stopped it."""

    def __init__(self, run: PlanRun, claim: Claim) -> None:
        self.run, self.claim = run, claim
        self.next = 0.0

    def __call__(self, stage: str, share: float) -> None:
        moment = time.monotonic()
        if moment < self.next:
            return
        self.next = moment + A_WORD
        self.claim.renew()
        if not note_progress(self.run, stage, share):
            raise planner.Cancelled


def draw(run: PlanRun, claim: Claim) -> None:
    """Draw the plan and keep it. What goes wrong is said on the run's page, not tried again behind its back;
    only a lost claim and a database that does not answer are left to the queue."""
    by = _worker_for(run)
    try:
        run = actions.begin_run(run, by=by)
        draft = planner.draw(run.place, at=now(), watch=Watcher(run, claim))
        claim.renew()
        actions.keep_run(run, by=by, draft=draft)
    except planner.Cancelled:
        return
    except Refused as refused:
        if refused.verdict.code == Fault.ABANDONED:
            actions.fail_run(run, by=by, fault=Fault.ABANDONED)
    except (ClaimLost, DatabaseError):
        raise
    except Exception:
        logger.exception("The plan of run %s was not drawn", run.code)
        actions.fail_run(run, by=by, fault=Fault.FAULTY)


def _worker_for(run: PlanRun) -> Viewer:
    worker = the_system("planner")
    return worker.on_behalf_of(run.asked_by.pk, run.asked_by.code) if run.asked_by else worker
