"""What happens to stars by the calendar: revoked, brought into effect, publicised. It may run as often as one likes."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime

from django.db.models import QuerySet

from tongzhuo.honours import actions, queries
from tongzhuo.honours.actions.proving import THE_HONOURS
from tongzhuo.honours.models import StarRating
from tongzhuo.kernel.verdicts import Refused
from tongzhuo.people.models import Person


def sweep_stars(*, at: datetime) -> None:
    """Everybody's. What a rule refuses (an objection waits, somebody said no) stays as it is."""
    _revoke(queries.no_longer_reached())
    begin_what_is_due(at=at)
    for person in list(queries.may_have_reached()):
        with suppress(Refused):
            actions.publicise_star(by=THE_HONOURS, person=person)


def begin_what_is_due(*, at: datetime) -> None:
    for rating in queries.terms_over(at):
        with suppress(Refused):
            actions.begin_star(by=THE_HONOURS, rating=rating)


def revoke_where_corrected(people: QuerySet[Person]) -> None:
    _revoke(queries.no_longer_reached(people))


def _revoke(ratings: Iterable[StarRating]) -> None:
    """The most stars first, so that what is left of them is known."""
    for rating in ratings:
        with suppress(Refused):
            actions.revoke_star(by=THE_HONOURS, rating=rating)
