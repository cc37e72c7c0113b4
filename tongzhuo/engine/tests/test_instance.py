"""What an instance refuses, and what it keeps."""

import dataclasses
import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongzhuo.engine.instance import Instance, InstanceError, Kind
from tongzhuo.engine.order import canonical
from tongzhuo.engine.tests.table import HERE, HOUR, Table

A_LOT = "1000000000000"
WHOLE = {
    "need_code": ["n"],
    "role_code": ["r"],
    "role_need": [0],
    "role_kind": [0],
    "party_code": ["p"],
    "supply_code": ["s"],
    "supply_party": [0],
    "supply_kind": [0],
}


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"role_quantity": [0]}, f"role_quantity[0] = 0: expected 1..{A_LOT}, or -1 to be agreed"),
        ({"role_quantity": [-2]}, f"role_quantity[0] = -2: expected 1..{A_LOT}, or -1 to be agreed"),
        ({"role_quantity": [10**13]}, f"role_quantity[0] = {A_LOT}0: expected 1..{A_LOT}, or -1 to be agreed"),
        ({"role_quantity": [2**70]}, f"role_quantity[0] = {2**70}: expected a whole number up to {A_LOT}"),
        ({"role_quantity": [1.5]}, f"role_quantity[0] = 1.5: expected a whole number up to {A_LOT}"),
        ({"role_quantity": [float("nan")]}, f"role_quantity[0] = nan: expected a whole number up to {A_LOT}"),
        ({"role_quantity": ["two"]}, f"role_quantity[0] = 'two': expected a whole number up to {A_LOT}"),
        ({"role_quantity": [1, 2]}, "role_quantity = (2,): expected 1 rows"),
        ({"role_at_least": [2]}, "role_at_least[0] = 2: more than the quantity"),
        ({"role_start": [60], "role_end": [60]}, "role_end[0] = 60: ends before it starts"),
        ({"role_end": [60]}, "role_end[0] = 60: an end without a start"),
        ({"role_kind": [1], "role_start": [5], "role_end": [9]},
         "role_start[0] = 5: goods and money have a due time only"),
        ({"role_lat": [np.inf], "role_lon": [0.0]},
         "role_lat[0] = inf: expected degrees within 90, or NaN for unknown"),
        ({"role_lat": [30.0]}, "role_lon[0] = nan: half a point: latitude and longitude go together"),
        ({"role_need": [3]}, "role_need[0] = 3: there is no such need (0..0)"),
        ({"need_urgency": [4]}, "need_urgency[0] = 4: expected 1..3"),
        ({"need_size": [0]}, f"need_size[0] = 0: expected 1..{A_LOT}"),
        ({"need_community": [-2]}, f"need_community[0] = -2: expected -1..{A_LOT}"),
        ({"need_lift": [99]}, "need_lift[0] = 99: expected 100..1000"),
        ({"need_lift": [np.inf]}, f"need_lift[0] = inf: expected a whole number up to {A_LOT}"),
        ({"need_code": [""]}, "need_code[0] = '': a code is missing"),
        ({"role_code": ["r", "r"], "role_need": [0, 0], "role_kind": [0, 0]},
         "role_code[0] = 'r': the same code stands twice"),
        ({"supply_capacity": [2]}, "supply_capacity[0] = 2: one person is one person"),
        ({"window_ptr": [0, 1], "window_start": [9], "window_end": [8]}, "window_end[0] = 8: ends before it starts"),
        ({"window_ptr": [0, 2], "window_start": [1], "window_end": [8]}, "window_ptr = (0, 2): expected 0..1"),
        ({"fixed_role": [0], "fixed_supply": [1]}, "fixed_supply[0] = 1: there is no such supply (0..0)"),
        ({"fixed_role": [0, 0], "fixed_supply": [0, 0]}, "fixed_role[0] = 0: the same link stands twice"),
        ({"role_kind": [1], "fixed_role": [0], "fixed_supply": [0]},
         "fixed_supply[0] = 0: this supply is of another kind than the role"),
        ({"supply_consented": ["yes"]}, "supply_consented[0] = 'yes': expected true or false"),
        ({"supply_capacity": [10**12 + 1]}, f"supply_capacity[0] = {10**12 + 1}: expected -1..{A_LOT}"),
        ({"supply_capacity": [np.inf]}, f"supply_capacity[0] = inf: expected a whole number up to {A_LOT}"),
        ({"term_ptr": [0, 1], "term_index": [-1]}, f"term_index[0] = -1: expected 0..{A_LOT}"),
        ({"need_colour": [1]}, "need_colour = None: there is no such column"),
        ({"role_kind": None}, "role_kind = None: this column is required"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_with_its_value(columns, said):
    given = {name: column for name, column in (WHOLE | columns).items() if column is not None}
    with pytest.raises(InstanceError) as refused:
        Instance.build(**given)
    assert str(refused.value) == said


def a_small_instance() -> Instance:
    table = Table(now=60, epoch="2026-11-23")
    role = table.role(quantity=2, at=HERE, what=3)
    table.role(Kind.MONEY, purpose=2, quantity=100)
    person = table.person(terms=[3, 1], windows=[(9 * HOUR, 12 * HOUR), (0, 60)])
    table.offer(Kind.MONEY, purposes=[2, 1], capacity=50)
    table.fixed(role, person)
    table.busy(person, 0, 60, at=HERE)
    return table.build()


def test_an_instance_is_kept_and_comes_back_the_same():
    it = a_small_instance()
    again = Instance.from_bytes(it.to_bytes())
    assert again.content_hash() == it.content_hash()
    assert (again.now, again.epoch) == (60, "2026-11-23")


def test_the_digest_does_not_depend_on_the_order_of_the_rows_but_on_every_value():
    one, other = Table(), Table()
    for table, codes in ((one, "ab"), (other, "ba")):
        for code in codes:
            table.person(f"s{code}", party=f"p{code}", load=ord(code))
    assert one.build().digest() == other.build().digest()
    one.person("sc")
    assert one.build().digest() != other.build().digest()


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 not a zip", b"\x93NUMPY"])
def test_what_is_not_a_kept_instance_is_refused(data):
    with pytest.raises(InstanceError, match="not a kept instance"):
        Instance.from_bytes(data)


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ({"now": np.float64("nan")}, f"now = nan: expected a minute within {A_LOT}"),
        ({"now": np.array([1, 2])}, "now = (2,): expected one value"),
        ({"epoch": np.array(["a", "b"])}, "epoch = (2,): expected one value"),
        ({"role_lat": np.float64(5)}, "role_lat = (): expected one column"),
        ({"role_start": np.array([0.0, np.nan])}, f"role_start[1] = nan: expected a whole number up to {A_LOT}"),
        ({"window_end": np.array([0, 0])}, "window_end[0] = 0: ends before it starts"),
    ],
)
def test_an_entry_that_makes_no_sense_is_refused_with_its_value(entry, said):
    with np.load(io.BytesIO(a_small_instance().to_bytes())) as kept:
        columns = {name: kept[name] for name in kept.files}
    out = io.BytesIO()
    np.savez(out, **(columns | entry))
    with pytest.raises(InstanceError) as refused:
        Instance.from_bytes(out.getvalue())
    assert str(refused.value) == said


@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(1, 255)), min_size=1, max_size=4))
def test_a_damaged_file_is_refused_whatever_is_damaged(places):
    """Or, where the damage is to nothing that counts, comes back as it was."""
    it = a_small_instance()
    data = bytearray(it.to_bytes())
    for place, change in places:
        data[place % len(data)] ^= change
    try:
        again = Instance.from_bytes(bytes(data))
    except InstanceError:
        return
    assert again.roles == it.roles


def test_what_is_in_order_is_handed_back_as_it_is():
    table = Table()
    for _ in range(3):
        table.busy(table.person(windows=[(0, HOUR), (2 * HOUR, 3 * HOUR)]), 0, HOUR)
    table.role()
    it = table.build()
    assert canonical(it).instance is it
    backwards = dataclasses.replace(it, busy_supply=it.busy_supply[::-1])
    sorted_ = canonical(backwards).instance
    assert sorted_ is not backwards
    assert sorted_.content_hash() == it.content_hash()
