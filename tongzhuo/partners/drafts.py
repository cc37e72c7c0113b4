"""What is handed to the actions of this room."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Goals:
    """What is wanted of a year, by kind."""

    year: int
    wanted: Mapping[str, int] = field(default_factory=dict)
