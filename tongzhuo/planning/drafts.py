"""A repair and an explanation before they are kept. Apart, so that actions need not load the engine."""

from dataclasses import dataclass, field
from typing import Any

from tongzhuo.linkages.models import Plan

Facts = dict[str, Any]


@dataclass(frozen=True)
class NewLink:
    """Somebody for a seat, by codes; `quantity` -1 is to be agreed."""

    occasion: str
    supply: str
    quantity: int


@dataclass
class Repair:
    """What changes in a plan: primary keys of suggestions that go, links that come; and of each need touched, by its
    code, what is said: its vacancies and who was left out on purpose; which of them are whole; and the `reasons` of
    their links, by occasion and supply."""

    plan: Plan
    gone: list[int] = field(default_factory=list)
    links: list[NewLink] = field(default_factory=list)
    vacancies: dict[str, list[Facts]] = field(default_factory=dict)
    left_out: dict[str, list[Facts]] = field(default_factory=dict)
    whole: set[str] = field(default_factory=set)
    reasons: dict[tuple[str, str], list[Facts]] = field(default_factory=dict)


@dataclass
class Told:
    """Why the seats of one need are as they are: by occasion and supply (codes) the reasons of its links."""

    plan: Plan
    reasons: dict[tuple[str, str], list[Facts]]
    vacancies: list[Facts]
    left_out: list[Facts]
