"""Three pay the same rest at the same instant, in processes of their own: it is paid once."""

import os
import subprocess
import sys

import pytest

from tests.processes import database_url
from tongzhuo.funds import queries
from tongzhuo.funds.tests import story
from tongzhuo.ledger.audit import audit

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def test_what_is_left_is_paid_once(cast, tmp_path):
    fund = story.running(cast)
    story.received(cast, fund)
    grant = story.decided(cast, story.applied(cast, fund))
    around, gate = os.environ | {"DATABASE_URL": database_url()}, tmp_path / "gate"
    command = [sys.executable, "-m", "tongzhuo.funds.tests.a_host", str(gate), grant.code, "120000", cast.bai.code]
    started = [subprocess.Popen(command, env=around, stdout=subprocess.PIPE, text=True) for _nth in range(3)]
    gate.touch()
    told = sorted(one.communicate(timeout=240)[0].strip() for one in started)
    assert told == ["more_than_granted", "more_than_granted", "paid"]
    assert (queries.money_of([grant])[grant.pk].paid, audit().found) == (120_000, 0)
