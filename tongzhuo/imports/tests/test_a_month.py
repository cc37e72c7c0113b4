"""A month of real offers and asks: the book balances after every day, and each unit is in exactly one place."""

import datetime as dt
import time

import pytest
import time_machine
from django.db.models import Sum
from django.urls import reverse

from tongzhuo.gifts.models import Delivery, Gift, Receipt
from tongzhuo.imports.tests import a_month
from tongzhuo.imports.tests.a_month import DAYS, FIRST, SIMULATED
from tongzhuo.imports.tests.test_real_data import DATA, WUHAN
from tongzhuo.ledger.audit import audit
from tongzhuo.ledger.models import Balance, Lot
from tongzhuo.ledger.states import AccountKind
from tongzhuo.needs.models import Ask

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.slow,
    pytest.mark.skipif(
        not DATA.exists(), reason="TONGZHUO_DATA is not set: a month of Wuhan 2020 is not played on the real lists"
    ),
]
NAMES = ("江岸", "江汉", "硚口", "汉阳", "武昌", "青山", "洪山", "东西湖", "汉南", "蔡甸", "江夏", "黄陂", "新洲")
CODES = (2, 3, 4, 5, 6, 7, 11, 12, 13, 14, 15, 16, 17)
DISTRICTS = "code,name\n" + "".join(f"4201{code:02d},{name}区\n" for code, name in zip(CODES, NAMES, strict=True))


@pytest.fixture
def clock():
    with time_machine.travel(FIRST, tick=False) as found:
        yield found


def each_unit_is_in_one_place() -> int:
    """What came of each lot is what its giver gave and what is elsewhere, in one account. How many lots there are."""
    came = dict(Delivery.objects.values_list("lot").annotate(Sum("quantity")))
    given = dict(Balance.objects.filter(account__kind=AccountKind.GIVER).values_list("lot", "amount"))
    elsewhere = Balance.objects.exclude(account__kind=AccountKind.GIVER).exclude(amount=0)
    where = list(elsewhere.values_list("lot", "amount"))
    assert {lot: -amount for lot, amount in given.items()} == came == dict(where)
    assert len(where) == len(came)
    return len(came)


def test_offers_meet_the_asks_of_hospitals_for_a_month(brings, client, clock):
    brings("places", DISTRICTS)
    brings("needs", WUHAN / "hospital_needs_long.csv")
    for name in ("factory", "doctor_hotel/hubei/wuhanshi"):
        brings("offers", WUHAN / f"json/{name}.json")
    begun = time.process_time()
    month = a_month.begun()
    asked = Ask.objects.filter(need__state="confirmed").count()
    lots = []
    for day in range(DAYS):
        clock.move_to(FIRST + dt.timedelta(days=day))
        month.play(day)
        found = audit()
        assert (found.balanced, found.findings) == (True, [])
        lots.append(each_unit_is_in_one_place())
    assert list(month.due) == []
    goods, space = (Gift.objects.filter(kind=kind) for kind in ("goods", "space"))
    assert (Ask.objects.count(), space.count()) == (805, 87)
    assert asked == goods.count() + sum(month.unoffered.values())
    assert set(Gift.objects.values_list("state", flat=True)) == {"in_use"}
    assert lots == sorted(lots)
    assert lots[-1] == Lot.objects.count() == Receipt.objects.count() == Gift.objects.count()
    kinds = Balance.objects.exclude(amount=0).values_list("account__kind", flat=True)
    assert set(kinds) == {AccountKind.GIVER, AccountKind.BENEFICIARIES}
    unknown = goods.filter(ask__quantity=None) | goods.filter(offer__quantity=None) | space
    assert month.refused["not_confirmed"] == goods.filter(ask__quantity=None).count() + 87
    assert set(Gift.objects.filter(item_text__endswith=SIMULATED)) == set(unknown)
    pages = [reverse("gifts:trace", args=[unknown.latest("pk").code]), reverse("wishes:wishes")]
    trace, wishes = (client.get(page, headers={"accept-language": "zh-hans"}).content.decode() for page in pages)
    assert (SIMULATED in trace, "认领这个心愿" in wishes) == (True, True)
    capped = goods.filter(item__slug="coverall").aggregate(sum=Sum("quantity"))["sum"]
    assert capped <= 5_000
    assert time.process_time() - begun < 60
