"""What somebody may read beside hours, which hours count for stars, and what is publicised. Pages start here."""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import F, Max, Q, QuerySet, Sum
from django.utils.timezone import localdate

from tongzhuo.honours.models import Award, Evaluation, Honour, Noted, Objection, StarRating, TrainingRecord
from tongzhuo.honours.states import LIVING, HonourState, ObjectionState, StarState
from tongzhuo.kernel.fields import subtree, subtrees
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.needs.models import Need
from tongzhuo.needs.rules import OWN_WAYS
from tongzhuo.organisations.queries import people_met_by
from tongzhuo.organisations.states import KEEPERS, SPEAKERS
from tongzhuo.people.models import Person, PersonSkill
from tongzhuo.people.queries import has_agreed, may_be_recorded, wards_of
from tongzhuo.people.states import Agreement, ShownBy
from tongzhuo.records.counting import stars
from tongzhuo.records.models import ServiceRecord
from tongzhuo.records.states import Proof, RecordState

# Which lines count for stars: confirmed ones. What was entered later counts by the word of a second person only; so
# a correction that adds to it and was entered and confirmed by one person does not. What takes hours off always counts.
COUNTS = Q(state=RecordState.CONFIRMED) & (
    ~Q(proof=Proof.LATER) | Q(minutes__lt=0) | Q(entered_by=None) | ~Q(confirmed_by=F("entered_by"))
)
A_WHILE = 60  # lines of one list on a person's page


def counting_minutes(person_id: int) -> int:
    """The minutes that count for stars; never below none."""
    sum_of = ServiceRecord.objects.filter(COUNTS, person=person_id).aggregate(sum=Sum("minutes"))["sum"]
    return max(0, sum_of or 0)


def stars_of(person_id: int) -> int:
    """The stars of somebody that are in effect."""
    held = StarRating.objects.filter(person=person_id, state=StarState.IN_EFFECT)
    return max(held.values_list("stars", flat=True), default=0)


def most_living(person_id: int) -> int:
    """The most stars that are publicised or in effect."""
    return max(StarRating.objects.filter(person=person_id, state__in=LIVING).values_list("stars", flat=True), default=0)


def ended_before(person_id: int, stars: int) -> list[str]:
    """In which states ratings of as many stars, or more, came to an end."""
    rows = StarRating.objects.filter(person=person_id, stars__gte=stars).exclude(state__in=LIVING)
    return list(rows.values_list("state", flat=True))


def may_have_reached() -> Iterator[Person]:
    """Whose hours, by the records that count, reach more stars than are publicised or in effect. They are read one by
    one, because each is a transaction of its own."""
    least = 60 * min(settings.STAR_HOURS, default=10**6)
    sums = ServiceRecord.objects.filter(COUNTS).order_by().values_list("person").annotate(sum=Sum("minutes"))
    living = dict(_living().order_by().values_list("person").annotate(most=Max("stars")))
    for pk, minutes in sums.filter(sum__gte=least).order_by("person"):
        if stars(minutes) > living.get(pk, 0):
            yield from Person.objects.filter(may_be_recorded(), pk=pk, merged_into=None)


def no_longer_reached(people: QuerySet[Person] | None = None) -> list[StarRating]:
    """Living ratings whose hours the records say no more, of everybody or of these people; the most stars first."""
    rows = _living() if people is None else _living().filter(person__in=people)
    lines = ServiceRecord.objects.filter(COUNTS, person__in=rows.values("person"))
    sums = dict(lines.order_by().values_list("person").annotate(sum=Sum("minutes")))
    living = rows.select_related("person__home", "place").order_by("-stars", "pk")
    return [rating for rating in living if sums.get(rating.person_id, 0) < 60 * rating.hours]


def _living() -> QuerySet[StarRating]:
    return StarRating.objects.filter(state__in=LIVING)


def terms_over(at: dt.datetime) -> QuerySet[StarRating]:
    """Publicised ratings whose last day may be over: the day of each place is asked by the rule."""
    ahead = localdate(at) + dt.timedelta(days=1)
    rows = StarRating.objects.filter(state=StarState.PUBLICISED, ends_on__lt=ahead)
    return rows.select_related("person__home", "place").order_by("pk")


def today_of(rating: StarRating, at: dt.datetime) -> dt.date:
    return localdate(at, ZoneInfo(rating.place.time_zone))


def waiting_objections(rating: StarRating) -> QuerySet[Objection]:
    return Objection.objects.filter(rating=rating, state=ObjectionState.OPEN).select_related("said_by").order_by("pk")


def publicised() -> QuerySet[StarRating]:
    """The public list: by day, then by number. `may_name`: the person agreed to be named in public."""
    rows = StarRating.objects.filter(state=StarState.PUBLICISED).select_related("person", "place")
    return rows.annotate(may_name=has_agreed(Agreement.SHOW_NAME, "person")).order_by(
        "published_on", "volunteer_number"
    )


def rating_visible_to(viewer: Viewer, code: str, *, at: dt.datetime) -> StarRating | None:
    """While it is open to everybody; afterwards for the person, who answers for them, and the office."""
    rows = StarRating.objects.select_related("person__home", "place")
    rating = rows.annotate(may_name=has_agreed(Agreement.SHOW_NAME, "person")).filter(code=code).first()
    if rating is None or rating.is_open_on(today_of(rating, at)):
        return rating
    own = viewer.is_somebody and rating.person_id in (viewer.person_id, *wards_of(viewer.person_id))
    return rating if own or viewer.holds(rating.place.path, *KEEPERS) else None


def objections_to_answer(viewer: Viewer) -> QuerySet[Objection]:
    rows = Objection.objects.filter(subtrees(viewer.paths(*KEEPERS), "rating__place__path"), state=ObjectionState.OPEN)
    return (
        rows.filter(rating__state=StarState.PUBLICISED).select_related("rating__place", "rating__person").order_by("pk")
    )


def trainings_visible_to(viewer: Viewer) -> QuerySet[TrainingRecord]:
    rows = TrainingRecord.objects.filter(_readable(viewer)).select_related("skill", *_WITH)
    return rows.order_by("-held_on", "-pk")


def awards_visible_to(viewer: Viewer) -> QuerySet[Award]:
    return Award.objects.filter(_readable(viewer)).select_related(*_WITH).order_by("-given_on", "-pk")


def evaluations_visible_to(viewer: Viewer) -> QuerySet[Evaluation]:
    rows = Evaluation.objects.filter(_readable(viewer)).select_related("service", *_WITH)
    return rows.order_by("-evaluated_on", "-pk")


_WITH = ("person__home", "recorded_by__place", "entered_by", "corrected_by")


def _readable(viewer: Viewer) -> Q:
    """One's own, one's wards', those of organisations one speaks for, and of places one keeps."""
    if not viewer.is_somebody:
        return Q(pk__in=[])
    own = Q(person=viewer.person_id) | Q(person__in=wards_of(viewer.person_id))
    kept = viewer.paths(*KEEPERS)
    return own | written_by(viewer) | subtrees(kept, "person__home__path")


def written_by(viewer: Viewer) -> Q:
    """Lines in the name of organisations one speaks for, and of those of places one keeps."""
    units = [held.organisation_id for held in viewer.mandates if held.role in SPEAKERS]
    return Q(recorded_by__in=units) | subtrees(viewer.paths(*KEEPERS), "recorded_by__place__path")


def stands(line: Noted) -> bool:
    """Whether this line counts: not struck out, and no other in its place."""
    return not (line.struck or hasattr(line, "corrected_by"))


def skills_to_accept(viewer: Viewer) -> QuerySet[TrainingRecord]:
    """Trainings of people at this viewer's desk that another organisation held, and whose skill nobody accepted yet."""
    rows = trainings_visible_to(viewer).filter(subtrees(viewer.paths(*KEEPERS), "person__home__path"))
    rows = rows.filter(skill__isnull=False, proved_at=None, struck=False, corrected_by=None)
    return rows.exclude(person=viewer.person_id)


def skill_still_shown(training: TrainingRecord) -> PersonSkill | None:
    """The skill that this training alone proves; None where another one proves it too, or a certificate does."""
    others = TrainingRecord.objects.filter(person=training.person_id, skill=training.skill_id, struck=False)
    if others.filter(corrected_by=None, proved_at__isnull=False).exclude(pk=training.pk).exists():
        return None
    held = PersonSkill.objects.filter(person=training.person_id, term=training.skill_id, shown_by=ShownBy.TRAINING)
    return held.select_related("person__home", "term").first()


def honours_visible_to(viewer: Viewer) -> QuerySet[Honour]:
    """What is shown to everybody; one's own and one's wards'; what oneself or one's organisation gave."""
    rows = Honour.objects.exclude(state=HonourState.TAKEN_BACK).select_related(
        "person__home", "organisation__place", "place", "need"
    )
    shown = Q(state=HonourState.SHOWN)
    if not viewer.is_somebody:
        return rows.filter(shown).order_by("-done_on", "-pk")
    own = Q(person=viewer.person_id) | Q(person__in=wards_of(viewer.person_id)) | Q(thanked_by=viewer.person_id)
    units = [held.organisation_id for held in viewer.mandates if held.role in SPEAKERS]
    given = Q(organisation__in=units) | subtrees(viewer.paths(*KEEPERS), "organisation__place__path")
    return rows.filter(shown | own | given).order_by("-done_on", "-pk")


def honours_at(path: str) -> QuerySet[Honour]:
    """What everybody may read in the places at or under `path`, the newest deed first."""
    rows = Honour.objects.filter(subtree(path, "place__path"), state=HonourState.SHOWN)
    return rows.filter(person__merged_into=None).select_related("person", "organisation").order_by("-done_on", "-pk")


def voices_of(need: Need) -> list[int]:
    """Whose word decides about a need, by primary key: delegates, else the person helped, else who asked themselves."""
    if need.common:
        return list(need.delegates.order_by("pk").values_list("pk", flat=True))
    voice = need.raised_for_id or (need.raised_by_id if need.came_by in OWN_WAYS else None)
    return [voice] if voice else []


def served_for(need: Need) -> QuerySet[Person]:
    """Whose hours for this need are confirmed."""
    rows = ServiceRecord.objects.filter(state=RecordState.CONFIRMED, corrects=None)
    rows = rows.filter(attendance__sign_up__shift__activity__project__need=need)
    return Person.objects.filter(pk__in=rows.values("person"), merged_into=None).order_by("pk")


def thanked_for(need: Need, voice: int | None) -> list[int]:
    rows = Honour.objects.filter(need=need, thanked_by=voice).exclude(state=HonourState.TAKEN_BACK)
    return list(rows.values_list("person", flat=True))


def met_among(viewer: Viewer, people: Iterable[Person]) -> Collection[int]:
    """Which of these people the viewer meets, by primary key."""
    return set(people_met_by(viewer).filter(pk__in=[person.pk for person in people]).values_list("pk", flat=True))


@dataclass(frozen=True)
class Beside:
    """What stands beside the hours of one person, as one viewer may read it."""

    trainings: list[TrainingRecord]
    awards: list[Award]
    evaluations: list[Evaluation]
    ratings: list[StarRating]
    honours: list[Honour]

    @property
    def is_empty(self) -> bool:
        return not (self.trainings or self.awards or self.evaluations or self.ratings or self.honours)


def beside_hours(viewer: Viewer, person: Person) -> Beside:
    """The lists of a person's page, corrections under what they correct."""
    ratings = StarRating.objects.filter(person=person).select_related("place").order_by("-published_on", "-stars")
    own = viewer.is_somebody and person.pk in (viewer.person_id, *wards_of(viewer.person_id))
    reads = own or viewer.holds(person.home.path, *KEEPERS)
    return Beside(
        list(trainings_visible_to(viewer).filter(person=person)[:A_WHILE]),
        list(awards_visible_to(viewer).filter(person=person)[:A_WHILE]),
        list(evaluations_visible_to(viewer).filter(person=person)[:A_WHILE]),
        list((ratings if reads else ratings.filter(state=StarState.IN_EFFECT))[:A_WHILE]),
        list(honours_visible_to(viewer).filter(person=person)[:A_WHILE]),
    )
