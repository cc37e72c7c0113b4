"""What is put on the table, changed, taken off it, put back, and ended by the calendar."""

import datetime as dt

import pytest
import time_machine

from tests.cast import LONG_AGO, at
from tongzhuo.kernel.memory import sweep
from tongzhuo.kernel.models import Line
from tongzhuo.kernel.verdicts import Refused
from tongzhuo.kernel.viewer import the_system
from tongzhuo.notices.models import Notice
from tongzhuo.organisations.models import Mandate
from tongzhuo.organisations.states import Role
from tongzhuo.places.states import WhenKind
from tongzhuo.resources import actions, promised
from tongzhuo.resources.models import Offer
from tongzhuo.resources.promised import Promised, counts_promises, promised_of
from tongzhuo.resources.states import MAY_FOLLOW, OfferKind, OfferState
from tongzhuo.resources.tests.a_draft import a_room, lamps, offered, soon, staff_day

CALENDAR = the_system("calendar")


def dids():
    return list(Line.objects.order_by("pk").values_list("did", flat=True))


def test_a_company_puts_fourteen_lamps_on_the_table(cast):
    offer = offered(cast)
    assert (offer.party, offer.title, offer.quantity, offer.unit, offer.state) == (
        cast.northlight,
        "Desk lamps",
        14,
        cast.piece,
        OfferState.OPEN,
    )
    assert (offer.lat, offer.lon) == (cast.northlight.lat, cast.northlight.lon)
    line = Line.objects.get()
    assert (line.did, line.on, line.path) == ("offer.made", f"offer:{offer.code}", cast.willow.path)
    assert line.facts == {"kind": "goods", "quantity": 14}


def test_a_point_of_one_s_own_or_of_the_place(cast):
    assert offered(cast, lat=31.2, lon=121.3).lat == 31.2
    assert offered(cast, place=cast.plane).lat == cast.plane.lat


@pytest.mark.parametrize(
    ("who", "organisation", "code"),
    [
        ("bei", "northlight", ""),
        ("nuan", "doorstep", ""),
        ("chen", "office", ""),
        ("zhao", "station", ""),
        ("liu", None, ""),
        ("chen", "northlight", "no_mandate_of_it"),
        ("outsider", "northlight", "no_mandate_of_it"),
        ("liu", "northlight", "no_mandate_of_it"),
        ("gao", "bureau", "government_guides"),
        (None, "northlight", "sign_in_first"),
    ],
)
def test_who_may_offer_in_whose_name(cast, who, organisation, code):
    party = {"organisation": cast.organisations[organisation]} if organisation else {"person": cast.people[who]}
    if not code:
        assert actions.make_offer(by=cast.as_(who), draft=lamps(cast), **party).party_name
        return
    with pytest.raises(Refused) as refused:
        actions.make_offer(by=cast.as_(who), draft=lamps(cast), **party)
    assert refused.value.verdict.code == code
    assert (Offer.objects.count(), dids()) == (0, [])


def test_a_colleague_without_a_mandate_does_not_speak_for_the_company(cast):
    Mandate.objects.filter(person=cast.bei).update(ends_on=LONG_AGO)
    with pytest.raises(Refused) as refused:
        offered(cast)
    assert refused.value.verdict.code == "no_mandate_of_it"


def test_nobody_offers_what_is_somebody_else_s(cast):
    for party in ({"person": cast.sun}, {}, {"person": cast.liu, "organisation": cast.northlight}):
        with pytest.raises(Refused) as refused:
            actions.make_offer(by=cast.as_("liu"), draft=lamps(cast), **party)
        assert refused.value.verdict.code == ("not_yours" if party == {"person": cast.sun} else "one_party")


def test_a_daughter_offers_for_her_father(cast):
    cast.guo.acts_through = cast.wang
    cast.guo.save()
    assert actions.make_offer(by=cast.as_("wang"), draft=lamps(cast), person=cast.guo).person == cast.guo


@pytest.mark.parametrize("kind", sorted(OfferKind.values))
def test_a_person_offers_things_and_space(cast, kind):
    draft = {OfferKind.SPACE: a_room, OfferKind.PEOPLE: staff_day}.get(kind, lamps)(cast, kind=kind)
    if kind not in (OfferKind.PEOPLE, OfferKind.SPACE, OfferKind.GOODS):
        draft = lamps(cast, kind=kind, what=None, unit=None)
    try:
        actions.make_offer(by=cast.as_("liu"), draft=draft, person=cast.liu)
        code = ""
    except Refused as refused:
        code = refused.verdict.code
    assert code == ("" if kind in (OfferKind.GOODS, OfferKind.SPACE) else "not_from_a_person")


def test_an_organisation_offers_where_its_speaker_holds_a_mandate(cast):
    assert offered(cast, "chen", "office").place == cast.willow
    with pytest.raises(Refused) as refused:
        offered(cast, "chen", "office", place=cast.plane)
    assert refused.value.verdict.code == "no_mandate_there"


STRANGERS = ["chen", "zhao", "nuan", "liu", "gao", "outsider", None]


@pytest.mark.parametrize("who", STRANGERS)
def test_only_the_giver_changes_withdraws_and_puts_back(cast, who):
    offer = offered(cast)
    before = dids()
    for act in (
        lambda viewer: actions.change_offer(by=viewer, offer=offer, draft=lamps(cast, quantity=20)),
        lambda viewer: actions.withdraw_offer(by=viewer, offer=offer),
        lambda viewer: actions.put_back_offer(by=viewer, offer=offer),
        lambda viewer: actions.expire_offer(by=viewer, offer=offer, at=at("2030-01-01 00:00")),
    ):
        with pytest.raises(Refused) as refused:
            act(cast.as_(who))
        assert refused.value.verdict.code in ("not_yours", "sign_in_first")
    assert dids() == before


def test_a_colleague_with_a_mandate_may_do_all_of_it(cast):
    offer = offered(cast)
    cast.mandate("sun", "northlight", Role.OPERATOR, "district")
    actions.change_offer(by=cast.as_("sun"), offer=offer, draft=lamps(cast, quantity=20))
    actions.withdraw_offer(by=cast.as_("sun"), offer=offer, reason="The lorry broke down")
    actions.put_back_offer(by=cast.as_("sun"), offer=offer)
    assert dids() == ["offer.made", "offer.changed", "offer.withdrawn", "offer.put_back"]
    changed, withdrawn = Line.objects.order_by("pk")[1:3]
    assert (changed.facts, withdrawn.facts) == ({"changed": ["quantity"]}, {"reason": "The lorry broke down"})


def test_a_change_that_changes_nothing_is_not_remembered(cast):
    offer = offered(cast)
    actions.change_offer(by=cast.as_("bei"), offer=offer, draft=lamps(cast))
    assert dids() == ["offer.made"]


@pytest.fixture
def half_promised(monkeypatch):
    """The linkages of this test: nine of every offer are promised."""
    monkeypatch.setattr(promised, "_counters", [])
    counts_promises(lambda offer: Promised(anything=True, most=9))


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"quantity": 9}, ""),
        ({"quantity": 20, "conditions": "A socket"}, ""),
        ({"quantity": None}, ""),
        ({"quantity": 8}, "less_than_promised"),
        ({"what_text": "Something else"}, "promised_already"),
        ({"starts_on": dt.date(2030, 1, 1)}, "promised_already"),
    ],
)
@time_machine.travel(at("2029-06-01 10:00"), tick=False)
def test_what_is_promised_stays(cast, half_promised, more, code):
    offer = offered(cast)
    try:
        actions.change_offer(by=cast.as_("bei"), offer=offer, draft=lamps(cast, **more))
        said = ""
    except Refused as refused:
        said = refused.verdict.code
    assert said == code


def test_without_anybody_counting_nothing_is_promised(cast, monkeypatch):
    monkeypatch.setattr(promised, "_counters", [])
    assert promised_of(offered(cast)) == Promised()


def test_it_stays_the_same_kind(cast):
    offer = offered(cast)
    with pytest.raises(Refused) as refused:
        actions.change_offer(by=cast.as_("bei"), offer=offer, draft=staff_day(cast))
    assert refused.value.verdict.code == "other_kind"


@pytest.mark.parametrize("state", OfferState.values)
@pytest.mark.parametrize("becomes", OfferState.values)
def test_the_table_of_states(cast, state, becomes):
    offer = offered(cast, valid_until=soon(1))
    Offer.objects.update(state=state)
    later = at(f"{soon(3).isoformat()} 12:00")
    act = {
        OfferState.OPEN: lambda: actions.put_back_offer(by=cast.as_("bei"), offer=offer),
        OfferState.WITHDRAWN: lambda: actions.withdraw_offer(by=cast.as_("bei"), offer=offer),
        OfferState.EXPIRED: lambda: actions.expire_offer(by=CALENDAR, offer=offer, at=later),
    }[becomes]
    if becomes in MAY_FOLLOW[state]:
        assert act().state == becomes
        return
    with pytest.raises(Refused) as refused:
        act()
    assert refused.value.verdict.code == "wrong_state"
    assert Offer.objects.get().state == state


def test_over_is_over(cast):
    offer = offered(cast, valid_until=soon(1))
    actions.withdraw_offer(by=cast.as_("bei"), offer=offer)
    with time_machine.travel(at(f"{soon(2).isoformat()} 12:00")):
        with pytest.raises(Refused) as refused:
            actions.put_back_offer(by=cast.as_("bei"), offer=offer)
        assert refused.value.verdict.code == "is_over"
    Offer.objects.update(state=OfferState.EXPIRED)
    with pytest.raises(Refused) as refused:
        actions.change_offer(by=cast.as_("bei"), offer=offer, draft=lamps(cast))
    assert refused.value.verdict.code == "is_over"


def test_the_calendar_takes_off_what_had_its_last_day_at_its_place(cast):
    today = soon(0)
    kept = [offered(cast), offered(cast, valid_until=soon(1)), offered(cast, draft=a_room)]
    over = [
        offered(cast, valid_until=today),
        offered(cast, draft=staff_day, starts_on=today),
        offered(cast, ends_on=today),
    ]
    night = at(f"{soon(1).isoformat()} 00:30")
    assert actions.expire_offers(by=CALENDAR, at=night - dt.timedelta(hours=1)) == 0
    assert actions.expire_offers(by=CALENDAR, at=night) == 3
    assert actions.expire_offers(by=CALENDAR, at=night) == 0
    assert set(Offer.objects.filter(state=OfferState.EXPIRED)) == set(over)
    assert set(Offer.objects.filter(state=OfferState.OPEN)) == set(kept)
    assert dids()[6:] == ["offer.expired"] * 3


def test_the_giver_is_told_once(cast):
    cast.mandate("sun", "northlight", Role.OPERATOR, "district")
    offered(cast, valid_until=soon(0))
    actions.expire_offers(by=CALENDAR, at=at(f"{soon(1).isoformat()} 00:30"))
    sweep()
    told = Notice.objects.order_by("to__pk")
    assert [(notice.to, notice.said.lines[0]) for notice in told] == [
        (cast.sun, "“Desk lamps” has come to its last day."),
        (cast.bei, "“Desk lamps” has come to its last day."),
    ]


@pytest.mark.parametrize(
    ("more", "code", "field"),
    [
        ({"kind": "wish"}, "kind_unknown", "kind"),
        ({"what": None}, "what_missing", "what_text"),
        ({"what": "room"}, "what_does_not_fit", "what"),
        ({"purpose": "snacks"}, "purpose_does_not_fit", "purpose"),
        ({"unit": "fen"}, "unit_does_not_fit", "unit"),
        ({"unit": "lamp"}, "unit_does_not_fit", "unit"),
        ({"kind": OfferKind.MONEY, "what": None, "unit": None}, "unit_missing", "unit"),
        ({"quantity": 0}, "quantity_not_positive", "quantity"),
        ({"quantity": -4}, "quantity_not_positive", "quantity"),
        ({"quantity": 10**14}, "quantity_absurd", "quantity"),
        ({"radius_m": 0}, "radius_absurd", "radius_m"),
        ({"conditions": "x" * 2001}, "conditions_too_long", "conditions"),
        ({"valid_until": LONG_AGO}, "over_already", "valid_until"),
        ({"ends_on": LONG_AGO}, "over_already", "ends_on"),
        ({"starts_on": soon(9), "ends_on": soon(8)}, "ends_before_start", "ends_on"),
        ({"starts_on": soon(2000)}, "too_far_ahead", "starts_on"),
        ({"when": WhenKind.DUE}, "when_unknown", "starts_on"),
        ({"when": WhenKind.INTERVAL}, "start_missing", "starts_on"),
        ({"when": WhenKind.INTERVAL, "starts_on": soon()}, "hours_missing", "from_time"),
        ({"when": WhenKind.INTERVAL, "starts_on": soon(), "from_time": dt.time(9)}, "hours_missing", "until_time"),
        ({"when": WhenKind.WEEKLY, "starts_on": soon()}, "end_missing", "ends_on"),
    ],
)
def test_a_slip_is_said_with_its_field(cast, more, code, field):
    more = {name: cast.terms.get(value, value) if isinstance(value, str) else value for name, value in more.items()}
    cast.lamp.base = cast.piece
    with pytest.raises(Refused) as refused:
        offered(cast, **more)
    assert (refused.value.verdict.code, refused.value.verdict.facts["field"]) == (code, field)
    assert refused.value.verdict.reason


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"weekdays": 0}, "weekdays_missing"),
        ({"weekdays": 128}, "weekdays_missing"),
        ({"starts_on": soon(1), "ends_on": soon(1), "weekdays": 1 << soon(3).weekday()}, "never_happens"),
        ({"weekdays": 127, "ends_on": soon(500)}, "too_often"),
    ],
)
def test_a_weekly_pattern_must_happen(cast, more, code):
    with pytest.raises(Refused) as refused:
        offered(cast, draft=a_room, **more)
    assert refused.value.verdict.code == code


def test_people_come_on_a_day(cast):
    with pytest.raises(Refused) as refused:
        offered(cast, draft=staff_day, when=WhenKind.OPEN, starts_on=None, from_time=None, until_time=None)
    assert refused.value.verdict.facts["field"] == "starts_on"
