"""What came of everything a company brought between two days: counted from what others have confirmed. No name of
anybody helped is read here, and a count of people under five is not shown."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet, Sum

from tongzhuo.gifts.states import GiftKind
from tongzhuo.linkages.models import Link
from tongzhuo.linkages.states import HOLDING, LinkState
from tongzhuo.needs.models import Need
from tongzhuo.organisations.models import Organisation
from tongzhuo.outcomes.models import Confirmation
from tongzhuo.outcomes.states import Answer
from tongzhuo.partners import queries
from tongzhuo.partners.whereabouts import Followed, Given, follow, gifts_of, given, without_gift
from tongzhuo.places.models import Place
from tongzhuo.projects.models import Measure
from tongzhuo.records.models import ServiceRecord
from tongzhuo.records.states import Proof, RecordState

FEW = 5
LAST_WORDS = (Answer.MET, Answer.PARTLY, Answer.UNMET)


@dataclass(frozen=True)
class Measured:
    """What a project counted in these days, in base units of the measure."""

    measure: Measure
    total: int


@dataclass
class InPlace:
    """What came of it in one community. `helped`: people whose need was met, by their own word."""

    place: Place
    needs: set[int] = field(default_factory=set)
    met: set[int] = field(default_factory=set)
    minutes: int = 0
    helped: int = 0


@dataclass
class Report:
    """The facts of one company between two days, both included. Minutes by level of proof; people are its staff."""

    organisation: Organisation
    since: dt.date
    until: dt.date
    minutes: Mapping[str, int]
    people: int
    given: list[Given]
    followed: list[Followed]
    measured: list[Measured]
    places: list[InPlace]
    answers: Mapping[str, int]
    common: int
    targets: list[str]

    @property
    def all_minutes(self) -> int:
        return sum(self.minutes.values())

    @property
    def needs(self) -> int:
        return sum(len(one.needs) for one in self.places)

    @property
    def met(self) -> int:
        return sum(len(one.met) for one in self.places)

    @property
    def helped(self) -> int:
        return sum(one.helped for one in self.places)

    @property
    def money(self) -> int:
        """In fen, of what has really come."""
        return sum(one.received for one in self.given if one.kind == GiftKind.MONEY)


def few(count: int) -> bool:
    """Whether a count of people could point at somebody."""
    return 0 < count < FEW


def report_of(organisation: Organisation, since: dt.date, until: dt.date, *, path: str = "") -> Report:
    """`path`: only what happened at or under that place."""
    first, last = _days(organisation, since, until)
    links = _links(organisation, path).filter(answered_at__gte=first, answered_at__lte=last)
    hours = _records(organisation, path).filter(starts__gte=first, starts__lte=last)
    needs = {link.need_id: link.need for link in links}
    answers = _answers(needs, first, last)
    places = _places(needs.values(), answers, hours)
    kinds = {need.kind_id for need in needs.values() if need.kind_id}
    promised = gifts_of(organisation).filter(created__gte=first, created__lte=last)
    followed = follow(promised.filter(place__path__startswith=path))
    return Report(
        organisation=organisation,
        since=since,
        until=until,
        minutes=_by_proof(hours),
        people=hours.order_by().values("person").distinct().count(),
        given=given(followed, without_gift(links)),
        followed=followed,
        measured=_measured(needs, followed, since, until),
        places=places,
        answers={str(word): sum(answer == word for answer in answers.values()) for word in LAST_WORDS},
        common=sum(need.common for need in needs.values()),
        targets=queries.targets_of(kinds),
    )


def _days(organisation: Organisation, since: dt.date, until: dt.date) -> tuple[dt.datetime, dt.datetime]:
    zone = ZoneInfo(organisation.place.time_zone)
    return dt.datetime.combine(since, dt.time.min, zone), dt.datetime.combine(until, dt.time.max, zone)


def _links(organisation: Organisation, path: str) -> QuerySet[Link]:
    """Everything that was accepted of this company; what was never answered is no part of it."""
    said_yes = Q(state__in=(LinkState.ACCEPTED, LinkState.FULFILLED))
    links = Link.objects.filter(said_yes, organisation=organisation, need__place__path__startswith=path)
    related = ("need__place", "need__kind", "occasion__ask__what", "occasion__ask__unit", "offer__what", "offer__unit")
    return links.select_related(*related).order_by("pk")


def _records(organisation: Organisation, path: str) -> QuerySet[ServiceRecord]:
    """Confirmed hours of people who came with this company; corrections are lines of their own and count too."""
    came = Q(attendance__sign_up__team=organisation) | Q(corrects__attendance__sign_up__team=organisation)
    return ServiceRecord.objects.filter(came, state=RecordState.CONFIRMED, place__path__startswith=path)


def _by_proof(hours: QuerySet[ServiceRecord]) -> dict[str, int]:
    sums = dict(hours.order_by().values_list("proof").annotate(minutes=Sum("minutes")))
    return {str(proof): sums.get(proof, 0) for proof in Proof}


def _measured(needs: Iterable[int], followed: Iterable[Followed], since: dt.date, until: dt.date) -> list[Measured]:
    """Everything that the projects behind these needs and gifts have counted in these days; corrected lines apart."""
    projects = Q(project__need__in=list(needs)) | Q(project__in={one.gift.project_id for one in followed})
    days = Q(measurements__on__gte=since, measurements__on__lte=until, measurements__corrected_by=None)
    rows = Measure.objects.filter(projects).select_related("unit__base", "project")
    counted = rows.annotate(total=Sum("measurements__amount", filter=days)).filter(total__gt=0).order_by("pk")
    return [Measured(one, one.total) for one in counted]


def _answers(needs: Iterable[int], first: dt.datetime, last: dt.datetime) -> dict[int, str]:
    """The last word of the residents about each need."""
    said = Confirmation.objects.filter(claim__need__in=list(needs), created__gte=first, created__lte=last)
    return dict(said.order_by("created", "pk").values_list("claim__need", "answer"))


def _places(needs: Iterable[Need], answers: Mapping[int, str], hours: QuerySet[ServiceRecord]) -> list[InPlace]:
    rows: dict[int, InPlace] = {}
    for need in needs:
        row = rows.setdefault(need.place_id, InPlace(need.place))
        row.needs.add(need.pk)
        if answers.get(need.pk) in (Answer.MET, Answer.PARTLY):
            row.met.add(need.pk)
            row.helped += need.size
    for line in hours.order_by().values("place").annotate(total=Sum("minutes")):
        place = rows.get(line["place"]) or InPlace(Place.objects.get(pk=line["place"]))
        rows[line["place"]] = place
        place.minutes = line["total"]
    return sorted(rows.values(), key=lambda row: row.place.path)


def seats_of(organisation: Organisation) -> QuerySet[Link]:
    """Every seat that a company holds or has offered to take, the newest first; what became a gift is followed as one
    (see `whereabouts`)."""
    links = Link.objects.filter(organisation=organisation, state__in=HOLDING)
    related = ("need__place", "occasion__ask__what", "occasion__ask__unit", "offer", "proposal_part__proposal")
    return without_gift(links).select_related(*related).order_by("-asked_at", "-pk")


def reached(report: Report, kind: str) -> int:
    """How far a yearly goal is."""
    counts = {
        "hours": report.all_minutes // 60,
        "people": report.people,
        "needs": report.met,
        "money": report.money // 100,
    }
    return counts[kind]
