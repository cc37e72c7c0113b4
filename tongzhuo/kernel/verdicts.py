"""A rule answers with a Verdict: yes, or no with a reason a person can read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Verdict:
    """`code` is for programs and tests, `reason` for people, `facts` for both."""

    code: str = "ok"
    reason: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return self.code == "ok"


OK = Verdict()


def no(code: str, reason: object, **facts: Any) -> Verdict:
    """A refusal. `reason` may be a lazy translation; it is fixed in the language of the person asking."""
    return Verdict(code, str(reason), facts)


class Refused(Exception):
    """Raised by an action when a rule says no. Nothing has been written."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict.reason)
        self.verdict = verdict


def require(verdict: Verdict) -> None:
    if not verdict:
        raise Refused(verdict)
