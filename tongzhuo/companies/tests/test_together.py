"""Two companies press at the same instant, each in a process of their own: one gets it, the other the next best."""

import os
import subprocess
import sys
import time

import pytest
import time_machine

from tests.processes import database_url
from tongzhuo.companies import actions, queries
from tongzhuo.companies.finding import find
from tongzhuo.companies.models import Proposal
from tongzhuo.companies.tests import story
from tongzhuo.companies.tests.story import NOW
from tongzhuo.linkages import supply
from tongzhuo.linkages.models import Link
from tongzhuo.needs.states import AskKind

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def together(tmp_path):
    """Start one process for each (what, who, code), open the gate once all are ready, and hand back what each said."""
    around = os.environ | {"DATABASE_URL": database_url()}

    def press(*presses):
        gate = tmp_path / "gate"
        command = [sys.executable, "-m", "tongzhuo.companies.tests.a_company", str(gate)]
        started = [
            subprocess.Popen([*command, *press], env=around, stdout=subprocess.PIPE, text=True) for press in presses
        ]
        while len(list(tmp_path.glob("ready-*"))) < len(presses) and all(one.poll() is None for one in started):
            time.sleep(0.02)
        gate.touch()
        return sorted(one.communicate(timeout=120)[0].strip().splitlines()[-1] for one in started)

    return press


@pytest.fixture(autouse=True)
def at_noon():
    """The processes are on the same day."""
    with time_machine.travel(NOW, tick=True):
        yield


def test_two_companies_offer_the_last_machine_at_the_same_instant(cast, together):
    story.second_company(cast)
    last = story.need(cast, people=0, urgency=3)
    next_best = story.need(cast, where="plane", who="outsider", people=0, urgency=1)
    mine = story.package(cast, people=0)
    theirs = story.package(cast, who="lan", company="oven", people=0)
    told = together(("propose", cast.bei.code, mine.code), ("propose", cast.lan.code, theirs.code))
    assert told == ["offered to Willow Lane", "seat_filled"]
    machines = Link.objects.filter(occasion__ask__need=last, occasion__ask__kind=AskKind.GOODS, state="asked")
    assert (machines.count(), Proposal.objects.count()) == (1, 1)
    lost = theirs if Proposal.objects.get().package_id == mine.pk else mine
    assert find(lost, at=NOW).matches[0].need == next_best


def test_yes_and_taking_back_at_the_same_instant_end_in_one_truth(cast, together):
    story.need(cast)
    made = story.proposed(cast, story.package(cast))
    told = together(("accept", cast.chen.code, made.code), ("take_back", cast.bei.code, made.code))
    made.refresh_from_db()
    held = supply.held([part.link.offer_id for part in made.parts.all()]).count()
    assert (made.state, held) == ("taken_back", 0)
    assert told in (["accepted", "taken back"], ["answered_already", "taken back"])


def test_the_last_place_of_a_team_goes_to_one(cast, together):
    made = story.accepted(cast, people=2)
    made = actions.open_joining(by=cast.as_("bei"), proposal=made)
    told = together(*[("join", cast.bei.code, made.code)] * 4)
    assert told == ["joined", "joined", "team_full", "team_full"]
    shift = queries.shift_of(made)
    assert queries.staff_of(made, shift).count() == 2
