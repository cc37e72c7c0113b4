"""What the rooms answer when a file arrives: how much of it was new, and which places had to be made on the way."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import get_language


@dataclass
class Arrived:
    """Counts of one batch. `made` names what was made on the way, by kind of thing: `{"place": {"/cn/": "China"}}`;
    `refused` says, by the key of a row, why what stands was not changed."""

    new: int = 0
    changed: int = 0
    same: int = 0
    made: dict[str, dict[str, str]] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)

    @property
    def wrote(self) -> bool:
        return bool(self.new or self.changed or any(self.made.values()))

    def note(self, kind: str, key: str, name_zh: str, name_en: str) -> None:
        """`name` in the language in use, or in the other one."""
        first, second = (name_zh, name_en) if (get_language() or "").startswith("zh") else (name_en, name_zh)
        self.made.setdefault(kind, {})[key] = first or second

    def facts(self) -> dict[str, Any]:
        """For the line of the memory."""
        return {"new": self.new, "changed": self.changed, "made": {kind: len(keys) for kind, keys in self.made.items()}}


def put(thing: object, values: dict[str, Any]) -> list[str]:
    """Set what differs; the names of the fields that did."""
    differing = [name for name, value in values.items() if getattr(thing, name) != value]
    for name in differing:
        setattr(thing, name, values[name])
    return differing
