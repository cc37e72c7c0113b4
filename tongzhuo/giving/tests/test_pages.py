"""The pages of giving, pressed as people press them: from a promise to the public trace."""

import io

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image
from pypdf import PdfReader

from tongzhuo.gifts import actions
from tongzhuo.gifts.models import Delivery, Gift, GiftPhoto, HandOver, Loss, Receipt, Store
from tongzhuo.gifts.tests import story
from tongzhuo.gifts.tests.story import NOW, TODAY, agreed, arrived, came, day, project, promised, sent
from tongzhuo.ledger.models import Lot
from tongzhuo.projects.models import Project

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_monday():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def press(client, cast):
    """Post as somebody; gives the address it led to, or the status where it led nowhere."""

    def pressed(who, url, *args, **said):
        client.force_login(cast.account(who))
        answer = client.post(reverse(url, args=args), said)
        return answer.headers["Location"] if answer.status_code == 302 else answer.status_code

    return pressed


def seen(client, name, *args):
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def pdf_text(answer):
    pages = PdfReader(io.BytesIO(answer.content)).pages
    return "".join("".join(page.extract_text() for page in pages).split())


def test_from_a_promise_to_the_trace(client, cast, press):
    item = story.term("item", "quilt", "棉被", "Quilts", base=cast.piece)
    terms = {"party": cast.northlight.code, "kind": "goods", "item": item.pk, "receiver": cast.office.pk}
    terms |= {"naming": "public", "deliver_by": day(7).isoformat()}
    assert press("bei", "gifts:new", **terms | {"amount": "6,0"}) == 422
    assert press("bei", "gifts:new", **terms | {"amount": "６０件"}).startswith("/gifts/")
    gift = Gift.objects.get()
    assert (gift.quantity, gift.unit, gift.place, gift.state) == (60, cast.piece, cast.willow, "pledged")
    assert press("bei", "gifts:agree", gift.code) == 409
    press("chen", "gifts:agree", gift.code)
    press("chen", "gifts:new-store", organisation=cast.office.pk, name="柳荫里暖心仓")
    store = Store.objects.get()
    coming = {"store": store.pk, "amount": "60", "on": TODAY.isoformat(), "note": "N-1"}
    assert press("chen", "gifts:receive", gift.code, **coming | {"amount": "61"}) == 422
    assert press("chen", "gifts:receive", gift.code, **coming) == f"/gifts/{gift.code}/"
    press("chen", "gifts:issue", Delivery.objects.get().code)
    assert press("chen", "gifts:issue", Delivery.objects.get().code) == 409
    lot, where_to = Lot.objects.get(), project(cast)
    form = {"do": "hand_over", "hand_over-project": where_to.pk, "hand_over-amount": "24"}
    assert press("chen", "gifts:lot", store.code, lot.code, **form | {"hand_over-amount": "-4"}) == 422
    assert press("chen", "gifts:lot", store.code, lot.code, **form) == f"/stores/{store.code}/"
    made = HandOver.objects.get()
    assert press("chen", "gifts:hand-over", made.code, counted="24") == 409
    assert press("zhao", "gifts:hand-over", made.code) == f"/hand-overs/{made.code}/"
    press("zhao", "gifts:use", gift.code, amount="20", people="31", words="铺上了床")
    client.logout()
    shown = seen(client, "gifts:trace", gift.code)
    wanted = (
        "60 pieces received. 20 pieces in use.",
        "It helps 31 people",
        "Northlight Foods",
        "Receipt 2026-0001",
        "铺上了床",
    )
    assert [words in shown for words in wanted] == [True] * 5
    assert [name in shown for name in ("赵宁", "陈丽", "Mr Guo", "郭先生")] == [False] * 4
    assert client.get(reverse("gifts:find"), {"number": gift.shown_code}).headers["Location"].endswith(f"{gift.code}/")
    assert client.get(reverse("gifts:find"), {"number": "KW-1"}).status_code == 422


def test_a_giver_who_changes_their_mind_is_named_nowhere(client, cast, press):
    made = arrived(cast)
    press("bei", "gifts:naming", made.gift.code, naming="public")
    client.logout()
    assert "Northlight Foods" in seen(client, "gifts:trace", made.gift.code)
    assert press("chen", "gifts:naming", made.gift.code, naming="public") == 409
    press("bei", "gifts:naming", made.gift.code, naming="kept")
    client.logout()
    assert "Northlight Foods" not in seen(client, "gifts:trace", made.gift.code)
    assert "A giver who prefers not to be named" in seen(client, "gifts:trace", made.gift.code)


def test_fewer_than_five_are_never_shown(client, cast):
    made = arrived(cast)
    actions.note_use(by=cast.as_("zhao"), gift=made.gift, project=made.project, quantity=3, people=4)
    shown = seen(client, "gifts:trace", made.gift.code)
    assert ("It helps" in shown, "People helped" in shown) == (False, False)


@pytest.mark.parametrize("many", [1, 3])
def test_the_trace_takes_no_more_questions_for_a_longer_way(client, cast, django_assert_num_queries, many):
    gift, shelf = agreed(cast), story.store(cast)
    other, where_to = story.store(cast, "小仓"), project(cast)
    for _time in range(many):
        delivery = came(cast, gift, shelf, 20)
        actions.move_stock(by=cast.as_("chen"), source=shelf, target=other, lot=delivery.lot, quantity=2)
        actions.issue_receipt(by=cast.as_("chen"), delivery=delivery)
        made = actions.confirm_hand_over(by=cast.as_("zhao"), hand_over=sent(cast, delivery, where_to, 9))
        actions.note_use(by=cast.as_("zhao"), gift=gift, project=where_to, quantity=7, people=9)
        GiftPhoto.objects.create(gift=gift, photo="gifts/x.jpg", shows="nobody")
    seen(client, "gifts:trace", gift.code)
    with django_assert_num_queries(9):
        shown = seen(client, "gifts:trace", gift.code)
    assert (shown.count("Moved: 2 pieces"), shown.count("Handed over: 9 pieces"), made.state) == (
        many,
        many,
        "confirmed",
    )


@pytest.mark.parametrize("many", [1, 3])
def test_the_lists_take_no_more_questions_for_more_rows(client, cast, django_assert_num_queries, many):
    shelf = story.store(cast)
    for _time in range(many):
        came(cast, agreed(cast), shelf, 60, best_before=day(5))
    client.force_login(cast.account("chen"))
    for url, queries in ((reverse("gifts:gifts"), 6), (reverse("gifts:store", args=[shelf.code]), 9)):
        client.get(url)
        with django_assert_num_queries(queries):
            assert client.get(url).content.decode().count("Quilts") == many


def test_losses_moves_and_counts_by_press(client, cast, press):
    gift, shelf = agreed(cast), story.store(cast)
    lot, other = came(cast, gift, shelf).lot, story.store(cast, "小仓")
    at = (shelf.code, lot.code)
    press("chen", "gifts:lot", *at, do="move", **{"move-target": other.pk, "move-amount": "10"})
    assert press("chen", "gifts:lot", *at, do="count", **{"count-counted": "48"}) == 422
    press("chen", "gifts:lot", *at, do="count", **{"count-counted": "48", "count-words": "少两床"})
    wet = {"loss-kind": "damaged", "loss-amount": "1", "loss-words": "泡水"}
    press("chen", "gifts:lot", *at, do="loss", **wet)
    missing, damaged = Loss.objects.order_by("pk")
    assert press("chen", "gifts:answer-loss", missing.code, seen="yes") == 409
    press("zhao", "gifts:answer-loss", missing.code, seen="yes")
    press("zhao", "gifts:answer-loss", damaged.code, seen="no")
    assert [loss.state for loss in Loss.objects.order_by("pk")] == ["confirmed", "refused"]
    assert "48 pieces" in seen(client, "gifts:store", shelf.code)


def test_the_papers_say_what_the_law_asks(client, cast):
    delivery = came(cast, agreed(cast, purpose=cast.snacks), story.store(cast), 60, note="N-1")
    actions.issue_receipt(by=cast.as_("chen"), delivery=delivery)
    client.force_login(cast.account("bei"))
    agreement = pdf_text(client.get(reverse("gifts:agreement", args=[delivery.gift.code])))
    law = ("捐赠协议", "北辰食品", "柳荫里居委会", "物资（捐赠）", "棉被", "60件", "全新，纯棉", "点心", "居委会一楼")
    assert [words for words in law if words not in agreement] == []
    receipt = pdf_text(client.get(reverse("gifts:receipt", args=[Receipt.objects.get().code])))
    law = ("捐赠收据", "2026-0001", "北辰食品", "60件", "柳荫里居委会", "陈丽", "2026年11月23日", "N-1")
    assert [words for words in law if words not in receipt] == []
    label = pdf_text(client.get(reverse("gifts:label", args=[delivery.gift.code])))
    assert (delivery.gift.shown_code in label, "棉被" in label) == (True, True)


def test_a_photo_says_who_is_on_it_and_comes_down_again(client, cast, press):
    gift = agreed(cast)
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(out, "PNG")
    photo = SimpleUploadedFile("p.png", out.getvalue(), "image/png")
    assert press("bei", "gifts:photo", gift.code, photo=photo) == 422
    photo.seek(0)
    press("bei", "gifts:photo", gift.code, photo=photo, shows="nobody", words="在库里")
    picture = GiftPhoto.objects.get()
    client.logout()
    assert client.get(reverse("gifts:photo-file", args=[picture.code])).status_code == 200
    press("chen", "gifts:take-down", picture.code)
    assert client.get(reverse("gifts:photo-file", args=[picture.code])).status_code == 404


def test_terms_change_and_another_use_is_asked(client, cast, press):
    gift = promised(cast)
    changed = {"kind": "loan", "item": gift.item.pk, "receiver": cast.office.pk, "amount": "5", "naming": "kept"}
    assert press("chen", "gifts:terms", gift.code, **changed) == 422
    press("chen", "gifts:terms", gift.code, **changed | {"return_on": day(60).isoformat()})
    gift.refresh_from_db()
    assert (gift.kind, gift.quantity, gift.giver_agreed_at, gift.receiver_agreed_by) == ("loan", 5, None, cast.chen)
    press("chen", "gifts:another-use", gift.code, after=cast.snacks.pk, reason="点心更缺")
    change = gift.use_changes.get()
    assert press("chen", "gifts:answer-use", change.code, answer="yes") == 409
    press("bei", "gifts:answer-use", change.code, answer="yes")
    press("bei", "gifts:withdraw", gift.code, reason="机器坏了")
    gift.refresh_from_db()
    assert (gift.purpose, gift.state, gift.reason) == (cast.snacks, "withdrawn", "机器坏了")


@pytest.mark.parametrize("who", ["liu", "outsider"])
def test_hidden_looks_the_same_as_absent(client, cast, who):
    made = arrived(cast)
    client.force_login(cast.account(who))
    hidden = (("gift", made.gift), ("terms", made.gift), ("hand-over", made), ("store", made.store))
    assert [client.get(reverse(f"gifts:{name}", args=[one.code])).status_code for name, one in hidden] == [404] * 4
    assert client.get(reverse("gifts:gifts")).status_code == 200


def test_what_is_empty_says_what_to_do_next(client, cast):
    client.force_login(cast.account("liu"))
    assert "Nothing is promised yet." in seen(client, "gifts:gifts")
    client.force_login(cast.account("chen"))
    assert "No store yet." in seen(client, "gifts:stores")
    assert "The store is empty." in seen(client, "gifts:store", story.store(cast).code)


def test_whoever_runs_the_project_sees_the_gift_and_not_who_prefers_not_to_be_named(client, cast):
    made = arrived(cast)
    Project.objects.update(team=cast.doorstep)
    client.force_login(cast.account("nuan"))
    shown = seen(client, "gifts:gift", made.gift.code)
    assert ("Northlight" in shown, "A giver who prefers not to be named" in shown) == (False, True)
    assert client.get(reverse("gifts:agreement", args=[made.gift.code])).status_code == 409
