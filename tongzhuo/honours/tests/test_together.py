"""Two press at the same instant, in processes of their own: each thing happens once."""

import os
import subprocess
import sys

import pytest

from tests.processes import database_url
from tongzhuo.honours import actions
from tongzhuo.honours.models import StarRating, TrainingRecord
from tongzhuo.honours.tests import story
from tongzhuo.kernel.models import Line

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def together(tmp_path):
    around = os.environ | {"DATABASE_URL": database_url()}

    def press(*each):
        gate = tmp_path / f"gate-{len(list(tmp_path.iterdir()))}"
        command = [sys.executable, "-m", "tongzhuo.honours.tests.a_desk", str(gate)]
        started = [
            subprocess.Popen([*command, *words], env=around, stdout=subprocess.PIPE, text=True) for words in each
        ]
        gate.touch()
        return sorted(word for one in started for word in one.communicate(timeout=240)[0].split())

    return press


def test_a_star_is_publicised_once_however_many_ask(cast, together):
    story.served(cast, hours=120)
    desks = [("publicise", cast.liu.code, by) for by in (cast.chen.code, cast.zhao.code, cast.liu.code)]
    nights = [("sweep", "", "")] * 2
    told = together(*desks, *nights)
    assert told.count("publicised") + told.count("not_reached") == 3
    assert told.count("publicised") <= 1
    assert (StarRating.objects.count(), Line.objects.filter(did="star.publicised").count()) == (1, 1)
    assert Line.objects.filter(did="person.numbered").count() == 1


def test_an_objection_is_answered_once(cast, together):
    rating = story.publicised(cast, hours=120)
    said = actions.object_to_star(by=cast.as_(None), rating=rating, words="不对")
    StarRating.objects.update(proposed_by=None)
    told = together(("upheld", said.code, cast.chen.code), ("dismissed", said.code, cast.zhao.code))
    assert told in (["moved_on", "upheld"], ["dismissed", "moved_on"])


def test_a_line_is_corrected_once(cast, together):
    (line,) = story.trained(cast, "liu", held_on=story.LONG_AGO)
    told = together(*[("strike", line.code, by.code) for by in (cast.chen, cast.zhao, cast.chen)])
    assert told == ["True", "corrected_already", "corrected_already"]
    assert TrainingRecord.objects.count() == 2
