"""What is handed to a channel, and the three things that may come of it: sent, not sent, or nobody knows."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Parcel:
    """One message in its reader's language. The same message keeps the same `key` however often it is handed over."""

    key: str
    address: str
    subject: str
    lines: tuple[str, ...]
    link: str = ""
    footer: str = ""

    @property
    def body(self) -> str:
        return "\n\n".join(filter(None, (*self.lines, self.link, self.footer)))

    @property
    def short(self) -> str:
        """All of it in one paragraph, for a text message."""
        return " ".join(filter(None, (self.subject, *self.lines, self.link)))


class NotSent(Exception):
    """Certainly not sent. `for_good`: trying again would not help. `address_refused`: nobody is there."""

    def __init__(self, why: str, *, for_good: bool = False, address_refused: bool = False) -> None:
        super().__init__(why)
        self.for_good = for_good or address_refused
        self.address_refused = address_refused


class Unclear(Exception):
    """Handed over, and no answer: it may have arrived."""


class Carrier(Protocol):
    """A channel. Raises NotSent or Unclear, and returns when the message has been taken."""

    @property
    def dedupes(self) -> bool:
        """Whether the same key handed over twice arrives once."""

    def send(self, parcel: Parcel) -> None: ...
