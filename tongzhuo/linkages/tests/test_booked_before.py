"""An installation from before there were sign-ups: what people had promised still holds their hours."""

import importlib

import pytest
import time_machine
from django.apps import apps

from tongzhuo.linkages import supply
from tongzhuo.linkages.models import Link
from tongzhuo.linkages.states import LinkState
from tongzhuo.linkages.tests.story import NOW, linked, of
from tongzhuo.service.models import Shift

pytestmark = pytest.mark.django_db


def test_promises_become_sign_ups(cast):
    with time_machine.travel(NOW, tick=False):
        need = linked(cast)
        Link.objects.filter(need=need, person=cast.liu).update(state=LinkState.ACCEPTED, answered_at=NOW)
        Link.objects.filter(need=need, person=cast.sun).update(state=LinkState.ASKED)
        for _ in range(2):
            importlib.import_module("tongzhuo.linkages.migrations.0004_book_what_was_promised").book(apps, None)
    shift = Shift.objects.get()
    assert (shift.places, shift.taken, shift.activity.project.need) == (2, 2, need)
    assert [of(need, name).sign_up.state for name in ("刘芳", "孙伟")] == ["signed_up", "invited"]
    assert supply.clash_of(cast.liu.pk, shift.starts, shift.ends).shift == shift
    assert Link.objects.exclude(sign_up=None).count() == 2
