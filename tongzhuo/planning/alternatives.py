"""Who else fits a place of the plan: asked of the engine, so that it is the same truth as the plan's."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import numpy as np

from tongzhuo.engine.candidates import World, candidates
from tongzhuo.engine.policy import PUBLISHED
from tongzhuo.engine.settled import Settled
from tongzhuo.linkages import queries, snapshot
from tongzhuo.linkages.columns import Supply
from tongzhuo.linkages.models import Link
from tongzhuo.linkages.snapshot import Snapshot
from tongzhuo.linkages.states import LIVING, LinkState
from tongzhuo.linkages.words import reason_words
from tongzhuo.people.models import Person
from tongzhuo.resources.models import Offer

MOST = 8


@dataclass
class Alternative:
    """Somebody else for a place of the plan."""

    person: Person | None
    offer: Offer | None
    reasons: list[str] = field(default_factory=list)

    @property
    def key(self) -> str:
        return f"offer:{self.offer.code}" if self.offer else f"person:{self.person.code if self.person else ''}"

    @property
    def party_name(self) -> str:
        return self.offer.party_name if self.offer else self.person.shown_name if self.person else ""


def alternatives(link: Link, *, at: datetime) -> list[Alternative]:
    """At most eight others who fit every date of the row, the best fit first."""
    shot = snapshot.take(link.need.place, at=at, needs=[link.need_id])
    group = {one.occasion_id for one in queries.group_of(link, link.state)}
    roles = [row for row, occasion in enumerate(shot.sheet.occasions) if occasion.pk in group]
    found = candidates(World(Settled(shot.instance, PUBLISHED)))
    fits = _fits_every(found, roles)
    taken = _in_the_plan(link)
    rows = [row for row, _ in sorted(fits.items(), key=lambda item: -item[1]["fit"])]
    others = [row for row in rows if _key(shot.sheet.supplies[row]) not in taken]
    return [_alternative(shot, row, fits[row]) for row in others[:MOST]]


def _fits_every(found: Any, roles: list[int]) -> dict[int, dict[str, float]]:
    """Supplies that fit all of these roles, with their points and their distance."""
    fits: dict[int, dict[str, float]] = {}
    for role in roles:
        at = np.flatnonzero(found.role == role)
        mine = {int(found.supply[i]): {"fit": float(found.fit[i]), "metres": float(found.metres[i])} for i in at}
        fits = mine if role == roles[0] else {row: fits[row] for row in fits if row in mine}
    return fits


def _in_the_plan(link: Link) -> set[tuple[str, int | None]]:
    """Who stands at this ask already, suggested or living."""
    standing = Link.objects.filter(occasion__ask=link.occasion.ask_id, state__in=(LinkState.SUGGESTED, *LIVING))
    return {("offer", one.offer_id) if one.offer_id else ("person", one.person_id) for one in standing}


def _key(supply: Supply) -> tuple[str, int | None]:
    return ("offer" if isinstance(supply, Offer) else "person", supply.pk)


def _alternative(shot: Snapshot, row: int, fit: dict[str, float]) -> Alternative:
    supply = shot.sheet.supplies[row]
    near = [] if np.isnan(fit["metres"]) else [reason_words({"code": "near", "fact": fit["metres"]})]
    person, offer = (None, supply) if isinstance(supply, Offer) else (supply, None)
    return Alternative(person=person, offer=offer, reasons=[words for words in near if words])
