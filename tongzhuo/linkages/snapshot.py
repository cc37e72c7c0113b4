"""One look at a place: its open asks, everything on the table, and what is already promised. Reads only."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import chain
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from tongzhuo.engine.instance import Instance
from tongzhuo.kernel.fields import subtree
from tongzhuo.linkages import supply
from tongzhuo.linkages.columns import Sheet, columns_of_links, columns_of_needs
from tongzhuo.linkages.models import Link
from tongzhuo.linkages.offered import Offered
from tongzhuo.linkages.queries import BARRED, SETTLED
from tongzhuo.linkages.terms import Words
from tongzhuo.needs.models import Ask, Need, Occasion
from tongzhuo.needs.states import OPEN_STATES, AskKind
from tongzhuo.people.models import Consent, Person
from tongzhuo.people.states import Agreement
from tongzhuo.places.minutes import Calendar
from tongzhuo.places.models import Place
from tongzhuo.places.queries import communities_of
from tongzhuo.places.states import Level
from tongzhuo.resources.models import Offer
from tongzhuo.resources.states import OfferState
from tongzhuo.service.models import SignUp
from tongzhuo.service.states import SignUpState
from tongzhuo.vocabulary.models import Term
from tongzhuo.vocabulary.states import Shelf

A_PAGE = 2000
Row = TypeVar("Row", Occasion, Person, Offer)
RECENT = timedelta(days=28)


@dataclass
class Snapshot:
    """A planning question, and the way from the engine's rows back to ours."""

    instance: Instance
    sheet: Sheet


def scope_of(place: Place) -> str:
    """The path in which help for a place is looked for: its district, or else its city, its province, itself."""
    around = Place.objects.filter(path__in=[*place.paths_above, place.path])
    paths = {found.level: found.path for found in around}
    return paths.get(Level.COUNTY) or paths.get(Level.CITY) or paths.get(Level.PROVINCE) or place.path


def take(
    place: Place, *, at: datetime, needs: Iterable[int] | None = None, told: Callable[[float], None] = lambda _: None,
    only: Iterable[int] | None = None,
) -> Snapshot:  # fmt: skip
    """The planning question of `place` at the time `at`, for all its open needs or only for `needs` (primary keys),
    asked of everybody or of these offers and whoever is seated already (`only`, primary keys).

    People and offers are read in pages and let go once they are columns; `told` hears how much has been read (0 to 1).
    """
    calendar = Calendar.of_week(at, ZoneInfo(place.time_zone))
    occasions = sorted(_shared(_pages(_occasions(place, at, needs))), key=lambda occasion: occasion.code)
    settled, barred = _links_of(place, occasions)
    people, offers = _people(place), _offers(place, calendar.day(at))
    if only is not None:
        people, offers = replace(people, here=people.here.none()), replace(offers, here=offers.here.filter(pk__in=only))
    around = _hours_around(place if only is None else None, settled)
    sheet = Sheet(
        at=at,
        calendar=calendar,
        words=Words(Term.objects.exclude(shelf=Shelf.UNIT)),
        occasions=occasions,
        community_of=communities_of({occasion.ask.need.place_id for occasion in occasions}),
        settled=settled,
        barred=barred,
        booked=_booked_elsewhere(around, occasions, calendar.epoch),
        elsewhere=_links_elsewhere(offers, settled, occasions),
        load=_load(around, at),
        kept_promises=_kept_promises(around),
    )
    columns = columns_of_needs(sheet)
    offered, total = Offered(sheet), max(1, people.here.count())
    for page in _all_of(people, offers, settled):
        told(min(1.0, len(sheet.supplies) / total))
        offered.hear([one for one in page if isinstance(one, Person)])
        for one in page:
            offered.add(one)
            if isinstance(one, Person):
                one._state.fields_cache.clear()  # only what names and links somebody is kept
    columns |= offered.columns() | columns_of_links(sheet)
    epoch = calendar.epoch.date().isoformat()
    return Snapshot(Instance.build(now=calendar.minute(at), epoch=epoch, **columns), sheet)


def _pages(rows: QuerySet[Row]) -> Iterator[list[Row]]:
    """Rows a page at a time, each read to its end: no cursor is open while somebody writes. By primary key, which no
    database has to sort for each page."""
    page = list(rows.order_by("pk")[:A_PAGE])
    while page:
        yield page
        page = list(rows.filter(pk__gt=page[-1].pk).order_by("pk")[:A_PAGE])


def _shared(pages: Iterable[list[Occasion]]) -> Iterator[Occasion]:
    """Occasions of one ask share it, and asks of one need share that: a row of a need is kept once."""
    asks: dict[int, Ask] = {}
    needs: dict[int, Need] = {}
    for occasion in chain.from_iterable(pages):
        occasion.ask = asks.setdefault(occasion.ask.pk, occasion.ask)
        occasion.ask.need = needs.setdefault(occasion.ask.need.pk, occasion.ask.need)
        yield occasion


def _all_of(
    people: "Around[Person]", offers: "Around[Offer]", settled: list[Link]
) -> Iterator[list[Person] | list[Offer]]:
    """Whoever offers something here, then whoever sits at one of the tables all the same."""
    yield from _with_seated(people, {link.person_id for link in settled if link.person_id and not link.offer_id})
    yield from _with_seated(offers, {link.offer_id for link in settled if link.offer_id})


def _with_seated(rows: "Around[Row]", seated: set[int]) -> Iterator[list[Row]]:
    left = set(seated)
    for page in _pages(rows.here):
        left.difference_update(row.pk for row in page)
        yield page
    for batch in _batches(sorted(left)):
        yield list(rows.anywhere.filter(pk__in=batch).order_by("pk"))


def _batches(pks: Sequence[int]) -> Iterator[Sequence[int]]:
    """A query may name only so many rows."""
    return (pks[start : start + A_PAGE] for start in range(0, len(pks), A_PAGE))


def _occasions(place: Place, at: datetime, needs: Iterable[int] | None) -> QuerySet[Occasion]:
    """What is still ahead within the horizon; a service that runs is ahead until it ends."""
    horizon = at + timedelta(days=settings.PLAN_HORIZON_DAYS)
    running = Q(starts__lte=at, ends__gt=at, ask__kind__in=(AskKind.OPERATOR, AskKind.PROFESSIONAL))
    ahead = Q(starts__gt=at, starts__lte=horizon) | Q(starts=None, ends__gte=at) | Q(starts=None, ends=None) | running
    found = Occasion.objects.filter(
        ahead, subtree(place.path, "ask__need__place__path"), ask__need__state__in=OPEN_STATES
    )
    if needs is not None:
        found = found.filter(ask__need__in=list(needs))
    found = found.select_related("ask__need__place", "ask__what").prefetch_related("ask__checks")
    return found.defer("ask__need__words", "ask__need__summary", "ask__need__private_part")


def _links_of(place: Place, occasions: list[Occasion]) -> tuple[list[Link], list[Link]]:
    """What is settled at these occasions, and who is not to be proposed again."""
    inside = {o.pk for o in occasions}
    links = Link.objects.filter(subtree(place.path, "need__place__path"), need__state__in=OPEN_STATES).order_by("code")
    settled, barred = (
        [link for link in links.filter(these).iterator() if link.occasion_id in inside] for these in (SETTLED, BARRED)
    )
    return settled, barred


@dataclass(frozen=True)
class Around(Generic[Row]):
    """The rows that are looked at for a place, and the same questions asked of rows anywhere."""

    here: QuerySet[Row]
    anywhere: QuerySet[Row]


def _people(place: Place) -> Around[Person]:
    """Everybody in scope who said when they are free."""
    agreed = Consent.objects.filter(person=OuterRef("pk"), purpose=Agreement.BE_ASKED, withdrawn_at=None)
    offering = Q(subtree(scope_of(place), "home__path"), availability__isnull=False, merged_into=None)
    people = (
        Person.objects.annotate(may_be_asked=Exists(agreed))
        .select_related("home", "availability")
        .defer("identity_number", "birth_date", "volunteer_number", "door", "source", "source_key")
    )
    return Around(people.filter(offering), people)


def _offers(place: Place, today: date) -> Around[Offer]:
    """What is on the table for this place, near enough or for anywhere."""
    serves = Q(serves=None) | Q(serves__path__in=[*place.paths_above, place.path]) | subtree(place.path, "serves__path")
    near = subtree(scope_of(place), "place__path") | Q(radius_m=None)
    valid = Q(valid_until=None) | Q(valid_until__gte=today)
    offers = Offer.objects.select_related("place", "serves", "person", "organisation")
    offers = offers.prefetch_related("organisation__causes")
    return Around(offers.filter(near, serves, valid, state=OfferState.OPEN), offers)


def _hours_around(place: Place | None, settled: list[Link]) -> Q:
    """Sign-ups of the people of this plan. By place: a list of a city's people would be longer than a query may be."""
    seated = Q(person__in=sorted({link.person_id for link in settled if link.person_id}))
    return subtree(scope_of(place), "person__home__path") | seated if place else seated


def _booked_elsewhere(around: Q, occasions: list[Occasion], epoch: datetime) -> list[SignUp]:
    """The hours that these people have promised outside this plan, from this week on."""
    inside = {o.pk for o in occasions}
    hours = supply.hours().filter(around, ends__gte=epoch).select_related("shift__activity__place")
    return sorted((one for one in hours.iterator() if one.shift.occasion_id not in inside), key=lambda one: one.code)


def _links_elsewhere(offers: Around[Offer], settled: list[Link], occasions: list[Occasion]) -> list[Link]:
    """What these offers hold outside this plan."""
    inside = {o.pk for o in occasions}
    seated = sorted({link.offer_id for link in settled if link.offer_id})
    lots = supply.holding().filter(Q(offer__in=offers.here.values("pk")) | Q(offer__in=seated))
    found = lots.select_related("need__place", "offer").iterator()
    return sorted((link for link in found if link.occasion_id not in inside), key=lambda link: link.code)


def _load(around: Q, at: datetime) -> Counter[int]:
    """Minutes promised or given in the last four weeks and the next, by person."""
    recent = supply.hours().filter(around, starts__gte=at - RECENT, starts__lte=at + RECENT)
    load: Counter[int] = Counter()
    for person, starts, ends in recent.values_list("person", "starts", "ends"):
        load[person] += int((ends - starts).total_seconds() // 60)
    return load


def _kept_promises(around: Q) -> dict[int, int]:
    """How reliably somebody came, 0 to 1000; somebody new is in the middle."""
    came, missed = Q(state=SignUpState.ATTENDED), Q(state=SignUpState.ABSENT)
    ended = SignUp.objects.filter(around, came | missed).values("person")
    counts = ended.annotate(came=Count("pk", filter=came), missed=Count("pk", filter=missed))
    return {row["person"]: 1000 * (row["came"] + 1) // (row["came"] + row["missed"] + 2) for row in counts}
