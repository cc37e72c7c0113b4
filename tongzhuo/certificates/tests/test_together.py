"""The button is pressed at the same instant, in processes of their own: one press makes one certificate."""

import os
import subprocess
import sys

import pytest

from tests.processes import database_url
from tongzhuo.certificates.models import Certificate
from tongzhuo.certificates.tests import story
from tongzhuo.kernel.models import Line
from tongzhuo.seals.models import Seal

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def pressed(tmp_path, cast, *presses: str) -> list[str]:
    around, gate = os.environ | {"DATABASE_URL": database_url()}, tmp_path / f"gate-{len(list(tmp_path.iterdir()))}"
    command = [sys.executable, "-m", "tongzhuo.certificates.tests.a_presser", str(gate)]
    command += [cast.liu.code, cast.office.code]
    started = [subprocess.Popen([*command, press], env=around, stdout=subprocess.PIPE, text=True) for press in presses]
    assert [one.stdout.readline() for one in started] == ["ready\n"] * len(presses)
    gate.touch()
    return [one.communicate(timeout=120)[0] for one in started]


def test_two_requests_of_one_press_make_one_certificate(cast, tmp_path):
    story.served(cast)
    numbers = pressed(tmp_path, cast, *["the same"] * 4)
    made = Certificate.objects.get()
    assert numbers == [made.code] * 4
    assert (Seal.objects.count(), Line.objects.filter(did="certificate.issued").count()) == (1, 1)
    assert len(set(pressed(tmp_path, cast, "the same", "another", "a third"))) == 3
    cast.liu.refresh_from_db()
    assert set(Certificate.objects.values_list("volunteer_number", flat=True)) == {cast.liu.volunteer_number}
