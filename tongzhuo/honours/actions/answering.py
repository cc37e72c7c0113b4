"""Objections: a sentence from anybody, and the answer of somebody who is named."""

from django.db import transaction
from django.utils.timezone import now

from tongzhuo.honours import queries, rules
from tongzhuo.honours.models import Objection, StarRating
from tongzhuo.honours.states import ObjectionState, StarState
from tongzhuo.kernel.memory import record
from tongzhuo.kernel.verdicts import require
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.people.actions.locking import locked


@transaction.atomic
def object_to_star(*, by: Viewer, rating: StarRating, words: str) -> Objection:
    """The rating waits until somebody has looked at it."""
    rating = _held(rating)
    waiting = queries.waiting_objections(rating).count()
    require(rules.may_object_to_star(by, rating, words, waiting=waiting))
    made = Objection.objects.create(rating=rating, words=words.strip(), said_by_id=by.person_id)
    record(by=by, did="star.objected", on=rating, path=rating.place.path, objection=made.code)
    return made


@transaction.atomic
def answer_objection(*, by: Viewer, objection: Objection, to: str, because: str) -> Objection:
    """Upheld: the rating is stopped, because. Dismissed: it goes on, because."""
    rating = _held(objection.rating)
    objection = Objection.objects.select_for_update(of=("self",)).get(pk=objection.pk)
    objection.rating = rating
    require(rules.may_answer_objection(by, objection, to, because))
    because, at = because.strip(), now()
    objection.state, objection.looked_by_id, objection.looked_at, objection.because = to, by.person_id, at, because
    objection.save(update_fields=["state", "looked_by", "looked_at", "because"])
    if to == ObjectionState.UPHELD:
        rating.state, rating.ended_at, rating.because = StarState.STOPPED, at, because
        rating.save(update_fields=["state", "ended_at", "because"])
    record(by=by, did=f"objection.{to}", on=rating, path=rating.place.path, objection=objection.code)
    return objection


def _held(rating: StarRating) -> StarRating:
    locked(rating.person)
    rows = StarRating.objects.select_for_update(of=("self",)).select_related("person__home", "place")
    return rows.get(pk=rating.pk)
