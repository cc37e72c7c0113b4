"""What a training proves goes where all skills are: to what the person can do, shown by training."""

from django.utils.timezone import now

from tongzhuo.honours.models import TrainingRecord
from tongzhuo.honours.queries import skill_still_shown
from tongzhuo.kernel.viewer import Viewer, the_system
from tongzhuo.people.actions import drop_skill, prove_skill
from tongzhuo.people.rules import keeps_desk
from tongzhuo.people.states import ShownBy

THE_HONOURS = the_system("honours")


def prove(by: Viewer, training: TrainingRecord) -> None:
    """At once where the writer keeps the desk of the person's home; else it waits for who does."""
    if training.skill is None or not keeps_desk(by, training.person.home.path):
        return
    person, skill, until = training.person, training.skill, training.skill_until
    prove_skill(by=by, person=person, term=skill, until=until, shown_by=ShownBy.TRAINING)
    training.proved_at = now()
    training.save(update_fields=["proved_at"])


def unprove(training: TrainingRecord) -> None:
    """A training that counts no more proves nothing, unless something else does."""
    if training.proved_at is not None and (skill := skill_still_shown(training)) is not None:
        drop_skill(by=THE_HONOURS, skill=skill)
