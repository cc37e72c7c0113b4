"""What is printed: plain facts, already looked up and allowed. Quantities of time are whole minutes.

Languages are codes of Django (`zh-hans`, `en`); a paper in two languages says everything in the first, and again,
smaller, in the second. Names, places and contents are printed as they are handed in.
"""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

CHINESE, ENGLISH = "zh-hans", "en"
Languages = tuple[str, ...]


class Proof(StrEnum):
    """How an hour is proved, the strongest first. `LATER`: entered afterwards by two people, and marked for ever."""

    SCANNED = "scanned"
    ROSTER = "roster"
    PAPER = "paper"
    LATER = "later"


@dataclass(frozen=True)
class Issuer:
    """Who recorded the service, and therefore certifies it."""

    name: str
    head: str = ""
    handler: str = ""
    phone: str = ""


@dataclass(frozen=True)
class ServiceLine:
    """One row: what was done how often between two days, proved in one way. A single day has no `last_day`."""

    content: str
    minutes: int
    proof: Proof
    first_day: dt.date
    last_day: dt.date | None = None
    times: int = 1
    activity: str = ""
    place: str = ""
    in_charge: str = ""


@dataclass(frozen=True)
class Certificate:
    """The fields that the rules on records and certificates ask for. `number` is as it is read aloud, `address` the
    public check page; who has no volunteer number has an empty one. `identity`: further lines about the person that
    the holder wants printed, label and value."""

    number: str
    address: str
    volunteer: str
    volunteer_number: str
    issuer: Issuer
    first_day: dt.date
    last_day: dt.date
    issued_on: dt.date
    lines: tuple[ServiceLine, ...]
    identity: tuple[tuple[str, str], ...] = ()
    note: str = ""

    @property
    def minutes(self) -> int:
        return sum(line.minutes for line in self.lines)

    @property
    def times(self) -> int:
        return sum(line.times for line in self.lines)

    def minutes_proved(self, proof: Proof) -> int:
        return sum(line.minutes for line in self.lines if line.proof == proof)


@dataclass(frozen=True)
class Gathering:
    """A shift: what, when, where, with whom. `when` is a sentence as the reader's language says it."""

    activity: str
    when: str
    place: str
    leader: str = ""
    phone: str = ""


@dataclass(frozen=True)
class Awaited:
    """Somebody on the roster of the day."""

    name: str
    number: str = ""
    note: str = ""


@dataclass(frozen=True)
class DaySheet:
    """The roster of one shift, to be signed. `address` is what the QR of the day opens, `digits` its six digits."""

    gathering: Gathering
    organiser: str
    address: str
    digits: str
    printed_on: dt.date
    awaited: tuple[Awaited, ...] = ()
    blank_rows: int = 6


@dataclass(frozen=True)
class Pass:
    """One volunteer's slip for one shift: shown, scanned, or read aloud."""

    gathering: Gathering
    volunteer: str
    number: str
    address: str
    digits: str


@dataclass(frozen=True)
class StatementLine:
    """What it is, more about it, and an amount in words."""

    what: str
    detail: str
    amount: str


@dataclass(frozen=True)
class Part:
    """A heading with its lines."""

    heading: str
    lines: tuple[StatementLine, ...]


@dataclass(frozen=True)
class Statement:
    """An account between two days, everything in words already: the sums, the parts, and notes at the foot. `nothing`
    stands where a part has no line; `address` is where it can be read."""

    title: str
    issuer: str
    number: str
    address: str
    first_day: dt.date
    last_day: dt.date
    issued_on: dt.date
    totals: tuple[StatementLine, ...]
    parts: tuple[Part, ...]
    nothing: str
    notes: tuple[str, ...]
