"""From links to seats: every state a seat can be in, on made-up rows without a database."""

import pytest

from tests.cast import at
from tongzhuo.linkages.models import Link
from tongzhuo.linkages.seating import table_of
from tongzhuo.linkages.states import LinkState
from tongzhuo.needs.models import Ask, Occasion
from tongzhuo.needs.states import AskKind, Seat

NOW = at("2026-11-23 09:20")
TUESDAY = (at("2026-12-01 09:00"), at("2026-12-01 11:00"))
NO_ASKS = {"ngo": Seat.NONE, "social_worker": Seat.NONE, "volunteers": Seat.NONE, "resources": Seat.NONE}


def occasion(pk=1, kind=AskKind.PEOPLE, quantity=2, at_least=None, when=TUESDAY):
    return Occasion(
        pk=pk, ask=Ask(pk=pk, kind=kind), quantity=quantity, at_least=at_least, starts=when[0], ends=when[1]
    )


def link(state, quantity=1, occasion_id=1):
    return Link(occasion_id=occasion_id, state=state, quantity=quantity)


@pytest.mark.parametrize(
    ("links", "seat"),
    [
        ([], Seat.OPEN),
        ([link(LinkState.SUGGESTED)], Seat.OPEN),
        ([link(LinkState.REMOVED), link(LinkState.DECLINED), link(LinkState.WITHDRAWN)], Seat.OPEN),
        ([link(LinkState.ASKED)], Seat.ASKED),
        ([link(LinkState.ACCEPTED)], Seat.ASKED),
        ([link(LinkState.ACCEPTED), link(LinkState.ASKED)], Seat.ASKED),
        ([link(LinkState.ACCEPTED), link(LinkState.ACCEPTED)], Seat.SEATED),
        ([link(LinkState.ACCEPTED, quantity=2)], Seat.SEATED),
        ([link(LinkState.FULFILLED), link(LinkState.ACCEPTED)], Seat.SEATED),
        ([link(LinkState.ACCEPTED, quantity=None)], Seat.ASKED),
    ],
)
def test_two_volunteers_are_wanted(links, seat):
    table = table_of([occasion()], links, at=NOW)
    assert (table.seats, table.is_complete) == (NO_ASKS | {"volunteers": seat}, seat == Seat.SEATED)


def test_at_least_is_enough():
    table = table_of([occasion(quantity=8, at_least=5)], [link(LinkState.ACCEPTED, quantity=5)], at=NOW)
    assert table.seats["volunteers"] == Seat.SEATED


def test_an_amount_to_be_agreed_takes_the_seat_only_where_none_was_asked():
    unknown = occasion(kind=AskKind.GOODS, quantity=None, when=(None, None))
    known = occasion(kind=AskKind.GOODS, quantity=14, when=(None, None))
    yes = [link(LinkState.ACCEPTED, quantity=None)]
    assert table_of([unknown], yes, at=NOW).seats["resources"] == Seat.SEATED
    assert table_of([known], yes, at=NOW).seats["resources"] == Seat.ASKED


def test_three_asks_share_the_seat_of_resources():
    asks = [occasion(1, AskKind.GOODS, 1), occasion(2, AskKind.MONEY, 180_000), occasion(3, AskKind.SPACE, 18)]
    first = [link(LinkState.ACCEPTED, 1, 1)]
    every = [*first, link(LinkState.ACCEPTED, 180_000, 2), link(LinkState.ACCEPTED, 18, 3)]
    assert table_of(asks, first, at=NOW).seats["resources"] == Seat.ASKED
    assert table_of(asks, every, at=NOW).seats["resources"] == Seat.SEATED


def test_a_date_that_is_over_counts_only_when_all_are():
    past = occasion(1, when=(at("2026-11-20 09:00"), at("2026-11-20 11:00")))
    ahead = occasion(2, quantity=1)
    yes = [link(LinkState.ACCEPTED, 1, 2)]
    assert table_of([past, ahead], yes, at=NOW).is_complete
    assert not table_of([past], [], at=NOW).is_complete
