"""What follows: people hear what was written about them, and stars go where hours were corrected away."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.timezone import now

from tongzhuo.honours import sweeping
from tongzhuo.honours.models import Award, Evaluation, Honour, Noted, StarRating, TrainingRecord
from tongzhuo.honours.showing import title_of
from tongzhuo.kernel.memory import reacts_to
from tongzhuo.kernel.models import Line
from tongzhuo.notices.actions import tell
from tongzhuo.people.models import Person
from tongzhuo.records.models import ServiceRecord

MODELS: dict[str, type[Noted]] = {"trainingrecord": TrainingRecord, "award": Award, "evaluation": Evaluation}
OF_LINE = {"training.noted": "trainingrecord", "award.noted": "award", "evaluation.noted": "evaluation"}


@reacts_to("training.noted", "award.noted", "evaluation.noted", "noted.corrected")
def tell_whose_record_it_is(line: Line) -> None:
    kind = "record.corrected" if line.did == "noted.corrected" else "record.noted"
    for one in _lines(line):
        facts: dict[str, Any] = {"what": title_of(one), "unit": one.recorded_by.name, "reason": one.reason}
        tell(to=one.person, kind=kind, about=f"noted:{one.code}", url=_mine(), **facts)


@reacts_to("honour.given")
def tell_who_is_thanked(line: Line) -> None:
    for honour in Honour.objects.filter(code__in=line.facts["lines"]).select_related("person__home").order_by("pk"):
        tell(to=honour.person, kind="honour.given", about=f"honour:{honour.code}", url=_mine(), deed=honour.deed)


@reacts_to("star.publicised", "star.began", "star.revoked")
def tell_whose_stars_they_are(line: Line) -> None:
    rating = _rating(line)
    facts: dict[str, Any] = {"stars": str(rating.stars), "hours": str(rating.hours), "until": rating.ends_on}
    if "left" in line.facts:
        facts["left"] = str(line.facts["left"])
    tell(to=rating.person, kind=line.did, about=f"starrating:{rating.code}", key=line.code, url=_mine(), **facts)


@reacts_to("objection.upheld")
def tell_what_was_stopped(line: Line) -> None:
    rating = _rating(line)
    facts: dict[str, Any] = {"stars": str(rating.stars), "reason": rating.because}
    tell(to=rating.person, kind="star.stopped", about=f"starrating:{rating.code}", url=_mine(), **facts)


@reacts_to("objection.dismissed")
def go_on(line: Line) -> None:
    """Where the term ended while the objection waited, the rating takes effect now."""
    del line
    sweeping.begin_what_is_due(at=now())


@reacts_to("hours.corrected")
def revoke_what_is_not_reached(line: Line) -> None:
    rows = ServiceRecord.objects.filter(code__in=line.facts.get("records", []))
    sweeping.revoke_where_corrected(Person.objects.filter(pk__in=rows.values("person")))


def _lines(line: Line) -> Iterator[Noted]:
    model = MODELS[line.facts.get("kind") or OF_LINE[line.did]]
    also = ("service",) if model is Evaluation else ()
    rows = model._default_manager.filter(code__in=line.facts["lines"]).order_by("pk")
    yield from rows.select_related("person__home", "recorded_by", *also)


def _rating(line: Line) -> StarRating:
    return StarRating.objects.select_related("person__home").get(code=line.on_code)


def _mine() -> str:
    return reverse("honours:mine")
