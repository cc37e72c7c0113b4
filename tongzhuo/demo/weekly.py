"""What goes on in Willow Lane without anybody having asked for it: a class every week, and a meeting about it."""

import datetime as dt

from tongzhuo.organisations.models import Organisation
from tongzhuo.places.models import Place
from tongzhuo.projects import actions as projects
from tongzhuo.projects.models import Project
from tongzhuo.sample.scene import Scene
from tongzhuo.service import actions as service
from tongzhuo.service.drafts import ActivityDraft, ShiftDraft
from tongzhuo.service.states import ActivityKind, PlaceKind
from tongzhuo.turnout import actions as turnout

SATURDAYS, WEEKS = 0b0100000, 6
KEPT = {PlaceKind.NEWCOMER: 1, PlaceKind.ANYONE: 3}


def put_on(scene: Scene) -> None:
    """Kept as a template by the team that runs it; Liu Fang has promised every date."""
    home, team = scene.communities[0], scene.organisations["Warm Doorstep"]
    ruan, liu = scene.cast["ruan"], scene.cast["liu"]
    by = scene.as_(ruan)
    project = projects.open_project(
        by=by, title="柳荫里手机课堂", title_en="Phone class in Willow Lane", place=home, team=team, contact=ruan
    )
    projects.begin_project(by=by, project=project)
    activity = service.open_activity(by=by, project=project, draft=_class(scene, home, team))
    service.keep_template(by=by, activity=activity, organisation=team, name="手机课堂")
    series = turnout.open_series(
        by=by,
        activity=activity,
        weekdays=SATURDAYS,
        hours=(dt.time(14), dt.time(16)),
        dates=(scene.day(1), scene.day(7 * WEEKS)),
        places=sum(KEPT.values()),
        kinds={str(kind): places for kind, places in KEPT.items()},
    )
    turnout.join_dates(by=scene.as_(liu), series=series, person=liu)
    _meet(scene, project, home, team)


def _class(scene: Scene, home: Place, team: Organisation) -> ActivityDraft:
    return ActivityDraft(
        title="教爷爷奶奶用手机",
        title_en="Helping grandparents with their phones",
        content="一对一坐着慢慢教：打视频、看病挂号、防诈骗。不催，不笑，重复多少遍都行。",
        conditions="有耐心的人；第一次来也行，每次给新人留一个名额。",
        meeting_point="居委会一楼活动室",
        place=home,
        in_charge=scene.cast["ruan"],
        recorded_by=team,
        opens_hours=60 * 24,
        closes_hours=2,
        most_a_week=1,
    )


def _meet(scene: Scene, project: Project, home: Place, team: Organisation) -> None:
    """It stands in the calendar, and counts for no hours."""
    by = scene.as_(scene.cast["ruan"])
    draft = ActivityDraft(
        title="手机课堂碰头会",
        title_en="Helpers of the phone class meet",
        kind=ActivityKind.MEETING,
        content="说说上一次哪里教得顺，哪里卡住了，下一次怎么分工。",
        meeting_point="居委会一楼活动室",
        place=home,
        in_charge=scene.cast["ruan"],
        recorded_by=team,
    )
    meeting = service.open_activity(by=by, project=project, draft=draft)
    times = ShiftDraft(scene.at(3, "19:00"), scene.at(3, "20:00"), 12)
    service.open_shift(by=by, activity=meeting, draft=times)
