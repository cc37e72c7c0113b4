"""The table of one need as one viewer may see it: seats, rows with reasons, what is missing, what happened."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Value
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tongzhuo.kernel.verdicts import Verdict
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.linkages import queries, rules
from tongzhuo.linkages.models import Link, PlannedNeed
from tongzhuo.linkages.seating import Table, table_of
from tongzhuo.linkages.states import LinkState
from tongzhuo.needs.asked import amount_words, asked_words
from tongzhuo.needs.models import Ask, Need, Occasion
from tongzhuo.needs.rules import may_take_community_seat
from tongzhuo.needs.states import PARTIES, SEAT_OF, AskKind, Seat
from tongzhuo.organisations.models import Organisation
from tongzhuo.people.models import Person
from tongzhuo.web.grouping import Group, grouped
from tongzhuo.web.timeline import Told, lines_of, told_to
from tongzhuo.web.vacancies import change_words, funnel_words, holders_words, left_out_words, next_words


@dataclass
class AskRow:
    """One ask with whoever sits or could sit there, and what is still missing."""

    ask: Ask
    occasions: list[Occasion]
    groups: list[Group] = field(default_factory=list)
    gaps: list["Gap"] = field(default_factory=list)
    said_yes: int = 0
    wanted: int | None = None

    @property
    def words(self) -> str:
        return asked_words(self.ask, self.ask.quantity)


@dataclass
class Gap:
    """Occasions of one ask that the plan could not fill for the same reason."""

    occasions: list[Occasion]
    missing: str
    funnel: list[str]
    change: str


@dataclass
class SeatRow:
    party: str
    state: str
    rows: list[AskRow] = field(default_factory=list)

    @property
    def note(self) -> str:
        """The one who sits there, or "5 of 8 said yes"; nothing when the seat speaks for itself."""
        yes = {group.party_name for row in self.rows for group in row.groups if group.is_accepted}
        if len(yes) == 1 and self.state == Seat.SEATED:
            return yes.pop()
        people = [row for row in self.rows if row.ask.kind == AskKind.PEOPLE and row.wanted]
        if yes and len(people) == len(self.rows) == 1:
            return _("%(yes)d of %(wanted)d said yes") % {"yes": people[0].said_yes, "wanted": people[0].wanted}
        return ""


@dataclass
class TableAsSeen:
    seats: list[SeatRow]
    keeps: bool
    may_plan: Verdict
    may_take_community_seat: Verdict
    may_keep: Verdict
    planned: PlannedNeed | None
    may_see_plan: bool
    left_out: list[str]
    timeline: list[Told]
    invitations: list[Group]
    to_send: int
    to_take_back: list[Link]

    @property
    def taken(self) -> int:
        return sum(row.state == Seat.SEATED for row in self.seats)

    @property
    def wanted(self) -> int:
        return sum(row.state != Seat.NONE for row in self.seats)

    @property
    def notes(self) -> dict[str, str]:
        """Beside each seat: who sits there, or how many have said yes."""
        return {row.party: note for row in self.seats if (note := row.note)}


def table_as_seen(viewer: Viewer, need: Need, *, at: datetime) -> TableAsSeen:
    """Keepers see the whole table; a party its own row; everyone what is asked for and which seats are taken."""
    keeps = bool(rules.may_plan(viewer, need.place.path))
    occasions = queries.occasions_of(need)
    links = queries.links_at(need, occasions) if keeps else _own_links(viewer, need, at)
    planned = queries.latest_plan_of(need) if keeps else None
    lines = lines_of(need.code, keeper=keeps)
    left_out = planned.left_out if planned else []
    groups = grouped(links)
    spoken_of = {line.actor for line in lines} | _parties_of(planned) | _next_in_line(groups)
    names = _names(spoken_of) if keeps else {}
    for group in groups if keeps else ():
        group.beside = next_words(group.first.reasons, names)
    return TableAsSeen(
        seats=_seat_rows(need, _ask_rows(occasions, groups, table_of(occasions, links, at=at), planned, names)),
        keeps=keeps,
        may_plan=rules.may_plan(viewer, need.place.path),
        may_take_community_seat=may_take_community_seat(viewer, need, at=at),
        may_keep=rules.may_keep_table(viewer, need),
        planned=planned,
        may_see_plan=planned is not None and bool(rules.may_plan(viewer, planned.plan.place.path)),
        left_out=[left_out_words(entry, names.get(entry["party"], "")) for entry in left_out],
        timeline=told_to(lines, names=names, keeper=keeps),
        invitations=[g for g in groups if g.is_asked and rules.may_answer(viewer, g.first, at=at)],
        to_send=sum(group.is_suggested for group in groups),
        to_take_back=[link for link in links if link.state == LinkState.ASKED and link.send_at and link.send_at > at],
    )


def _own_links(viewer: Viewer, need: Need, at: datetime) -> list[Link]:
    if not viewer.is_somebody:
        return []
    return list(queries.links_visible_to(viewer, at=at).filter(need=need).order_by("starts", "pk"))


def _seat_rows(need: Need, ask_rows: Iterable[AskRow]) -> list[SeatRow]:
    rows = {party: SeatRow(party, need.seats[party]) for party in PARTIES}
    for ask_row in ask_rows:
        rows[SEAT_OF[ask_row.ask.kind]].rows.append(ask_row)
    return list(rows.values())


def _ask_rows(
    occasions: list[Occasion], groups: list[Group], table: Table, planned: PlannedNeed | None, names: Mapping[str, str]
) -> Iterable[AskRow]:
    rows: dict[int, AskRow] = {}
    for occasion in occasions:
        row = rows.setdefault(occasion.ask_id, AskRow(occasion.ask, []))
        row.occasions.append(occasion)
        row.said_yes += table.tallies[occasion.pk].yes
        row.wanted = None if occasion.quantity is None else (row.wanted or 0) + occasion.quantity
    for group in groups:
        if group.ask.pk in rows:
            rows[group.ask.pk].groups.append(group)
    for row in rows.values():
        row.gaps = _gaps(row.occasions, planned, names)
    return rows.values()


def _gaps(occasions: list[Occasion], planned: PlannedNeed | None, names: Mapping[str, str]) -> list[Gap]:
    by_code = {occasion.code: occasion for occasion in occasions}
    gaps: dict[tuple[Any, ...], Gap] = {}
    for vacancy in planned.vacancies if planned else []:
        occasion = by_code.get(vacancy["occasion"])
        if occasion is None:
            continue
        ask = occasion.ask
        funnel = [*funnel_words(ask, vacancy), *holders_words(vacancy, names)]
        change = change_words(ask, vacancy.get("change"), names)
        missing = amount_words(ask, vacancy["missing"]) if occasion.quantity else ""
        gap = gaps.setdefault((tuple(funnel), change), Gap([], missing, funnel, change))
        gap.occasions.append(occasion)
    return list(gaps.values())


def _parties_of(planned: PlannedNeed | None) -> set[str]:
    """The codes of everybody whom the plan speaks of without linking them."""
    if planned is None:
        return set()
    told = [vacancy for vacancy in planned.vacancies if "change" in vacancy]
    changes = {code for vacancy in told for code in vacancy["change"]["parties"]}
    tables = {holder["need"] for vacancy in told for holder in vacancy["taken_by"]}
    return changes | tables | {entry["party"] for entry in planned.left_out}


def _next_in_line(groups: Iterable[Group]) -> set[str]:
    return {fact["party"] for group in groups for fact in group.first.reasons if fact["code"] == "next"}


def _names(codes: set[str]) -> dict[str, str]:
    """The display names of people and organisations and the titles of needs, in one query."""
    people = Person.objects.filter(code__in=codes).values_list("code", "name", "display_name", Value("person"))
    bodies = Organisation.objects.filter(code__in=codes).values_list("code", "name_zh", "name_en", Value("body"))
    needs = Need.objects.filter(code__in=codes).values_list("code", "title", "title_en", Value("need"))
    chinese = (get_language() or "").startswith("zh")
    names = {}
    for code, first, second, kind in people.union(bodies, needs, all=True):
        names[code] = (first or second) if kind != "person" and chinese else (second or first)
    return names
