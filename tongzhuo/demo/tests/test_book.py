"""The book of the sample district goes with it; a book elsewhere stays, and stays sealed."""

import pytest
from django.db import IntegrityError, transaction

from tests.cast import place
from tongzhuo.demo.clearing import clear
from tongzhuo.demo.scene import ROOT
from tongzhuo.kernel.viewer import the_system
from tongzhuo.ledger import actions
from tongzhuo.ledger.audit import audit
from tongzhuo.ledger.models import Account, AuditRun, Closing, Count, Entry, Lot, Transaction, Unsealed
from tongzhuo.ledger.moves import from_to
from tongzhuo.ledger.queries import today_in
from tongzhuo.ledger.states import AccountKind
from tongzhuo.places.states import Level

pytestmark = pytest.mark.django_db
US = the_system("tests")


def written(where):
    """A gift, a count that differs, a reversal, a closed month and an audit."""
    giver = actions.open_account(by=US, kind=AccountKind.GIVER, place=where)
    store = actions.open_account(by=US, kind=AccountKind.STORE, place=where)
    lot = actions.new_lot(by=US, asset=actions.asset_of_money(by=US), place=where)
    posted = actions.post(by=US, place=where, moves=from_to(giver, store, lot, 100))
    actions.count_stock(by=US, account=store, lot=lot, counted=101, reason="found one")
    actions.reverse(posted, by=US, reason="not theirs")
    actions.close_period(by=US, place=where, until=today_in(where).replace(year=2020))
    actions.keep_audit(audit(where), by=US, place=where)


def test_the_book_of_the_sample_district_is_cleared_away(db):
    place("/cn/", "中国", "China", Level.COUNTRY, 35.0, 105.0)
    town = place("/cn/11/", "北京市", "Beijing", Level.CITY, 39.9, 116.4)
    district = place(ROOT, "示例", "Sample", Level.CITY, 31.2, 121.4)
    written(town)
    rows = (Account, Lot, Transaction, Entry, Count, Closing, AuditRun)
    before = [model.objects.count() for model in rows]
    written(district)
    assert [model.objects.count() for model in rows] == [2 * count for count in before]
    with transaction.atomic():
        clear()
    assert [model.objects.count() for model in rows] == before
    assert (Unsealed.objects.count(), audit().balanced) == (0, True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.all().delete()
