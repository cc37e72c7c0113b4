"""What came of a run, or of one batch of it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Outcome:
    """`read` counts the rows of the file, `counts` what became of them (new, changed, same, rejected, left_out),
    `tally` what they say, `made` what was made on the way, by kind of thing and key."""

    layout: str = ""
    read: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    tally: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)
    made: dict[str, dict[str, str]] = field(default_factory=dict)
    resumed_after: int = 0
    unread: tuple[str, ...] = ()
    rejects: Path | None = None
    seconds: float = 0.0

    @property
    def rows_per_second(self) -> int:
        return round(self.read / self.seconds) if self.seconds else 0

    def add(self, batch: "Outcome") -> None:
        self.read += batch.read
        self.counts.update(batch.counts)
        self.tally.update(batch.tally)
        self.left_out.update(batch.left_out)
        self.note_made(batch.made)

    def note_made(self, made: Mapping[str, Mapping[str, str]]) -> None:
        for kind, names in made.items():
            self.made.setdefault(kind, {}).update(names)
