"""Who may be written down for an empty duty: the offices that guide lie above the place."""

import pytest

from tongzhuo.projects import actions
from tongzhuo.projects.queries import duties_of
from tongzhuo.projects.states import DutyKind
from tongzhuo.rota import queries

pytestmark = pytest.mark.django_db


def test_an_office_above_the_place_may_be_written_down_as_its_guide(cast):
    project = actions.open_project(by=cast.as_("chen"), title="院子里的处理机", place=cast.willow)

    def choices(who):
        rows = queries.duties_before(cast.as_(who), project, duties_of(project))
        return {one.row.kind: [code for code, _name in one.choices] for one in rows}

    assert choices("chen")[DutyKind.GUIDED] == [cast.bureau.code]
    assert choices("bei")[DutyKind.GUIDED] == []
    assert choices("bei")[DutyKind.SUPPORTED] == [cast.northlight.code]
