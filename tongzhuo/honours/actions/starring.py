"""Stars: publicised, in effect after the term by themselves, gone where the hours are no longer reached."""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils.timezone import localdate, now

from tongzhuo.honours import queries, rules
from tongzhuo.honours.actions.proving import THE_HONOURS
from tongzhuo.honours.models import StarRating
from tongzhuo.honours.states import StarState
from tongzhuo.kernel.memory import record
from tongzhuo.kernel.verdicts import require
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.people.actions import give_volunteer_number
from tongzhuo.people.actions.locking import locked
from tongzhuo.people.models import Person
from tongzhuo.people.queries import guardians_of
from tongzhuo.records.counting import stars, working_days_after


@transaction.atomic
def publicise_star(*, by: Viewer, person: Person) -> StarRating:
    """Put the stars that the hours have reached before everybody. Asked twice, the second is refused."""
    person = locked(person)
    minutes = queries.counting_minutes(person.pk)
    reached = stars(minutes)
    living, ended = queries.most_living(person.pk), queries.ended_before(person.pk, reached)
    require(rules.may_publicise_star(by, person, reached=reached, living=living, ended=ended))
    today = localdate(timezone=ZoneInfo(person.home.time_zone))
    ends = working_days_after(today, settings.STAR_WORKING_DAYS)
    made = _made(person, reached, minutes, published_on=today, ends_on=ends, proposed_by_id=by.person_id)
    record(by=by, did="star.publicised", on=made, path=made.place.path, stars=reached, until=ends.isoformat())
    return made


@transaction.atomic
def begin_star(*, by: Viewer, rating: StarRating) -> StarRating:
    """The term is over, nobody's objection waits, and the hours are still there."""
    rating, minutes = _held(rating)
    day, waiting = queries.today_of(rating, now()), queries.waiting_objections(rating).count()
    require(rules.may_begin_star(by, rating, minutes=minutes, objections=waiting, day=day))
    rating.state, rating.began_at = StarState.IN_EFFECT, now()
    rating.save(update_fields=["state", "began_at"])
    record(by=by, did="star.began", on=rating, path=rating.place.path, stars=rating.stars)
    return rating


@transaction.atomic
def revoke_star(*, by: Viewer, rating: StarRating) -> StarRating:
    """Corrected records say fewer hours. Of stars that were in effect, as many as are still reached stay so: they were
    publicised with them."""
    rating, minutes = _held(rating)
    require(rules.may_revoke_star(by, rating, minutes=minutes))
    was_in_effect = rating.state == StarState.IN_EFFECT
    _end(rating, StarState.REVOKED, minutes=minutes)
    left = stars(minutes)
    if was_in_effect and left > queries.most_living(rating.person_id):
        days = {"published_on": rating.published_on, "ends_on": rating.ends_on}
        _made(rating.person, left, minutes, **days, state=StarState.IN_EFFECT, began_at=now())
    record(by=by, did="star.revoked", on=rating, path=rating.place.path, stars=rating.stars, left=left)
    return rating


@transaction.atomic
def decline_star(*, by: Viewer, rating: StarRating) -> StarRating:
    """The person does not want it. They may ask for it again whenever they like."""
    rating, minutes = _held(rating)
    require(rules.may_decline_star(by, rating, guardians_of(rating.person)))
    _end(rating, StarState.DECLINED, minutes=minutes)
    record(by=by, did="star.declined", on=rating, path=rating.place.path, stars=rating.stars)
    return rating


def _held(rating: StarRating) -> tuple[StarRating, int]:
    """The rating with its person held, and the minutes that count now."""
    locked(rating.person)
    rows = StarRating.objects.select_for_update(of=("self",)).select_related("person__home", "place")
    rating = rows.get(pk=rating.pk)
    return rating, queries.counting_minutes(rating.person_id)


def _made(person: Person, number: int, minutes: int, **facts: object) -> StarRating:
    numbered = give_volunteer_number(by=THE_HONOURS, person=person)
    return StarRating.objects.create(
        person=person,
        place=person.home,
        stars=number,
        hours=sorted(settings.STAR_HOURS)[number - 1],
        minutes=minutes,
        volunteer_number=numbered.volunteer_number or "",
        **facts,
    )


def _end(rating: StarRating, state: str, *, minutes: int) -> None:
    rating.state, rating.ended_at, rating.minutes = state, now(), minutes
    rating.save(update_fields=["state", "ended_at", "minutes"])
