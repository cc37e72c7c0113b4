"""Ask the engine about a place and turn its answer into our rows. Writes nothing: `actions.keep_plan` does."""

import dataclasses
from collections.abc import Iterable
from datetime import datetime

from tongzhuo.checking.checker import check
from tongzhuo.engine.plan import Cancelled, Watch, asked, unwatched
from tongzhuo.engine.plan import Plan as Answer
from tongzhuo.engine.policy import PUBLISHED
from tongzhuo.engine.solving import solve
from tongzhuo.linkages import snapshot
from tongzhuo.linkages.answers import kept_bytes
from tongzhuo.linkages.columns import Supply
from tongzhuo.linkages.drafts import Draft
from tongzhuo.linkages.models import Link, Plan, PlannedNeed
from tongzhuo.linkages.seating import empty_seats_of, seats_of
from tongzhuo.linkages.snapshot import Snapshot
from tongzhuo.linkages.telling import Teller
from tongzhuo.people.models import Person
from tongzhuo.places.models import Place
from tongzhuo.reasons.explain import explain, missing_units
from tongzhuo.regions.choosing import Fitting
from tongzhuo.resources.models import Offer

__all__ = ["Cancelled", "PlanFault", "Watch", "draw", "unwatched"]


# How much of the whole is done after each part, by what they took for a community of 5,000 people.
READ, SOLVED, CHECKED, EXPLAINED = 0.2, 0.7, 0.75, 0.95
EXPLAINED_AT_ONCE = 3_000  # roles, a few milliseconds each


class PlanFault(Exception):
    """The checker found a promise broken. Nothing of the plan is kept."""


def draw(place: Place, *, at: datetime, needs: Iterable[int] | None = None, watch: Watch = unwatched) -> Draft:
    """The best plan for the open needs of a place (or only for `needs`, primary keys), checked and explained.

    `watch` is told the stage and how much of the whole is done (0 to 1). Raises Cancelled when it does, InstanceError
    for rows that make no sense, PlanFault when the checker finds a promise broken.
    """
    watch("reading", 0.0)
    shot = snapshot.take(place, at=at, needs=needs, told=lambda done: watch("reading", done * READ))
    answer = solve(shot.instance, PUBLISHED, Fitting(), lambda stage, done: watch(stage, READ + done * (SOLVED - READ)))
    watch("checking", SOLVED)
    shot = dataclasses.replace(shot, instance=asked(shot.instance, answer))
    breaches = check(shot.instance, answer, PUBLISHED)
    if breaches:
        raise PlanFault(f"{len(breaches)} promises broken, first: {breaches[0]}")
    watch("explaining", CHECKED)
    teller = _teller(shot, answer)
    watch("writing", EXPLAINED)
    return Draft(
        plan=_plan(place, shot, answer),
        needs=shot.sheet.needs,
        occasions={occasion.code: occasion for occasion in shot.sheet.occasions},
        names=_names(shot.sheet.supplies),
        links=[_link(shot, answer, row, teller) for row in range(len(answer.role)) if not answer.fixed[row]],
        planned=_planned(shot, answer, teller),
    )


def _teller(shot: Snapshot, answer: Answer) -> Teller | None:
    """The reasons of every seat; of a large place nobody waits for them all: each need is explained when asked for."""
    if shot.instance.roles > EXPLAINED_AT_ONCE:
        return None
    return Teller(explain(shot.instance, answer, PUBLISHED), shot.instance, shot.sheet.words.meanings())


def _planned(shot: Snapshot, answer: Answer, teller: Teller | None) -> list[PlannedNeed]:
    """What the plan says of each need besides its links."""
    sheet, whole = shot.sheet, {shot.sheet.needs[row].pk for row in answer.complete.tolist()}
    planned = {n.pk: PlannedNeed(need=n, is_whole=n.pk in whole, explained=teller is not None) for n in sheet.needs}
    if teller:
        for row in planned.values():
            row.vacancies, row.left_out = teller.vacancies_of(row.need.code), teller.left_out_of(row.need.code)
    units = (each.tolist() for each in missing_units(shot.instance, answer))
    for occasion, missing, short in zip(sheet.occasions, *units, strict=True):
        row, seats = planned[occasion.ask.need_id], seats_of(occasion)
        row.seats += seats
        row.filled += seats - empty_seats_of(occasion, missing)
        if missing and not teller:
            row.vacancies.append({"occasion": occasion.code, "missing": missing, "short": short})
    return list(planned.values())


def _names(supplies: list[Supply]) -> dict[str, str]:
    """The names of all parties by their codes."""
    people = {s.code: s.shown_name for s in supplies if isinstance(s, Person)}
    return people | {s.party.code: s.party_name for s in supplies if isinstance(s, Offer)}


def _plan(place: Place, shot: Snapshot, answer: Answer) -> Plan:
    return Plan(
        place=place,
        instance=shot.instance.to_bytes(),
        answer=kept_bytes(answer, shot.sheet.words.meanings()),
        input_hash=shot.instance.digest(),
        value=answer.value,
        bound=answer.bound,
        stopped_by=answer.stopped_by,
        engine_version=answer.version,
        considered={
            "needs": shot.instance.needs,
            "roles": shot.instance.roles,
            "supplies": shot.instance.supplies,
            "communities": len(shot.sheet.communities),
            "lifted": _lifted(shot),
        },
    )


def _lifted(shot: Snapshot) -> dict[str, int]:
    """Communities whose needs count for more, by path: at how many per cent of the published weight."""
    rows = zip(shot.instance.need_community.tolist(), shot.instance.need_lift.tolist(), strict=True)
    return {shot.sheet.communities[number].path: lift for number, lift in sorted(set(rows)) if lift > 100}


def _link(shot: Snapshot, answer: Answer, row: int, teller: Teller | None) -> Link:
    occasion = shot.sheet.occasions[int(answer.role[row])]
    supply = shot.sheet.supplies[int(answer.supply[row])]
    quantity = int(answer.quantity[row])
    offer = supply if isinstance(supply, Offer) else None
    return Link(
        need=occasion.ask.need,
        occasion=occasion,
        person=supply if isinstance(supply, Person) else supply.person,
        organisation=offer.organisation if offer else None,
        offer=offer,
        quantity=quantity if quantity > 0 else None,
        starts=occasion.starts,
        ends=occasion.ends,
        reasons=teller.reasons_of(occasion.code, supply.code) if teller else [],
    )
