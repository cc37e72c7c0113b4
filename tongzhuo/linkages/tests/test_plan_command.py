"""`tongzhuo plan`: the plan on the terminal, as JSON, and the question kept so that it can be asked again."""

import io
import json

import pytest
import time_machine
from django.core.management import CommandError, call_command

from tongzhuo.engine.instance import Instance
from tongzhuo.linkages.models import Plan
from tongzhuo.linkages.tests import story
from tongzhuo.linkages.tests.story import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_monday():
    with time_machine.travel(NOW, tick=False):
        yield


def plan(*words):
    said = io.StringIO()
    call_command("plan", *words, stdout=said)
    return said.getvalue()


def test_the_question_is_saved_and_is_the_one_that_was_answered(cast, tmp_path):
    story.offers(cast)
    story.confirmed(cast)
    files = tmp_path / "plan.json", tmp_path / "question.npz"
    said = plan("/cn/99/01/05/001/", "--json", str(files[0]), "--save", str(files[1]))
    assert said.splitlines()[0] == str(files[1])
    kept, told = Instance.from_bytes(files[1].read_bytes()), json.loads(files[0].read_text())
    assert (kept.digest(), kept.needs, kept.roles) == (told["input_hash"], 1, 4)
    assert (len(told["links"]), Plan.objects.count()) == (5, 0)


def test_a_place_that_is_not_there_is_a_sentence(cast):
    with pytest.raises(CommandError, match="There is no place /cn/00/"):
        plan("/cn/00/")
