"""Who writes into somebody's record, who answers an objection, and whose yes makes thanks public.

Nobody writes about themselves.
"""

import datetime as dt
from collections.abc import Collection, Iterable

from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from tongzhuo.honours.drafts import LONGEST_TRAINING, MOST_DEED, MOST_WORDS, Commendation, Judgement, Training
from tongzhuo.honours.models import Honour, Noted, Objection, StarRating, TrainingRecord
from tongzhuo.honours.states import (
    HONOUR_MAY_FOLLOW,
    OBJECTION_MAY_FOLLOW,
    STAR_MAY_FOLLOW,
    HonourState,
    StarState,
)
from tongzhuo.kernel.verdicts import OK, Verdict, no
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.needs.models import Need
from tongzhuo.needs.states import State
from tongzhuo.organisations.models import Organisation
from tongzhuo.organisations.states import KEEPERS, SPEAKERS
from tongzhuo.people.models import Person
from tongzhuo.people.rules import is_own, keeps_desk
from tongzhuo.people.states import OF_AGE
from tongzhuo.people.times import age_on
from tongzhuo.records.models import ServiceRecord
from tongzhuo.records.states import RecordState
from tongzhuo.vocabulary.states import Shelf

MOST_PEOPLE = 200  # on one form
MOST_OBJECTIONS = 20  # that wait for an answer, about one rating
SOLVED = (State.MET, State.PARTLY_MET)


def writes_for(viewer: Viewer, unit: Organisation) -> bool:
    """Whether this viewer writes in the name of the organisation, or keeps the table of its place."""
    return viewer.speaks_for(unit.pk, *SPEAKERS) or viewer.holds(unit.place.path, *KEEPERS)


def may_note_training(
    viewer: Viewer,
    unit: Organisation,
    people: Collection[Person],
    said: Training,
    *,
    met: Collection[int],
    at: dt.datetime,
) -> Verdict:
    """`met` are the people this viewer meets, by primary key."""
    return _may_write(viewer, unit, people, met) and training_makes_sense(said, at=at)


def training_makes_sense(said: Training, *, at: dt.datetime) -> Verdict:
    if not 0 < said.minutes <= LONGEST_TRAINING:
        return no("hours_out_of_range", _("Say how many hours it was."), field="hours")
    missing = _first_empty(name=said.name, content=said.content, organiser=said.organiser)
    if missing:
        return no("nothing_said", _("This belongs to every training record. Please fill it in."), field=missing)
    if said.skill_until and said.skill_until < said.held_on:
        return no("run_out", _("It cannot run out before it was learned."), field="skill_until")
    return _not_ahead(said.held_on, at, "held_on")


def may_note_award(
    viewer: Viewer,
    unit: Organisation,
    people: Collection[Person],
    said: Commendation,
    *,
    met: Collection[int],
    at: dt.datetime,
) -> Verdict:
    """What another unit granted is written down by whoever has seen the paper (article 9)."""
    return _may_write(viewer, unit, people, met) and award_makes_sense(said, unit, at=at)


def proves_a_skill(said: Training) -> Verdict:
    """What a training proves is a skill or a check, and has not run out."""
    if said.skill is not None and said.skill.shelf not in (Shelf.SKILL, Shelf.CHECK):
        return no("wrong_shelf", _("Choose a skill or a check."), field="skill")
    return OK


def award_makes_sense(said: Commendation, unit: Organisation, *, at: dt.datetime) -> Verdict:
    missing = _first_empty(name=said.name, granted_by=said.granted_by)
    if missing:
        return no("nothing_said", _("This belongs to every award. Please fill it in."), field=missing)
    if said.granted_by.strip() not in (unit.name_zh, unit.name_en) and not said.seen.strip():
        return no("not_seen", _("Another unit granted it. Say which paper you have looked at."), field="seen")
    return _not_ahead(said.given_on, at, "given_on")


def may_evaluate(
    viewer: Viewer, service: ServiceRecord, said: Judgement | None = None, *, evaluated: bool = False, at: dt.datetime
) -> Verdict:
    """Whoever answers for a confirmed service says how it was done; once (`evaluated`), then by corrections."""
    if not writes_for(viewer, service.recorded_by):
        return no("not_yours", _("Only the recording organisation, or the office of its place, writes this down."))
    if viewer.person_id == service.person_id:
        return no("own_record", _("Nobody writes into their own record."))
    if service.state != RecordState.CONFIRMED or service.corrects_id:
        return no("not_confirmed", _("Only a confirmed service is evaluated."))
    if evaluated:
        return no("evaluated_already", _("This service was evaluated already. Correct that line."))
    return OK if said is None else judgement_makes_sense(said, service, at=at)


def judgement_makes_sense(said: Judgement, service: ServiceRecord, *, at: dt.datetime) -> Verdict:
    if len(said.words) > MOST_WORDS:
        return no("too_long", _("That is very long."), field="words")
    if said.evaluated_on < localdate(service.ends):
        return no("too_early", _("It was not over yet on that day."), field="evaluated_on")
    return _not_ahead(said.evaluated_on, at, "evaluated_on")


def may_correct_line(viewer: Viewer, line: Noted, reason: str | None = None, *, corrected: bool = False) -> Verdict:
    """A line in the place of this one. `corrected`: another stands there already. Without `reason` the rule only says
    whether the question may be asked."""
    if not writes_for(viewer, line.recorded_by):
        return no("not_yours", _("Only the recording organisation, or the office of its place, writes this down."))
    if viewer.person_id == line.person_id:
        return no("own_record", _("Nobody writes into their own record."))
    if corrected or line.struck:
        return no("corrected_already", _("This line was corrected already. Look at the one in its place."))
    return OK if reason is None else _sentence(reason, "reason")


def may_accept_skill(viewer: Viewer, training: TrainingRecord, *, corrected: bool = False) -> Verdict:
    """The office of the place where the person lives says that the training proves the skill."""
    if viewer.person_id == training.person_id:
        return no("own_record", _("Nobody writes into their own record."))
    if not keeps_desk(viewer, training.person.home.path):
        return no("no_mandate_here", _("Only the office of the place says that this proves a skill."))
    if training.skill_id is None or training.proved_at is not None or training.struck or corrected:
        return no("nothing_to_accept", _("There is nothing to accept here any more."))
    return OK


def may_publicise_star(viewer: Viewer, person: Person, *, reached: int, living: int, ended: Iterable[str]) -> Verdict:
    """The product itself, the office, or the person. `reached` stars by the hours that count, `living` the most that
    are publicised or in effect, `ended` the states in which as many or more came to an end before."""
    own = viewer.is_somebody and viewer.person_id == person.pk
    if not (own or viewer.is_system or viewer.holds(person.home.path, *KEEPERS)):
        return no("not_yours", _("Only the person, or the office of the place, does this."))
    if person.merged_into_id is not None:
        return no("merged", _("This record was joined with another. Open that one."))
    if reached <= living:
        return no("not_reached", _("The hours for another star are not reached yet."))
    stopped = StarState.STOPPED in ended
    if stopped and (own or viewer.is_system):
        return no("stopped_before", _("This was stopped after an objection. Please talk with the office."))
    if viewer.is_system and StarState.DECLINED in ended:
        return no("declined_before", _("The person does not want it."))
    return OK


def may_begin_star(viewer: Viewer, rating: StarRating, *, minutes: int, objections: int, day: dt.date) -> Verdict:
    """Only time brings a rating into effect. `objections` still wait for an answer; `day` is today at the place."""
    if not viewer.is_system:
        return no("not_yours", _("It takes effect by itself."))
    if StarState.IN_EFFECT not in STAR_MAY_FOLLOW[rating.state]:
        return no("moved_on", _("This has been answered already."), state=rating.state)
    if day <= rating.ends_on:
        return no("term_runs", _("It is still publicised."))
    if objections:
        return no("objections_wait", _("An objection waits for its answer."))
    return _reached(rating, minutes)


def may_revoke_star(viewer: Viewer, rating: StarRating, *, minutes: int) -> Verdict:
    """Where corrected records come to fewer hours than the stars were given for."""
    if not viewer.is_system:
        return no("not_yours", _("It follows from the records by itself."))
    if StarState.REVOKED not in STAR_MAY_FOLLOW[rating.state]:
        return no("moved_on", _("This has been answered already."), state=rating.state)
    return OK if not _reached(rating, minutes) else no("still_reached", _("The hours are still reached."))


def may_decline_star(viewer: Viewer, rating: StarRating, guardians: Collection[int] = ()) -> Verdict:
    """Whoever does not want stars says so, and need not say why."""
    if not is_own(viewer, rating.person, guardians):
        return no("not_yours", _("Only the person says this."))
    if StarState.DECLINED not in STAR_MAY_FOLLOW[rating.state]:
        return no("moved_on", _("This has been answered already."), state=rating.state)
    return OK


def may_object_to_star(viewer: Viewer, rating: StarRating, words: str | None = None, *, waiting: int = 0) -> Verdict:
    """Anybody, with a sentence, while it is publicised. Without `words`: whether the question may be asked."""
    if rating.state != StarState.PUBLICISED:
        return no("moved_on", _("This is not publicised any more."), state=rating.state)
    if viewer.is_somebody and viewer.person_id == rating.person_id:
        return no("own_star", _("If you do not want it, say so on your own page; no reason is needed."))
    if waiting >= MOST_OBJECTIONS:
        return no("enough", _("Many objections wait already, and somebody looks at them. Please call the office."))
    return OK if words is None else _sentence(words, "words")


def may_answer_objection(viewer: Viewer, objection: Objection, to: str, because: str | None = None) -> Verdict:
    """Somebody of the office by name: neither the person, nor who proposed it, nor who objected."""
    rating = objection.rating
    if not (viewer.is_somebody and viewer.holds(rating.place.path, *KEEPERS)):
        return no("not_yours", _("Only the office of the place answers an objection."))
    if viewer.person_id in (rating.person_id, rating.proposed_by_id, objection.said_by_id):
        return no("second_person", _("Somebody else has to look at this."))
    if to not in OBJECTION_MAY_FOLLOW[objection.state] or rating.state != StarState.PUBLICISED:
        return no("moved_on", _("This has been answered already."), state=objection.state)
    return OK if because is None else _sentence(because, "because")


def may_give_honour(
    viewer: Viewer,
    people: Collection[Person],
    deed: str,
    *,
    unit: Organisation,
    done_on: dt.date,
    met: Collection[int],
    at: dt.datetime,
) -> Verdict:
    """An organisation thanks for a deed."""
    allowed = _may_write(viewer, unit, people, met)
    return (allowed and _deed(deed)) and _not_ahead(done_on, at, "done_on")


def may_thank(
    viewer: Viewer, need: Need, person: Person | None = None, deed: str = "", *, voices: Collection[int],
    served: Collection[int], thanked: Collection[int] = ()
) -> Verdict:  # fmt: skip
    """Whoever was helped thanks somebody who served for their need, once it is solved. `voices` are whose word decides,
    `served` whose hours for it were confirmed, `thanked` who has been thanked already; by primary key."""
    if not (viewer.is_somebody and viewer.person_id in voices):
        return no("not_yours", _("Only the person helped may do this."))
    if need.state not in SOLVED:
        return no("not_solved", _("Say first whether it is solved."), state=need.state)
    if person is None:
        return OK
    if person.pk not in served or person.pk == viewer.person_id:
        return no("did_not_serve", _("Choose somebody who helped with this."), field="person")
    if person.pk in thanked:
        return no("thanked_already", _("You have thanked them for this already."), field="person")
    return _deed(deed)


def may_show_honour(viewer: Viewer, honour: Honour, guardians: Collection[int] = (), *, at: dt.datetime) -> Verdict:
    """Only with the yes of the person; under eighteen, of a guardian."""
    if not is_own(viewer, honour.person, guardians):
        return no("not_yours", _("Only the person thanked decides this."))
    age = age_on(honour.person.birth_date, localdate(at))
    if age is not None and age < OF_AGE and viewer.person_id not in guardians:
        return no("guardian_must_agree", _("Under 18, a guardian agrees to this."))
    return _honour_may_become(honour, HonourState.SHOWN)


def may_keep_honour(viewer: Viewer, honour: Honour, guardians: Collection[int] = ()) -> Verdict:
    """Taking a yes back is as easy as giving it."""
    if not is_own(viewer, honour.person, guardians):
        return no("not_yours", _("Only the person thanked decides this."))
    return _honour_may_become(honour, HonourState.KEPT)


def may_take_back_honour(viewer: Viewer, honour: Honour, reason: str | None = None) -> Verdict:
    """Whoever gave it, where it was a mistake."""
    own = viewer.is_somebody and viewer.person_id == honour.thanked_by_id
    unit = honour.organisation
    if not (own or (unit is not None and writes_for(viewer, unit) and viewer.person_id != honour.person_id)):
        return no("not_yours", _("Only whoever gave it takes it back."))
    allowed = _honour_may_become(honour, HonourState.TAKEN_BACK)
    return allowed if reason is None else allowed and _sentence(reason, "reason")


def _may_write(viewer: Viewer, unit: Organisation, people: Collection[Person], met: Collection[int]) -> Verdict:
    if not (viewer.is_somebody and writes_for(viewer, unit)):
        return no("not_yours", _("Only an organisation, or the office of its place, writes this down."), field="unit")
    if not people:
        return no("nobody_named", _("Say whom this is about."), field="people")
    if len(people) > MOST_PEOPLE:
        return no("too_many", _("Two hundred people at once are enough."), field="people")
    if any(person.pk == viewer.person_id for person in people):
        return no("own_record", _("Nobody writes into their own record."), field="people")
    if any(person.pk not in met for person in people):
        return no("not_met", _("You do not know somebody of these."), field="people")
    return OK


def _reached(rating: StarRating, minutes: int) -> Verdict:
    return OK if minutes >= 60 * rating.hours else no("not_reached", _("The hours are not reached any more."))


def _honour_may_become(honour: Honour, to: str) -> Verdict:
    moved_on = no("moved_on", _("This has been answered already."), state=honour.state)
    return OK if to in HONOUR_MAY_FOLLOW[honour.state] else moved_on


def _deed(deed: str) -> Verdict:
    if not deed.strip():
        return no("nothing_said", _("Say in a sentence what was done."), field="deed")
    return OK if len(deed) <= MOST_DEED else no("too_long", _("That is very long."), field="deed")


def _sentence(words: str, field: str) -> Verdict:
    if not words.strip():
        return no("nothing_said", _("Say why, in a sentence."), field=field)
    return OK if len(words) <= MOST_WORDS else no("too_long", _("That is very long."), field=field)


def _first_empty(**said: str) -> str:
    return next((name for name, text in said.items() if not text.strip()), "")


def _not_ahead(day: dt.date, at: dt.datetime, field: str) -> Verdict:
    return OK if day <= localdate(at) else no("not_yet", _("This day has not come yet."), field=field)
