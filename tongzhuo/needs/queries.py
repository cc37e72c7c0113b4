"""What each viewer may find, and how much of it. Every page about needs starts here."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Value
from django.utils.timezone import localtime, now
from django.utils.translation import get_language, gettext

from tongzhuo.kernel.fields import subtrees
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.needs import rules
from tongzhuo.needs.models import Access, Ask, Attachment, Need, Occasion
from tongzhuo.needs.states import OPEN_STATES, PUBLIC_STATES, CameBy, Level, State
from tongzhuo.organisations.models import Mandate, in_force
from tongzhuo.organisations.queries import holders
from tongzhuo.organisations.states import KEEPERS, SPEAKERS, Role
from tongzhuo.people.models import Person
from tongzhuo.people.names import surname_form
from tongzhuo.people.states import Agreement, SeenBy, Way
from tongzhuo.places.models import Place
from tongzhuo.places.states import Level as PlaceLevel

PAGE = 25
LOOKS = (9, 14)
SOON = timedelta(hours=8)


Bounds = tuple[tuple[str, datetime], ...]
_LISTED = ("code", "title", "title_en", "raised_for__name", "spot", "came_by", "answer_by", "created", "sleeps_until")


class Standing(StrEnum):
    """Where a viewer stands towards one need; each reads what its row of the table "who sees what" says."""

    EVERYONE = "everyone"
    TASK = "task"
    FULL = "full"
    KEEPER = "keeper"
    CASE = "case"
    OWN = "own"


_OFFICE = (Standing.KEEPER, Standing.CASE, Standing.OWN)
_SEATED = (Standing.TASK, Standing.FULL)


@dataclass(frozen=True)
class SeenNeed:
    """A need as one viewer may read it: what is None is not for them, and looks the same as if nobody had said it.

    `lat` and `lon` are the point of the community unless `spot` may be read. `private_part` is None or what was said;
    `may_read_private` tells the two apart for those who may.
    """

    standing: Standing
    code: str
    shown_code: str
    title: str
    other_title: str
    summary: str
    helped_as: str
    kind_name: str
    state: str
    state_words: str
    seats: dict[str, str]
    core: str | None
    size: int
    common: bool
    created: datetime
    place: Place
    lat: float | None
    lon: float | None
    reason: str | None
    words: str | None
    spot: str | None
    name: str | None
    contacts: tuple[str, ...]
    agreed: frozenset[str]
    attachments: tuple[Attachment, ...]
    private_part: str | None
    may_read_private: bool


def needs_visible_to(viewer: Viewer, *, at: datetime | None = None) -> QuerySet[Need]:
    """Public ones for everyone; the others for who keeps the place, asked, is helped, speaks for it or sits at it."""
    rows = _told()
    if viewer.is_system:
        return rows
    seen = Q(state__in=PUBLIC_STATES) | subtrees(viewer.paths(*KEEPERS), "place__path")
    if viewer.is_somebody:
        for_own = Q(raised_for=None) | Q(raised_for__acts_through=viewer.person_id)
        seen |= Q(raised_for=viewer.person_id) | Q(for_own, raised_by=viewer.person_id, came_by__in=rules.OWN_WAYS)
        seen |= Q(Exists(Need.delegates.through.objects.filter(need=OuterRef("pk"), person=viewer.person_id)))
        seen |= Q(Exists(_living_access(viewer, at or now()).filter(need=OuterRef("pk"))))
    return rows.filter(seen)


def needs_kept_by(viewer: Viewer) -> QuerySet[Need]:
    """The needs of the places whose table this viewer keeps, in every state: what the inbox works with."""
    return _told().filter(subtrees(viewer.paths(*KEEPERS), "place__path"))


def _told() -> QuerySet[Need]:
    return Need.objects.select_related("place__parent", "kind", "raised_for", "raised_by")


def _living_access(viewer: Viewer, at: datetime) -> QuerySet[Access]:
    bodies = {held.organisation_id for held in viewer.mandates if held.role in SPEAKERS}
    mine = Q(person=viewer.person_id, organisation=None) | Q(organisation__in=bodies)
    return Access.objects.filter(mine, Q(until=None) | Q(until__gt=at))


def standing_of(viewer: Viewer, need: Need, *, at: datetime | None = None) -> Standing:
    if rules.is_own(viewer, need):
        return Standing.OWN
    if rules.on_the_case(viewer, need):
        return Standing.CASE
    if viewer.is_system or rules.keeps(viewer, need.place):
        return Standing.KEEPER
    if not viewer.is_somebody:
        return Standing.EVERYONE
    levels = set(_living_access(viewer, at or now()).filter(need=need).values_list("level", flat=True))
    if Level.FULL in levels:
        return Standing.FULL
    return Standing.TASK if levels else Standing.EVERYONE


def need_as_seen(viewer: Viewer, need: Need, *, at: datetime | None = None) -> SeenNeed:
    """One need with exactly what this viewer may read of it."""
    standing = standing_of(viewer, need, at=at)
    told = _told_by(need.raised_for) if need.raised_for and standing != Standing.EVERYONE else _Told()
    agreed = told.agreed
    near = standing in _OFFICE or (standing in _SEATED and (need.raised_for is None or Agreement.SHARE_TASK in agreed))
    reads_words = standing in _OFFICE or standing == Standing.FULL
    private = bool(rules.may_see_private(viewer, need, agreed=Agreement.SHARE_PRIVATE in agreed))
    around = community_of(need.place)
    point = (need.lat, need.lon) if near and need.lat is not None else (around.lat, around.lon)
    return SeenNeed(
        standing=standing,
        code=need.code,
        shown_code=need.shown_code,
        title=need.shown_title,
        other_title=need.other_title,
        summary=need.summary,
        helped_as=need.helped_as,
        kind_name=need.kind.name if need.kind else "",
        state=need.state,
        state_words=need.get_state_display(),
        seats=need.seats,
        core=need.core,
        size=need.size,
        common=need.common,
        created=need.created,
        place=need.place if near else around,
        lat=point[0],
        lon=point[1],
        reason=need.reason if standing in _OFFICE or need.state == State.UNMET else None,
        words=need.words if reads_words else None,
        spot=_spot_of(need) if near else None,
        name=_name_for(standing, need.raised_for, agreed) if near else None,
        contacts=_contacts_for(standing, need, told) if near else (),
        agreed=agreed if standing in _OFFICE else frozenset(),
        attachments=tuple(need.attachments.all()) if reads_words else (),
        private_part=need.private_part if private else None,
        may_read_private=private,
    )


def may_read_words(viewer: Viewer, need: Need) -> bool:
    """Whether a recording or a photo that came with the words may be opened."""
    return standing_of(viewer, need) in (*_OFFICE, Standing.FULL)


def community_of(place: Place) -> Place:
    """The community around a grid or a courtyard: as near as everyone may know."""
    while place.level in (PlaceLevel.GRID, PlaceLevel.COURTYARD) and place.parent:
        place = place.parent
    return place


@dataclass(frozen=True)
class _Told:
    """What a person agreed to, and the ways to reach them: read together, with one query."""

    agreed: frozenset[str] = frozenset()
    ways: tuple[tuple[str, str, str, str], ...] = ()


def _told_by(person: Person) -> _Told:
    agreed = person.consents.filter(withdrawn_at=None).values_list("purpose", Value(""), Value(""), Value(""))
    ways = person.contact_ways.values_list("way", "value", "note", "seen_by")
    rows = list(agreed.union(ways, all=True))
    return _Told(frozenset(row[0] for row in rows if not row[1]), tuple(row for row in rows if row[1]))


def _spot_of(need: Need) -> str:
    return need.spot or (need.raised_for.door if need.raised_for else "")


def _name_for(standing: Standing, person: Person | None, agreed: frozenset[str]) -> str | None:
    if person is None:
        return None
    full = standing in _OFFICE or Agreement.SHARE_FULL_NAME in agreed
    return person.name if full else surname_form(person.name)


def _contacts_for(standing: Standing, need: Need, told: _Told) -> tuple[str, ...]:
    """The office reads every way; whoever sits at the table only what the person lets them see."""
    if standing in _OFFICE:
        written = [f"{value} {note}".strip() for _way, value, note, _seen_by in told.ways]
        return (*written, *([need.contact_note] if need.contact_note else []))
    shared = Agreement.SHARE_CONTACT in told.agreed
    return tuple(
        value for way, value, _, seen_by in told.ways if seen_by != SeenBy.OFFICE or (shared and way == Way.PHONE)
    )


def open_asks(paths: Iterable[str], *, at: datetime) -> QuerySet[Ask]:
    """What the needs at or under `paths` still want, with the occasions that are not over."""
    to_come = Occasion.objects.filter(Q(ends=None) | Q(ends__gt=at)).order_by("starts", "ends", "pk")
    rows = Ask.objects.filter(subtrees(tuple(paths), "need__place__path"), need__state__in=OPEN_STATES)
    known = rows.select_related("need__place", "what", "unit", "language")
    return known.prefetch_related(Prefetch("occasions", to_come), "checks").order_by("code")


def operators_of(need: Need, *, at: datetime) -> frozenset[int]:
    """Persons who run something for an organisation that sits at this need."""
    bodies = Access.objects.filter(Q(until=None) | Q(until__gt=at), need=need, person=None).values("organisation")
    running = Mandate.objects.filter(in_force(), organisation__in=bodies, role=Role.OPERATOR)
    return frozenset(running.values_list("person_id", flat=True))


def coordinators_of(place: Place) -> list[Mandate]:
    """Who keeps the table nearest to a place: the mandates of its own coordinators, or those of the place around it."""
    found = list(holders(place.path, Role.COORDINATOR))
    return [mandate for mandate in found if mandate.place_id == found[0].place_id]


@dataclass(frozen=True)
class InboxRow:
    """A need that waits: `left` is the share of the promised time that remains, `pace` how its clock looks."""

    code: str
    title: str
    who: str
    came_by: str
    answer_by: datetime
    left: float
    pace: str
    group: str


@dataclass(frozen=True)
class Inbox:
    """What waits for an answer in the places of one viewer, the oldest promise first. `groups` counts all of it:
    late, today, week, later; `rows` are those of one `page`, `codes` those of all pages."""

    page: Page[Any]
    rows: tuple[InboxRow, ...]
    codes: tuple[str, ...]
    groups: dict[str, int]
    asleep: int
    next_look: datetime

    def neighbours(self, code: str) -> tuple[str, str]:
        """The codes before and after one row, for the keys; empty at the ends."""
        codes = ("", *self.codes, "")
        at = codes.index(code) if code and code in codes else 0
        return codes[at - 1] if at else "", codes[at + 1]


def inbox_of(viewer: Viewer, at: datetime, *, page: int | str | None = None, code: str = "") -> Inbox:
    """One query for all that waits; days are of the active time zone. Without a page, the one that holds `code`."""
    found = list(needs_kept_by(viewer).filter(state=State.RAISED).order_by("answer_by", "pk").values(*_LISTED))
    awake = [need for need in found if need["sleeps_until"] is None or need["sleeps_until"] <= at]
    wakes = [need["sleeps_until"] for need in found if need["sleeps_until"] and need["sleeps_until"] > at]
    bounds = _bounds(at)
    groups = Counter(_group(need["answer_by"], bounds) for need in awake)
    number = page or next((place // PAGE + 1 for place, need in enumerate(awake) if need["code"] == code), 1)
    shown: Page[Any] = Paginator(awake, PAGE).get_page(number)
    rows = tuple(_row(need, at, bounds) for need in shown)
    codes = tuple(need["code"] for need in awake)
    return Inbox(shown, rows, codes, dict(groups), len(wakes), _next_look(at, min(wakes, default=None)))


def _row(need: Mapping[str, Any], at: datetime, bounds: Bounds) -> InboxRow:
    due = need["answer_by"]
    left = (due - at) / max(due - need["created"], timedelta(minutes=1))
    pace = "late" if due < at else "soon" if due - at < SOON else ""
    who = gettext(", ").join(filter(None, (need["raised_for__name"], need["spot"])))
    chinese = (get_language() or "").startswith("zh")
    title = need["title"] if chinese else need["title_en"] or need["title"]
    came_by = str(CameBy(need["came_by"]).label)
    return InboxRow(need["code"], title, who, came_by, due, left, pace, _group(due, bounds))


def _bounds(at: datetime) -> Bounds:
    """Until when a promise is late, is for today, is for this week."""
    midnight = localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    monday = midnight + timedelta(days=7 - midnight.weekday())
    return (("late", at), ("today", midnight + timedelta(days=1)), ("week", monday))


def _group(due: datetime, bounds: Bounds) -> str:
    return next((name for name, until in bounds if due < until), "later")


def _next_look(at: datetime, wakes: datetime | None) -> datetime:
    """The next hour at which the office looks, or when the first sleeping need wakes."""
    local = localtime(at)
    looks = [local.replace(hour=hour, minute=0, second=0, microsecond=0) for hour in LOOKS]
    following = next((look for look in looks if look > local), looks[0] + timedelta(days=1))
    return min(following, wakes) if wakes else following
