"""Sentences about a run, in the language of the reader."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from tongzhuo.linkages.models import Plan
from tongzhuo.places.models import Place
from tongzhuo.planning.models import PlanRun
from tongzhuo.planning.states import RunState

# What the planner and the engine call their stages. A solver may have stages of its own: they are all a search.
STAGES = {
    "reading": gettext_noop("Reading what is asked for and who is free"),
    "candidates": gettext_noop("Looking at everybody who could take a seat"),
    "preparing": gettext_noop("Preparing the planner for large places, once: it takes about a minute"),
    "search": gettext_noop("Looking for the best plan"),
    "checking": gettext_noop("Checking every promise once more"),
    "explaining": gettext_noop("Writing down the reasons"),
    "writing": gettext_noop("Putting the plan on the table"),
}
MOST_NAMES = 3
A_WHILE = timedelta(seconds=10)
SILENCE = timedelta(minutes=1)


def stage_words(run: PlanRun) -> str:
    """What the worker does at the moment."""
    if run.state == RunState.REQUESTED:
        return _("Waiting for the worker")
    return _(STAGES.get(run.stage or "reading", STAGES["search"]))


def doubt(run: PlanRun, *, others: int, at: datetime) -> str:
    """What to think of it when nothing seems to happen; nothing while all is well."""
    if run.state == RunState.REQUESTED and others:
        return _("The worker is drawing another plan. This one comes next.")
    if run.state == RunState.REQUESTED and at - run.created > A_WHILE:
        return _(
            "No worker has taken it up yet; perhaps none is running. Tell whoever looks after this installation. "
            "Nothing is lost: the plan is drawn as soon as a worker is there."
        )
    silence = at - (run.heard_at or run.created)
    if run.state == RunState.BEGUN and silence > SILENCE:
        minutes = silence // timedelta(minutes=1)
        said = ngettext(
            "The worker has said nothing for %(n)d minute. If it has ended, another takes the plan up within "
            "six minutes; you may also stop it and try again.",
            "The worker has said nothing for %(n)d minutes. If it has ended, another takes the plan up within "
            "six minutes; you may also stop it and try again.",
            minutes,
        )
        return said % {"n": minutes}
    return ""


def fairness_words(plan: Plan) -> str:
    """What was done so that no community falls behind; nothing where there is only one."""
    lifted: dict[str, int] = plan.considered.get("lifted", {})
    if plan.considered.get("communities", 1) < 2:
        return ""
    if not lifted:
        return _("No community falls behind: all needs counted as published.")
    foremost = sorted(lifted, key=lambda path: (-lifted[path], path))[:MOST_NAMES]
    names = [place.name for place in Place.objects.filter(path__in=foremost).order_by("path")]
    said = ngettext(
        "So that it does not fall behind, the needs of %(names)s counted for up to %(times)s times as much.",
        "So that they do not fall behind, the needs of %(n)d communities (%(names)s) counted for up to %(times)s "
        "times as much.",
        len(lifted),
    )
    more = "…" if len(lifted) > MOST_NAMES else ""
    names_said = _(", ").join(names) + more
    return said % {"n": len(lifted), "names": names_said, "times": f"{max(lifted.values()) / 100:.2f}"}
