"""Who may bring in what: a coordinator her own community, nobody another's."""

import pytest

from tongzhuo.imports.tests.conftest import counts
from tongzhuo.kernel.models import Line
from tongzhuo.kernel.verdicts import Refused
from tongzhuo.people.models import Person

FILES = {
    "people": "name\n周敏\n",
    "organisations": "name,kind\n和畅社,ngo\n",
    "needs": "title\n想晒太阳\n",
    "offers": "party,offer,what\n北辰食品,goods,大米\n",
    "places": "name,parent\n3号院,/cn/99/01/05/001/\n",
}
REFUSED = [
    ("outsider", "another community"),
    ("nuan", "an operator"),
    ("zhao", "a social worker"),
    ("liu", "a neighbour"),
]


@pytest.mark.parametrize("kind", FILES)
def test_a_coordinator_brings_her_list_without_saying_where(cast, brings, kind):
    assert counts(brings(kind, FILES[kind], by=cast.as_("chen"))) == (1, 0, 0, 0)
    assert Line.objects.get().actor == cast.chen.code


@pytest.mark.parametrize("kind", FILES)
@pytest.mark.parametrize("who", [*(who for who, _ in REFUSED), None])
def test_others_are_refused_with_a_sentence(cast, brings, kind, who):
    with pytest.raises(Refused) as refused:
        brings(kind, FILES[kind], by=cast.as_(who), place="/cn/99/01/05/001/")
    assert str(refused.value) == "You have no mandate over this place."
    assert not Line.objects.exists()


@pytest.mark.parametrize("kind", ["people", "organisations", "needs", "offers"])
def test_a_row_of_another_community_is_rejected_the_others_come_in(cast, brings, kind):
    head, row = FILES[kind].split("\n")[:2]
    content = f"{head},place\n{row},/cn/99/01/05/001/\n{row},/cn/99/01/05/002/\n"
    assert counts(brings(kind, content, by=cast.as_("chen"))) == (1, 0, 0, 1)
    assert brings.rejected() == [("3", "place", "/cn/99/01/05/002/", "You have no mandate over this place.")]


def test_an_official_brings_lists_of_the_whole_district(cast, brings):
    content = "name,place\na,/cn/99/01/05/001/\nb,/cn/99/01/05/002/\n"
    assert counts(brings("people", content, by=cast.as_("gao"))) == (2, 0, 0, 0)
    assert sorted(Person.objects.filter(name__in="ab").values_list("home__name_en", flat=True)) == [
        "Plane Tree Court",
        "Willow Lane",
    ]
