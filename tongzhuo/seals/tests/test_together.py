"""Several people have papers sealed at the same instant: one first key, one seal for one number."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from tongzhuo.kernel.verdicts import Refused
from tongzhuo.kernel.viewer import the_system
from tongzhuo.seals import actions, queries
from tongzhuo.seals.models import Seal, SigningKey
from tongzhuo.seals.tests.example import AT, SITE, unsealed

pytestmark = pytest.mark.django_db(transaction=True)
CODES = ("7K3MQ-9XW2C", "7K3MQ-9XW2C", "3F8T2-0ACQ7", "5H1P7-7RBKQ")


def test_one_key_is_made_and_one_number_is_sealed_once(settings):
    settings.SITE_ADDRESS = SITE
    gate = threading.Barrier(len(CODES))

    def press(code):
        gate.wait()
        try:
            return actions.issue_seal(unsealed(code), by=the_system("test")).subject
        except Refused as refused:
            return refused.verdict.code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(CODES)) as people:
        said = sorted(people.map(press, CODES))
    assert said == ["already_sealed", *(f"{SITE}/check/{code}/" for code in sorted(set(CODES)))]
    assert SigningKey.objects.count() == 1
    for seal in Seal.objects.all():
        assert queries.check_document(json.loads(seal.document), at=AT).code == "ok"
