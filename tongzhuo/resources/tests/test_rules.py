"""The matrix: who may do what with an offer of Northlight Foods in Willow Lane."""

import pytest
from django.utils.timezone import now

from tongzhuo.kernel.viewer import the_system
from tongzhuo.resources import rules
from tongzhuo.resources.models import Offer
from tongzhuo.resources.states import OfferState
from tongzhuo.resources.tests.a_draft import lamps, offered, soon

OWNER, STRANGER, NOBODY = "ok", "not_yours", "sign_in_first"

#          viewer      make                 change    withdraw  put back       giver        spot
MATRIX = [
    ("bei", OWNER, OWNER, OWNER, "wrong_state", OWNER, OWNER),
    ("chen", "no_mandate_of_it", STRANGER, STRANGER, STRANGER, OWNER, OWNER),
    ("zhao", "no_mandate_of_it", STRANGER, STRANGER, STRANGER, OWNER, OWNER),
    ("gao", "no_mandate_of_it", STRANGER, STRANGER, STRANGER, OWNER, "spot_kept"),
    ("nuan", "no_mandate_of_it", STRANGER, STRANGER, STRANGER, "name_kept", "spot_kept"),
    ("liu", "no_mandate_of_it", STRANGER, STRANGER, STRANGER, "name_kept", "spot_kept"),
    ("outsider", "no_mandate_of_it", STRANGER, STRANGER, STRANGER, "name_kept", "spot_kept"),
    (None, NOBODY, NOBODY, NOBODY, NOBODY, "name_kept", "spot_kept"),
]


@pytest.mark.parametrize(("who", "make", "change", "withdraw", "put_back", "giver", "spot"), MATRIX)
def test_who_may_do_what(cast, who, make, change, withdraw, put_back, giver, spot):
    offer, viewer, at, today = offered(cast), cast.as_(who), now(), soon(0)
    party = {"organisation": cast.northlight, "person": None}
    assert [
        rules.may_make_offer(viewer, **party, today=today, at=at).code,
        rules.may_change_offer(viewer, offer, today=today, at=at).code,
        rules.may_withdraw_offer(viewer, offer, at=at).code,
        rules.may_put_back_offer(viewer, offer, today=today, at=at).code,
        rules.may_know_giver(viewer, offer, at=at).code,
        rules.may_know_spot(viewer, offer, at=at).code,
        rules.may_expire_offer(viewer, offer, today=today, at=at).code,
    ] == [make, change, withdraw, put_back, giver, spot, "not_yours"]


def test_the_calendar_ends_only_what_is_over(cast):
    calendar, at = the_system("calendar"), now()
    offer = offered(cast, valid_until=soon(1))
    assert rules.may_expire_offer(calendar, offer, today=soon(1), at=at).code == "not_over_yet"
    assert rules.may_expire_offer(calendar, offer, today=soon(2), at=at).code == "ok"
    assert rules.may_expire_offer(calendar, Offer(state=OfferState.OPEN), today=soon(9), at=at).code == "not_over_yet"


def test_a_refusal_names_the_organisation_in_the_reader_s_language(cast):
    party = {"organisation": cast.northlight, "person": None}
    verdict = rules.may_make_offer(cast.as_("chen"), **party, draft=lamps(cast), today=soon(0), at=now())
    assert verdict.reason == "Only somebody who acts for Northlight Foods can offer in its name."
