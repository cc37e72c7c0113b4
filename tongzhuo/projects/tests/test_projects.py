"""A project forms, runs and ends; five duties have a holder each, or are vacant."""

import pytest
import time_machine
from django.db import IntegrityError, transaction

from tests.cast import at
from tongzhuo.kernel.models import Line
from tongzhuo.kernel.verdicts import Refused
from tongzhuo.projects import actions, queries, rules
from tongzhuo.projects.states import DutyKind, ProjectState

pytestmark = pytest.mark.django_db
NOW = at("2026-11-23 09:20")
EVERYBODY = ("chen", "zhao", "liu", "nuan", "gao", "outsider", None)


@pytest.fixture(autouse=True)
def on_monday():
    with time_machine.travel(NOW, tick=False):
        yield


def opened(cast, **facts):
    return actions.open_project(by=cast.as_("chen"), title="换电梯", title_en="Lift works", place=cast.willow, **facts)


def held(project):
    return {row.kind: row.holder.party_name if row.holder else None for row in queries.duties_of(project)}


def test_may_open_project_a_keeper_or_the_team_that_runs_it(cast):
    codes = {who: rules.may_open_project(cast.as_(who), cast.willow, None, at=NOW).code for who in EVERYBODY}
    assert codes == dict.fromkeys(EVERYBODY, "not_keeper") | {"chen": "ok", "zhao": "ok"}
    assert rules.may_open_project(cast.as_("nuan"), cast.willow, cast.doorstep, at=NOW).code == "ok"
    assert rules.may_open_project(cast.as_("liu"), cast.willow, cast.doorstep, at=NOW).code == "not_keeper"


def test_may_move_project_along_its_states_and_says_why_it_stops(cast):
    project = opened(cast)
    codes = {who: rules.may_move_project(cast.as_(who), project, ProjectState.ACTIVE, at=NOW).code for who in EVERYBODY}
    assert codes == dict.fromkeys(EVERYBODY, "not_your_project") | {"chen": "ok", "zhao": "ok"}
    with pytest.raises(Refused) as refused:
        actions.close_project(by=cast.as_("chen"), project=project)
    assert refused.value.verdict.code == "project_moved_on"
    for step, state in (
        (actions.begin_project, "active"),
        (actions.begin_closing, "closing"),
        (actions.close_project, "closed"),
    ):
        assert step(by=cast.as_("chen"), project=project).state == state
    other = opened(cast)
    with pytest.raises(Refused) as refused:
        actions.stop_project(by=cast.as_("chen"), project=other, reason=" ")
    assert refused.value.verdict.code == "say_why"
    assert actions.stop_project(by=cast.as_("chen"), project=other, reason="没人了").reason == "没人了"
    assert list(Line.objects.filter(did__startswith="project.").values_list("did", flat=True).order_by("pk")) == [
        "project.opened", "project.begun", "project.closing", "project.closed", "project.opened", "project.stopped",
    ]  # fmt: skip


def test_one_holder_of_a_duty_at_a_time_and_its_history_stays(cast):
    project = opened(cast)
    assert set(held(project).values()) == {None}
    duty = actions.hold_duty(by=cast.as_("nuan"), project=project, kind=DutyKind.OPERATED, organisation=cast.doorstep)
    project.refresh_from_db()
    assert (project.team, held(project)["operated"]) == (cast.doorstep, "Warm Doorstep")
    assert rules.may_hold_duty(cast.as_("chen"), project, DutyKind.OPERATED, cast.office, duty, at=NOW).code == (
        "duty_held"
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        project.duties.create(kind=DutyKind.OPERATED, organisation=cast.office, agreed_on=NOW.date())
    assert rules.may_leave_duty(cast.as_("liu"), duty, at=NOW).code == "not_your_project"
    left = actions.leave_duty(by=cast.as_("nuan"), duty=duty)
    assert rules.may_leave_duty(cast.as_("nuan"), left, at=NOW).code == "duty_ended"
    actions.hold_duty(by=cast.as_("chen"), project=project, kind=DutyKind.OPERATED, organisation=cast.office)
    assert [one.party_name for one in queries.history_of(project)] == ["Warm Doorstep", "Willow Lane office"]


@pytest.mark.parametrize(
    ("kind", "party", "code"),
    [
        (DutyKind.GUIDED, "bureau", "ok"),
        (DutyKind.OPERATED, "bureau", "wrong_kind"),
        (DutyKind.SUPPORTED, "northlight", "ok"),
        (DutyKind.COORDINATED, "northlight", "wrong_kind"),
        (DutyKind.JOINED, "liu", "ok"),
        (DutyKind.GUIDED, "liu", "wrong_kind"),
    ],
)
def test_may_hold_duty_by_kind_of_party(cast, kind, party, code):
    project = opened(cast)
    assert rules.may_hold_duty(cast.as_("chen"), project, kind, getattr(cast, party), None, at=NOW).code == code
    assert rules.may_hold_duty(cast.as_("outsider"), project, kind, getattr(cast, party), None, at=NOW).code == (
        "not_your_project"
    )
    project.state = ProjectState.CLOSED
    assert rules.may_hold_duty(cast.as_("chen"), project, kind, getattr(cast, party), None, at=NOW).code == (
        "project_over"
    )


def test_what_is_forming_is_seen_by_whoever_runs_it(cast):
    project = opened(cast, team=cast.doorstep, contact=cast.liu)
    seen = {who: queries.projects_visible_to(cast.as_(who)).filter(pk=project.pk).exists() for who in EVERYBODY}
    assert seen == dict.fromkeys(EVERYBODY, False) | dict.fromkeys(("chen", "zhao", "nuan", "liu"), True)
    actions.begin_project(by=cast.as_("chen"), project=project)
    assert queries.projects_visible_to(cast.as_(None)).get() == project
