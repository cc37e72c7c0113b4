"""What the engine is handed: one planning question as plain columns.

Units: times are whole minutes since `epoch` (a Monday 00:00 in the place's own time, so that week = minute // 10080);
places are indices of the place tree in preorder (a subtree is a half-open range); points are WGS-84 degrees; amounts
are integers in the unit's base (people, pieces, fen, heads a room holds, cases, needs). Terms are indices of one
vocabulary shared by asks and offers (skills, items, kinds of space, kinds of service, purposes).
"""

from __future__ import annotations

import dataclasses
import hashlib
import io
from collections.abc import Mapping
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Texts = NDArray[np.str_]

MINUTES_A_WEEK = 7 * 24 * 60
MOST = 10**12  # the largest amount, time or limit: sums of a million of them still fit in 64 bits
BITS = 62  # languages, causes and checks are bit masks in signed 64-bit integers
MASK, BIT, FROM_0, FROM_NONE = (0, 2**BITS - 1), (-1, BITS - 1), (0, MOST), (-1, MOST)
REQUIRED = dataclasses.MISSING


class Kind(IntEnum):
    """What a role asks for and what a supply gives."""

    PEOPLE = 0
    GOODS = 1
    MONEY = 2
    SPACE = 3
    PROFESSIONAL = 4
    OPERATOR = 5


class InstanceError(ValueError):
    """The columns do not make sense; `column`, `row` (or -1) and `value` say where."""

    def __init__(self, column: str, row: int, value: object, why: str) -> None:
        self.column, self.row, self.value, self.why = column, row, value, why
        where = column if row < 0 else f"{column}[{row}]"
        super().__init__(f"{where} = {value!r}: {why}")


def _column(table: str, dtype: type, default: object = REQUIRED, span: object = None) -> Any:
    """`span`: (least, most) of whole numbers, or the table whose rows they are."""
    return dataclasses.field(metadata={"table": table, "dtype": dtype, "default": default, "span": span})


@dataclasses.dataclass(frozen=True, eq=False)
class Instance:
    """One planning question. Rows may come in any order; codes are unique in their table.

    Make one with `Instance.build(**columns)`, which fills in what is left out and validates.
    """

    # --- needs -------------------------------------------------------------------------------------------------
    need_code: Texts = _column("need", str)
    need_urgency: Ints = _column("need", int, 1, (1, 3))  # 1 can wait, 2 soon, 3 urgent
    need_size: Ints = _column("need", int, 1, (1, MOST))  # people helped, >= 1
    need_cause: Ints = _column("need", int, -1, BIT)  # index of the kind of need, 0..61, or -1
    need_community: Ints = _column("need", int, -1, FROM_NONE)  # number of where it lies; -1 unsaid: never lifted
    need_lift: Ints = _column("need", int, 100, (100, 1000))  # per cent of its published weight that it counts

    # --- roles: one per occasion of an ask ------------------------------------------------------------------------
    role_code: Texts = _column("role", str)
    role_need: Ints = _column("role", int, REQUIRED, "need")  # row in need_*
    role_kind: Ints = _column("role", int, REQUIRED, (0, len(Kind) - 1))  # Kind
    role_what: Ints = _column("role", int, -1, FROM_NONE)  # term: skill, item, kind of space, service
    role_purpose: Ints = _column("role", int, -1, FROM_NONE)  # term: what it is for; -1 unsaid
    role_quantity: Ints = _column("role", int, 1)  # people, units, heads, cases; >= 1, or -1 "to be agreed"
    role_at_least: Ints = _column("role", int, 1, FROM_0)  # what completes it, 0..quantity; 0 or 1 when quantity is -1
    role_start: Ints = _column("role", int, -1, FROM_NONE)  # minute, or -1 when no interval is fixed
    role_end: Ints = _column("role", int, -1, FROM_NONE)  # minute; goods and money: when due (start -1); -1 none
    role_lat: Floats = _column("role", float, np.nan)  # NaN unknown: any distance fits
    role_lon: Floats = _column("role", float, np.nan)
    role_place: Ints = _column("role", int, -1, FROM_NONE)  # preorder index, -1 unknown
    role_language: Ints = _column("role", int, -1, BIT)  # language needed, 0..61, or -1
    role_welcome: Ints = _column("role", int, 0, MASK)  # bit mask: languages not required but welcome
    role_checks: Ints = _column("role", int, 0, MASK)  # bit mask of the checks required

    # --- parties: who is asked; a person counts once, an organisation may give several supplies -------------------
    party_code: Texts = _column("party", str)
    party_person: Bools = _column("party", bool, True)  # True: one person, never in two places at once

    # --- supplies: one per person's own time and per offer ----------------------------------------------------------
    supply_code: Texts = _column("supply", str)
    supply_party: Ints = _column("supply", int, REQUIRED, "party")  # row in party_*
    supply_kind: Ints = _column("supply", int, REQUIRED, (0, len(Kind) - 1))  # Kind
    supply_capacity: Ints = _column("supply", int, 1, FROM_NONE)
    # ^ free amount before fixed_* of this instance: how many people, units, heads, cases, needs; -1 unknown
    supply_languages: Ints = _column("supply", int, 0, MASK)  # bit mask
    supply_checks: Ints = _column("supply", int, 0, MASK)  # bit mask of the checks passed and still valid
    supply_causes: Ints = _column("supply", int, 0, MASK)  # bit mask: kinds of need it would like to serve
    supply_place_from: Ints = _column("supply", int, -1, FROM_NONE)  # serves from <= place < to; -1 anywhere
    supply_place_to: Ints = _column("supply", int, -1, FROM_NONE)
    supply_lat: Floats = _column("supply", float, np.nan)
    supply_lon: Floats = _column("supply", float, np.nan)
    supply_radius_m: Ints = _column("supply", int, -1, FROM_NONE)  # -1 any distance
    supply_max_bookings: Ints = _column("supply", int, -1, FROM_NONE)  # a week, all counted; -1 no limit
    supply_max_minutes: Ints = _column("supply", int, -1, FROM_NONE)  # a week, all counted; -1 no limit
    supply_rest_until: Ints = _column("supply", int, -1, FROM_NONE)  # left alone before this minute
    supply_load: Ints = _column("supply", int, 0, FROM_0)  # minutes given recently
    supply_reliability: Ints = _column("supply", int, 500, (0, 1000))  # 0..1000, 500 unknown
    supply_consented: Bools = _column("supply", bool, True)  # False: never asked

    # --- lists per supply: rows ptr[s]:ptr[s+1] belong to supply s --------------------------------------------------
    term_ptr: Ints = _column("supply+1", int, 0)  # skills, items, kinds of space or service it can be
    term_index: Ints = _column("term", int, REQUIRED, FROM_0)
    purpose_ptr: Ints = _column("supply+1", int, 0)  # purposes it is restricted to; none listed: free
    purpose_index: Ints = _column("purpose", int, REQUIRED, FROM_0)
    window_ptr: Ints = _column("supply+1", int, 0)  # when it is there; a person or room without any: no timed role
    window_start: Ints = _column("window", int, REQUIRED, FROM_0)
    window_end: Ints = _column("window", int, REQUIRED, FROM_0)

    # --- what is settled -------------------------------------------------------------------------------------------
    fixed_role: Ints = _column("fixed", int, REQUIRED, "role")  # living or pinned links: kept, they count and use up
    fixed_supply: Ints = _column("fixed", int, REQUIRED, "supply")
    fixed_quantity: Ints = _column("fixed", int, 1)  # -1 "to be agreed"
    busy_supply: Ints = _column("busy", int, REQUIRED, "supply")  # bookings outside this instance
    busy_start: Ints = _column("busy", int, REQUIRED, FROM_0)
    busy_end: Ints = _column("busy", int, REQUIRED, FROM_0)
    busy_quantity: Ints = _column("busy", int, 1, FROM_0)  # people of a bulk offer
    busy_lat: Floats = _column("busy", float, np.nan)
    busy_lon: Floats = _column("busy", float, np.nan)
    barred_role: Ints = _column("barred", int, REQUIRED, "role")  # removed or declined: never again
    barred_supply: Ints = _column("barred", int, REQUIRED, "supply")

    needs: int = dataclasses.field(init=False)  # sizes of the tables
    roles: int = dataclasses.field(init=False)
    parties: int = dataclasses.field(init=False)
    supplies: int = dataclasses.field(init=False)
    now: int = 0  # minute of asking; roles that start before it are not planned any more
    epoch: str = ""  # ISO date of minute 0, for the record only

    def __post_init__(self) -> None:
        for size, code in (("needs", "need"), ("roles", "role"), ("parties", "party"), ("supplies", "supply")):
            object.__setattr__(self, size, len(getattr(self, f"{code}_code")))

    @classmethod
    def build(cls, *, now: int = 0, epoch: str = "", **columns: Any) -> Instance:
        """An instance from any array-likes, what is left out filled with its default, validated.

        Raises InstanceError for an unknown column, a value that does not fit its type, or a broken rule.
        """
        unknown = set(columns) - set(COLUMNS)
        if unknown:
            raise InstanceError(min(unknown), -1, None, "there is no such column")
        lengths = _lengths(columns)
        made = {name: _as_column(name, columns.get(name), lengths) for name in COLUMNS}
        instance = cls(**made, now=int(now), epoch=epoch)
        instance.validate()
        return instance

    def columns(self) -> dict[str, NDArray[Any]]:
        """Every column by name, in the order of the definition."""
        return {name: getattr(self, name) for name in COLUMNS}

    def validate(self) -> None:
        """Raise InstanceError, quoting the value, if anything does not hold."""
        from tongzhuo.engine.validate import validate  # it reads this module

        validate(self)

    def to_bytes(self) -> bytes:
        """A compressed npz without pickles."""
        out = io.BytesIO()
        np.savez_compressed(out, now=np.int64(self.now), epoch=np.str_(self.epoch), **self.columns())  # type: ignore[arg-type]
        return out.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> Instance:
        """The instance kept in `data`; raises InstanceError when it is not one."""
        from tongzhuo.engine.kept import unpacked  # it reads this module

        now, epoch, columns = unpacked(data)
        return cls.build(now=now, epoch=epoch, **columns)

    def digest(self) -> str:
        """sha256 (hex) of the content; the order of the rows does not matter."""
        from tongzhuo.engine.order import canonical  # it reads this module

        return canonical(self).instance.content_hash()

    def content_hash(self) -> str:
        """sha256 (hex) of the columns as they stand."""
        seal = hashlib.sha256(f"{self.now}|{self.epoch}".encode())
        for name, column in self.columns().items():
            seal.update(f"\n{name}:{len(column)}:".encode())
            seal.update("\0".join(column.tolist()).encode() if column.dtype.kind == "U" else column.tobytes())
        return seal.hexdigest()


COLUMNS: Mapping[str, dataclasses.Field[Any]] = {
    field.name: field for field in dataclasses.fields(Instance) if "table" in field.metadata
}


def _lengths(columns: Mapping[str, Any]) -> dict[str, int]:
    """Rows of each table, read from its first column given; a table without any column is empty."""
    given = [name for name in COLUMNS if columns.get(name) is not None]
    lengths = {COLUMNS[name].metadata["table"]: len(columns[name]) for name in reversed(given)}
    return lengths | {"supply+1": lengths.get("supply", 0) + 1}


def _as_column(name: str, given: object, lengths: Mapping[str, int]) -> NDArray[Any]:
    field = COLUMNS[name]
    rows, default = lengths.get(field.metadata["table"], 0), field.metadata["default"]
    if given is None and default is REQUIRED and rows:
        raise InstanceError(name, -1, None, "this column is required")
    column = np.full(rows, 0 if default is REQUIRED else default) if given is None else np.asarray(given)
    if column.shape != (rows,):
        raise InstanceError(name, -1, column.shape, f"expected {rows} rows")
    dtype = field.metadata["dtype"]
    return _typed(name, column, dtype) if rows else np.zeros(0, _TYPES[dtype][1])


def _typed(name: str, given: NDArray[Any], dtype: type) -> NDArray[Any]:
    kinds, made, said = _TYPES[dtype]
    wrong = np.full(len(given), given.dtype.kind not in kinds)
    if dtype is int and wrong.any():
        wrong = np.array([not _is_whole(value) for value in given.tolist()])
    refuse(name, given, wrong, f"expected {said}")
    return given.astype(made, copy=False)


def _is_whole(value: object) -> bool:
    whole = isinstance(value, int) or (isinstance(value, float) and value.is_integer())
    return whole and abs(int(value)) < 2**63  # type: ignore[call-overload]


def refuse(name: str, column: NDArray[Any], wrong: Bools, why: str) -> None:
    """Raise InstanceError for the first wrong row."""
    if wrong.any():
        row = int(np.argmax(wrong))
        raise InstanceError(name, row, column.tolist()[row], why)


_TYPES: Mapping[type, tuple[str, Any, str]] = {
    int: ("ib", np.int64, f"a whole number up to {MOST}"),
    float: ("fiu", np.float64, "a number"),
    bool: ("biu", np.bool_, "true or false"),
    str: ("U", np.str_, "text"),
}
