"""The pages of offers: the list, a new one, one offer, a changed one."""

import pytest

from tongzhuo.kernel.models import Line
from tongzhuo.resources import actions
from tongzhuo.resources.models import Offer
from tongzhuo.resources.states import OfferKind, OfferState
from tongzhuo.resources.tests.a_draft import a_room, lamps, offered, soon, staff_day
from tongzhuo.vocabulary.queries import unit


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_queries_for_one_and_for_three(cast, client, django_assert_num_queries, count):
    made = [offered(cast, what=None, what_text=f"Lamp {number}") for number in range(count)]
    hidden = offered(cast, what_text="Hidden")
    actions.withdraw_offer(by=cast.as_("bei"), offer=hidden)
    client.force_login(cast.account("liu"))
    client.get("/offers/")
    with django_assert_num_queries(6):
        page = client.get("/offers/")
    assert [one.offer for one in page.context["seen"]] == made[::-1]
    assert "Hidden" not in page.content.decode()


def test_a_stranger_reads_what_is_on_the_table_but_not_from_whom(cast, client):
    offered(cast)
    page = client.get("/offers/").content.decode()
    assert "<b>Desk lamps</b><small>14 pieces · any time · Willow Lane</small>" in page
    assert ("Northlight" in page, "<small>Company" in page) == (False, True)


def test_the_list_narrows_by_kind_words_and_place(cast, client):
    goods, room, day = offered(cast), offered(cast, draft=a_room), offered(cast, draft=staff_day, place=cast.plane)
    for address, found in (
        ("/offers/?kind=space", [room]),
        ("/offers/?kind=nonsense", [day, room, goods]),
        ("/offers/?q=lamps", [goods]),
        (f"/offers/?place={cast.plane.path}", [day]),
        ("/offers/?mine=yes", []),
        ("/offers/?page=999", [day, room, goods]),
    ):
        assert [one.offer for one in client.get(address).context["seen"]] == found, address


def test_one_s_own_list_shows_what_was_taken_back(cast, client):
    offer = offered(cast)
    actions.withdraw_offer(by=cast.as_("bei"), offer=offer)
    client.force_login(cast.account("bei"))
    assert [one.offer for one in client.get("/offers/?mine=yes").context["seen"]] == [offer]


def test_empty_lists_say_what_to_do_next(cast, client):
    assert "The table is empty" in client.get("/offers/").content.decode()
    assert "Nothing like that is on the table" in client.get("/offers/?q=piano").content.decode()
    client.force_login(cast.account("bei"))
    assert "You have not offered anything yet" in client.get("/offers/?mine=yes").content.decode()


def test_many_offers_come_in_pages(cast, client):
    for number in range(21):
        offered(cast, what_text=f"Lamp {number}")
    assert len(client.get("/offers/").context["seen"]) == 20
    page = client.get("/offers/?page=2&q=lamp")
    assert [one.offer.what_text for one in page.context["seen"]] == ["Lamp 0"]
    assert "?page=1&amp;q=lamp" in page.content.decode()


def the_page(**more):
    return {"party": "", "kinds": ["goods"], "goods-what_text": "Kitchen-waste composter", "goods-amount": "1"} | more


def post(client, cast, who="bei", party="northlight", address="/offers/new/", **more):
    client.force_login(cast.account(who))
    code = (cast.organisations.get(party) or cast.people[party]).code
    return client.post(address, the_page(party=code, **more))


def test_things_and_people_in_one_go(cast, client):
    answer = post(
        client,
        cast,
        kinds=["goods", "people"],
        conditions="220 V, 10 A; hard ground, 6 m²",
        needs_keeper="on",
        insured="on",
        radius_m="10000",
        serves=str(cast.district.pk),
        show_name="on",
        **{"people-amount": "２０", "people-starts_on": soon().isoformat(), "people-from_time": "09:00"},
        **{"people-until_time": "12:00", "goods-starts_on": soon(2).isoformat()},
    )
    assert answer.headers["Location"] == "/offers/?mine=yes"
    goods, people = Offer.objects.order_by("pk")
    assert (goods.kind, goods.title, goods.quantity, goods.unit) == (
        "goods",
        "Kitchen-waste composter",
        1,
        unit("piece"),
    )
    assert (people.kind, people.quantity, people.when, people.starts_on) == ("people", 20, "interval", soon())
    for offer in (goods, people):
        assert (offer.party, offer.place, offer.radius_m, offer.serves) == (
            cast.northlight, cast.willow, 10_000, cast.district,
        )  # fmt: skip
        assert (offer.needs_keeper, offer.insured, offer.show_name, offer.photographs) == (True, True, True, False)
    assert list(Line.objects.values_list("did", flat=True)) == ["offer.made", "offer.made"]


def test_money_is_written_in_yuan_and_kept_in_fen(cast, client):
    answer = post(client, cast, kinds=["money"], **{"money-amount": "1.2万", "money-purpose": str(cast.snacks.pk)})
    offer = Offer.objects.get()
    assert answer.headers["Location"] == f"/offers/{offer.code}/"
    assert (offer.quantity, offer.unit, offer.purpose, offer.title) == (1_200_000, unit("fen"), cast.snacks, "Money")


def test_a_weight_is_kept_in_grams(cast, client):
    post(client, cast, **{"goods-what_text": "Rice", "goods-amount": "2.5", "goods-unit": str(unit("kilogram").pk)})
    assert Offer.objects.values_list("quantity", "unit__slug").get() == (2500, "gram")


def test_a_room_with_opening_hours(cast, client):
    hours = {"space-starts_on": soon(1).isoformat(), "space-ends_on": soon(60).isoformat()}
    hours |= {"space-from_time": "14:00", "space-until_time": "18:00", "space-weekdays": ["0", "2"]}
    post(client, cast, kinds=["space"], spot="Hall, ground floor", **hours, **{"space-what": str(cast.room.pk)})
    offer = Offer.objects.get()
    assert (offer.when, offer.weekdays, offer.quantity, offer.spot) == ("weekly", 0b101, None, "Hall, ground floor")


@pytest.mark.parametrize(("kind", "more"), [("professional", {}), ("operator", {"operator-purpose": "care"})])
def test_hours_of_professionals_and_of_operators(cast, client, kind, more):
    more = {name: str(cast.terms[value].pk) for name, value in more.items()}
    post(client, cast, kinds=[kind], **{f"{kind}-amount": "3"}, **more)
    offer = Offer.objects.get()
    assert (offer.kind, offer.quantity, offer.purpose) == (kind, 3, cast.care if more else None)


def test_a_neighbour_lends_a_chair(cast, client):
    answer = post(client, cast, "liu", "liu", **{"goods-on_loan": "on", "goods-what": str(cast.chair.pk)})
    offer = Offer.objects.get()
    assert (offer.party, offer.place, offer.on_loan) == (cast.liu, cast.willow, True)
    assert "It is on the table." in client.get(answer.headers["Location"]).content.decode()


def test_somewhere_else_by_name_or_by_number(cast, client):
    cast.plane.official_code = "990105002"
    cast.plane.save()
    for text in ("梧桐苑", "plane tree court", "990105002"):
        post(client, cast, elsewhere=text)
    assert list(Offer.objects.values_list("place", flat=True)) == [cast.plane.pk] * 3


@pytest.mark.parametrize(
    ("more", "sentence", "target"),
    [
        ({"kinds": []}, "Tick at least one.", "id_kinds"),
        ({"goods-what_text": ""}, "Say what it is, in a few words.", "id_goods-what_text"),
        (
            {"goods-amount": "many"},
            "“many” is no number. Write it with digits, for instance 14 or 2.5.",
            "id_goods-amount",
        ),
        ({"goods-amount": "-3"}, "“-3” is not more than nothing.", "id_goods-amount"),
        ({"goods-amount": "0.5"}, "“0.5” does not come out even in this unit.", "id_goods-amount"),
        (
            {"goods-amount": "9" * 30},
            f"“{'9' * 30}” is more than anybody could bring. Is it a slip?",
            "id_goods-amount",
        ),
        ({"goods-starts_on": "31 February"}, "Enter a valid date.", "id_goods-starts_on"),
        (
            {"goods-unit": "99999"},
            "Select a valid choice. That choice is not one of the available choices.",
            "id_goods-unit",
        ),
        ({"elsewhere": "Atlantis"}, "We know no single place called “Atlantis” here.", "id_elsewhere"),
        ({"conditions": "x" * 2001}, "Ensure this value has at most 2000 characters (it has 2001).", "id_conditions"),
        ({"valid_until": "2020-01-01"}, "That day is over.", "id_valid_until"),
        ({"party": "0000000000"}, "Select a valid choice. 0000000000 is not one of the available choices.", "id_party"),
    ],
)
def test_a_slip_is_said_on_top_and_beside_and_the_words_are_kept(cast, client, more, sentence, target):
    client.force_login(cast.account("bei"))
    answer = client.post("/offers/new/", the_page(party=cast.northlight.code, spot="Gate 3") | more)
    page = answer.content.decode()
    assert (answer.status_code, Offer.objects.count()) == (422, 0)
    assert f'<a href="#{target}">' in page
    assert page.count(sentence) == 2
    assert f'id="{target}"' in page
    assert 'value="Gate 3"' in page


def test_what_is_not_ticked_is_not_checked_but_kept(cast, client):
    answer = post(client, cast, kinds=["goods"], **{"goods-amount": "many", "people-amount": "also many"})
    assert ('value="also many"' in answer.content.decode(), answer.content.decode().count("is no number")) == (True, 2)


def test_a_refusal_leaves_nothing_half_written(cast, client):
    answer = post(client, cast, "liu", "liu", kinds=["goods", "money"], **{"money-amount": "5"})
    assert "A person offers things or a space." in answer.content.decode()
    assert (answer.status_code, Offer.objects.count(), Line.objects.count()) == (422, 0, 0)


def test_a_mandate_of_another_place_is_said_beside_the_place(cast, client):
    page = post(client, cast, "chen", "office", elsewhere="Plane Tree Court").content.decode()
    assert page.count("You hold no mandate of Willow Lane office for that place.") == 2


EVERYBODY = [("bei", True), ("chen", False), ("nuan", False), ("liu", False), ("outsider", False), (None, False)]


@pytest.mark.parametrize(("who", "own"), EVERYBODY)
def test_who_may_do_what_on_the_page_of_an_offer(cast, client, who, own):
    offer = offered(cast)
    if who:
        client.force_login(cast.account(who))
    page = client.get(f"/offers/{offer.shown_code}/").content.decode()
    assert ("Take it off the table" in page, f"/offers/{offer.code}/edit/" in page) == (own, own)
    stranger = 409 if who else 302
    assert client.get(f"/offers/{offer.code}/edit/").status_code == (200 if own else stranger)
    assert client.post(f"/offers/{offer.code}/edit/", {}).status_code == (422 if own else stranger)
    assert client.post(f"/offers/{offer.code}/withdraw/").status_code == (302 if own else stranger)
    assert client.post(f"/offers/{offer.code}/put-back/").status_code == (302 if own else stranger)
    assert Offer.objects.get().state == OfferState.OPEN


@pytest.mark.parametrize(("who", "status"), [("bei", 200), ("chen", 200), ("liu", 404), ("outsider", 404), (None, 404)])
def test_hidden_looks_like_absent(cast, client, who, status):
    offer = offered(cast)
    actions.withdraw_offer(by=cast.as_("bei"), offer=offer)
    if who:
        client.force_login(cast.account(who))
    assert client.get(f"/offers/{offer.code}/").status_code == status
    if who not in ("bei", "chen", None):
        for page in ("edit", "withdraw", "put-back"):
            assert client.post(f"/offers/{offer.code}/{page}/").status_code == 404


@pytest.mark.parametrize("address", ["/offers/7K3MQ-9XW2D/", "/offers/AAAAAAAAAA/", "/offers/12/"])
def test_a_forged_code_is_nowhere(cast, client, address):
    assert client.get(address).status_code == 404


def test_signing_in_first(cast, client):
    for address in ("/offers/new/", f"/offers/{offered(cast).code}/edit/"):
        assert client.get(address).headers["Location"] == f"/account/login/?next={address}"


@pytest.mark.parametrize("page", ["withdraw", "put-back"])
def test_changing_takes_a_press(cast, client, page):
    client.force_login(cast.account("bei"))
    assert client.get(f"/offers/{offered(cast).code}/{page}/").status_code == 405


def test_taking_off_and_putting_back(cast, client):
    offer = offered(cast)
    client.force_login(cast.account("bei"))
    page = client.post(f"/offers/{offer.code}/withdraw/", {"reason": "Sold"}, follow=True).content.decode()
    assert ("It is off the table." in page, "Put it back on the table" in page) == (True, True)
    assert Line.objects.get(did="offer.withdrawn").facts == {"reason": "Sold"}
    assert "It is back on the table." in client.post(f"/offers/{offer.code}/put-back/", follow=True).content.decode()


@pytest.mark.parametrize(
    ("draft", "name", "value"),
    [(lamps, "goods-amount", "15"), (a_room, "space-amount", "40"), (staff_day, "people-amount", "25")],
)
def test_the_page_of_a_change_begins_with_what_is_there(cast, client, draft, name, value):
    offer = offered(cast, draft=draft, spot="Gate 3", radius_m=5000)
    client.force_login(cast.account("bei"))
    page = client.get(f"/offers/{offer.code}/edit/")
    asked = {}
    for form in (page.context["common"], page.context["form"]):
        for field in form:
            kept = field.value()
            if kept not in (None, "", False, []):
                asked[field.html_name] = (
                    [str(day) for day in kept] if isinstance(kept, list) else str(getattr(kept, "pk", kept))
                )
    answer = client.post(f"/offers/{offer.code}/edit/", asked)
    assert (answer.status_code, Line.objects.count()) == (302, 1)
    client.post(f"/offers/{offer.code}/edit/", asked | {name: value})
    assert Offer.objects.get().quantity == int(value)
    assert Line.objects.latest("pk").facts == {"changed": ["quantity"]}


def test_money_is_shown_in_yuan_again(cast, client):
    offer = offered(cast, draft=lamps, kind=OfferKind.MONEY, what=None, unit=unit("fen"), quantity=180_050)
    client.force_login(cast.account("bei"))
    assert client.get(f"/offers/{offer.code}/edit/").context["form"]["amount"].value() == "1800.50"
