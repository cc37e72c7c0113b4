"""One look at a place: its open asks, everything on the table, and what is already promised. Reads only."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from tongzhuo.engine.instance import Instance
from tongzhuo.kernel.fields import subtree
from tongzhuo.linkages import supply
from tongzhuo.linkages.calendar import Calendar
from tongzhuo.linkages.columns import Sheet, all_columns
from tongzhuo.linkages.models import Link
from tongzhuo.linkages.states import HOLDING, LinkState
from tongzhuo.linkages.terms import Words
from tongzhuo.needs.models import Occasion
from tongzhuo.needs.states import OPEN_STATES, AskKind
from tongzhuo.people.models import Consent, Person, PersonSkill
from tongzhuo.people.states import Agreement
from tongzhuo.places.models import Place
from tongzhuo.places.states import Level
from tongzhuo.resources.models import Offer
from tongzhuo.resources.states import OfferState
from tongzhuo.vocabulary.models import Term
from tongzhuo.vocabulary.states import Shelf

BARRED = (LinkState.REMOVED, LinkState.DECLINED, LinkState.EXPIRED, LinkState.WITHDRAWN, LinkState.FAILED)
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


def take(place: Place, *, at: datetime, needs: Iterable[int] | None = None) -> Snapshot:
    """The planning question of `place` at the time `at`, for all its open needs or only for `needs` (primary keys)."""
    calendar = Calendar.of_week(at, ZoneInfo(place.time_zone))
    occasions = list(_occasions(place, at, needs).order_by("code"))
    settled, barred = _links_of(occasions)
    people = _people(place, calendar.day(at), settled).order_by("code")
    offers = _offers(place, calendar.day(at), settled).order_by("code")
    around = _links_around(place, settled)
    sheet = Sheet(
        at=at,
        calendar=calendar,
        words=Words(Term.objects.exclude(shelf=Shelf.UNIT)),
        occasions=occasions,
        supplies=[*people, *offers],
        settled=settled,
        barred=barred,
        elsewhere=_links_elsewhere(around, offers, occasions, calendar.epoch),
        load=_load(around, at),
        kept_promises=_kept_promises(around),
    )
    epoch = calendar.epoch.date().isoformat()
    return Snapshot(Instance.build(now=calendar.minute(at), epoch=epoch, **all_columns(sheet)), sheet)


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
    return found.select_related("ask__need__place", "ask__what").prefetch_related("ask__checks")


def _links_of(occasions: list[Occasion]) -> tuple[list[Link], list[Link]]:
    """What is settled at these occasions (living, done or pinned), and who is not to be proposed again:
    whoever said no, and whoever the coordinator took out. Whom a send could not reach may fit another day."""
    asks = {o.ask_id for o in occasions}
    links = Link.objects.filter(occasion__ask__in=asks, occasion__in=[o.pk for o in occasions])
    settled = links.filter(Q(state__in=HOLDING) | Q(state=LinkState.SUGGESTED, pinned=True))
    barred = links.filter(state__in=BARRED).exclude(state=LinkState.REMOVED, answered_by=None)
    return list(settled.order_by("code")), list(barred.order_by("code"))


def _people(place: Place, today: date, settled: list[Link]) -> QuerySet[Person]:
    """Everybody in scope who said when they are free, and whoever already sits at one of the tables."""
    agreed = Consent.objects.filter(person=OuterRef("pk"), purpose=Agreement.BE_ASKED, withdrawn_at=None)
    seated = [link.person_id for link in settled if link.person_id and not link.offer_id]
    offering = Q(subtree(scope_of(place), "home__path"), availability__isnull=False, merged_into=None)
    skills = PersonSkill.objects.filter(Q(until=None) | Q(until__gte=today)).order_by("term")
    return (
        Person.objects.filter(offering | Q(pk__in=seated))
        .annotate(may_be_asked=Exists(agreed))
        .select_related("home", "availability")
        .prefetch_related("availability__windows", "availability__exceptions", "languages", Prefetch("skills", skills))
    )


def _offers(place: Place, today: date, settled: list[Link]) -> QuerySet[Offer]:
    """What is on the table for this place, near enough or for anywhere, and whatever is already linked."""
    serves = Q(serves=None) | Q(serves__path__in=[*place.paths_above, place.path]) | subtree(place.path, "serves__path")
    near = subtree(scope_of(place), "place__path") | Q(radius_m=None)
    valid = Q(valid_until=None) | Q(valid_until__gte=today)
    linked = [link.offer_id for link in settled if link.offer_id]
    return (
        Offer.objects.filter(Q(near, serves, valid, state=OfferState.OPEN) | Q(pk__in=linked))
        .select_related("place", "serves", "person", "organisation")
        .prefetch_related("organisation__causes")
    )


def _links_around(place: Place, settled: list[Link]) -> Q:
    """Links of the people of this plan. By place: a list of a city's people would be longer than a query may be."""
    seated = [link.person_id for link in settled if link.person_id]
    return subtree(scope_of(place), "person__home__path") | Q(person__in=seated)


def _links_elsewhere(around: Q, offers: Iterable[Offer], occasions: list[Occasion], epoch: datetime) -> list[Link]:
    """What these people and offers hold outside this plan: hours from this week on, and everything used up."""
    inside = {o.pk for o in occasions}
    hours = supply.hours().filter(around, offer=None, ends__gte=epoch)
    lots = supply.held([offer.pk for offer in offers])
    found = [*hours.select_related("need__place", "offer"), *lots.select_related("need__place", "offer")]
    return sorted((link for link in found if link.occasion_id not in inside), key=lambda link: link.code)


def _load(around: Q, at: datetime) -> Counter[int]:
    """Minutes promised or given in the last four weeks and the next, by person."""
    recent = supply.hours().filter(around, starts__gte=at - RECENT, starts__lte=at + RECENT)
    load: Counter[int] = Counter()
    for person, starts, ends in recent.values_list("person", "starts", "ends"):
        load[person] += int((ends - starts).total_seconds() // 60) if starts and ends else 0
    return load


def _kept_promises(around: Q) -> dict[int, int]:
    """How reliably somebody came, 0 to 1000; somebody new is in the middle."""
    came, missed = Q(state=LinkState.FULFILLED), Q(state=LinkState.FAILED)
    ended = Link.objects.filter(around, came | missed).values("person")
    counts = ended.annotate(came=Count("pk", filter=came), missed=Count("pk", filter=missed))
    return {row["person"]: 1000 * (row["came"] + 1) // (row["came"] + row["missed"] + 2) for row in counts}
