"""Organisations that arrive by the batch."""

import pytest

from tongzhuo.kernel.models import Line
from tongzhuo.kernel.verdicts import Refused
from tongzhuo.kernel.viewer import the_system
from tongzhuo.organisations.arrivals import OrganisationRow, arrive_organisations
from tongzhuo.organisations.models import Organisation
from tongzhuo.organisations.states import Kind

SYSTEM = the_system("import")


def arrive(*rows, by=SYSTEM):
    arrived = arrive_organisations(by=by, rows=rows, source="list")
    return arrived.new, arrived.changed, arrived.same


def test_new_changed_and_the_same(cast):
    first = OrganisationRow("1", Kind.NGO, cast.willow, name_zh="和畅社", phone="010 5555 0199", causes=(cast.care,))
    second = OrganisationRow("2", Kind.COMPANY, cast.plane, name_en="North Star")
    assert arrive(first, second) == (2, 0, 0)
    assert arrive(first, second) == (0, 0, 2)
    assert arrive(OrganisationRow("1", Kind.NGO, cast.willow, name_zh="和畅服务社"), second) == (0, 1, 1)
    organisation = Organisation.objects.get(source="list", source_key="1")
    assert (organisation.name_zh, organisation.phone, list(organisation.causes.all())) == (
        "和畅服务社",
        "010 5555 0199",
        [cast.care],
    )


def test_one_line_for_each_batch_that_wrote_something(cast):
    row = OrganisationRow("1", Kind.NGO, cast.willow, name_zh="和畅社")
    arrive(row)
    arrive(row)
    line = Line.objects.get()
    assert (line.did, line.path, line.facts["new"]) == ("organisations.arrived", cast.willow.path, 1)


@pytest.mark.parametrize("who", ["outsider", "nuan", "liu", None])
def test_others_bring_none(cast, who):
    with pytest.raises(Refused) as refused:
        arrive(OrganisationRow("1", Kind.NGO, cast.willow, name_zh="和畅社"), by=cast.as_(who))
    assert refused.value.verdict.code == "no_mandate_here"
    assert not Organisation.objects.filter(source="list").exists()
