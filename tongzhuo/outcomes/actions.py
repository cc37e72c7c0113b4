"""Saying that a need is solved, and the word that decides. Each action: lock, ask the rule, write, record."""

from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils.timezone import now

from tongzhuo.kernel.memory import record
from tongzhuo.kernel.verdicts import require
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.needs.actions import settle_need
from tongzhuo.needs.models import Need
from tongzhuo.needs.queries import operators_of
from tongzhuo.needs.states import State
from tongzhuo.organisations.viewers import viewer_of
from tongzhuo.outcomes import queries, rules
from tongzhuo.outcomes.drafts import PhotoDraft, Word
from tongzhuo.outcomes.models import Claim, Confirmation, Evidence
from tongzhuo.outcomes.states import BECOMES, Answer, ClaimState, How
from tongzhuo.people.models import Person


@transaction.atomic
def claim_outcome(
    *,
    by: Viewer,
    need: Need,
    note: str,
    count: int | None = None,
    counted: str = "",
    photos: Sequence[PhotoDraft] = (),
) -> Claim:
    """The need waits for the word of the person helped from here on."""
    need = Need.objects.select_for_update(of=("self",)).select_related("place").get(pk=need.pk)
    at = now()
    operators = operators_of(need, at=at)
    require(rules.may_claim_outcome(by, need, operators, note=note, photos=len(photos), at=at))
    claim = Claim.objects.create(
        need=need,
        claimed_by=Person.objects.get(code=by.code),
        organisation_id=by.acting_for_id,
        note=note.strip(),
        count=count,
        counted=counted.strip(),
        answer_by=at + timedelta(days=settings.OUTCOME_DAYS),
    )
    for photo in photos:
        Evidence.objects.create(claim=claim, photo=photo.file, shows=photo.shows)
    if need.state == State.LINKED:
        settle_need(by=by, need=need, state=State.UNDER_WAY)
    settle_need(by=by, need=need, state=State.CLAIMED)
    record(by=by, did="outcome.claimed", on=need, path=need.place.path, claim=claim.code, photos=len(photos))
    return claim


@transaction.atomic
def answer_outcome(*, by: Viewer, claim: Claim, word: Word) -> Confirmation:
    """The person helped, or whoever they act through, answers signed in."""
    claim = _locked(claim)
    voices = queries.voices_of(claim.need)
    require(rules.may_answer_outcome(by, claim, voices, word))
    person = next(one for one in voices if by.person_id in (one.pk, one.acts_through_id))
    return _answered(by, claim, word, person=person, how=How.HERE)


@transaction.atomic
def answer_by_link(*, by: Viewer, token: str, word: Word) -> Confirmation:
    """One tap, without signing in. Whoever holds the link speaks for the person it was made for."""
    found = queries.asked_by_token(token)
    require(rules.may_use_link(is_known=found is not None))
    assert found
    claim, person = _locked(found[0]), found[1]
    require(rules.may_answer_without_signing_in(by, claim, word))
    return _answered(_speaking_for(by, person), claim, word, person=person, how=How.LINK)


@transaction.atomic
def answer_by_slip(*, by: Viewer, slip: str, word: Word) -> Confirmation:
    """With the code on the paper that the office handed out."""
    found = queries.asked_by_slip(slip)
    require(rules.may_use_slip(is_known=found is not None))
    assert found
    claim = _locked(found)
    require(rules.may_answer_without_signing_in(by, claim, word))
    person = next(iter(_silent(claim)), None)
    return _answered(_speaking_for(by, person), claim, word, person=person, how=How.SLIP)


@transaction.atomic
def write_answer(*, by: Viewer, claim: Claim, word: Word, how: str, person: Person | None = None) -> Confirmation:
    """The office writes down what it was told. `person`: which delegate spoke, where there are two."""
    claim = _locked(claim)
    require(rules.may_write_answer(by, claim, how, word))
    silent = _silent(claim)
    speaker = person if person in silent else next(iter(silent), None)
    return _answered(by, claim, word, person=speaker, how=how, written_by=by.person_id)


@transaction.atomic
def take_back_claim(*, by: Viewer, claim: Claim) -> Claim:
    """It was said too early: the work goes on."""
    claim = _locked(claim)
    require(rules.may_take_back_claim(by, claim))
    _end(claim, ClaimState.TAKEN_BACK)
    settle_need(by=by, need=claim.need, state=State.UNDER_WAY)
    record(by=by, did="outcome.taken_back", on=claim.need, path=claim.need.place.path, claim=claim.code)
    return claim


@transaction.atomic
def remind_of_claim(*, by: Viewer, claim: Claim) -> Claim:
    """The days are over and nobody has answered: ask once more, and tell the office."""
    claim = _locked(claim)
    if claim.is_waiting and claim.reminded_at is None:
        claim.reminded_at = now()
        claim.save(update_fields=["reminded_at"])
        record(by=by, did="outcome.unanswered", on=claim.need, path=claim.need.place.path, claim=claim.code)
    return claim


def _locked(claim: Claim) -> Claim:
    rows = Claim.objects.select_for_update(of=("self",))
    return rows.select_related("need__place", "need__raised_for", "need__raised_by").get(pk=claim.pk)


def _silent(claim: Claim) -> list[Person]:
    """Who has not answered yet."""
    spoken = set(claim.confirmations.values_list("person_id", flat=True))
    return [person for person in queries.voices_of(claim.need) if person.pk not in spoken]


def _speaking_for(by: Viewer, person: Person | None) -> Viewer:
    """Whoever holds the link or the slip; a daughter who is signed in answers on behalf of her father."""
    if person is None or by.person_id == person.pk:
        return by
    return by.on_behalf_of(person.pk, person.code) if by.is_somebody else viewer_of(person)


def _answered(
    by: Viewer, claim: Claim, word: Word, *, person: Person | None, how: str, written_by: int | None = None
) -> Confirmation:
    """Write one word down. It decides when it is the last one wanted, or anything but a plain yes."""
    require(rules.may_speak(is_silent=person is None or person in _silent(claim)))
    said = Confirmation.objects.create(
        claim=claim,
        person=person,
        answer=word.answer,
        words=word.words.strip(),
        felt=word.felt,
        how=how,
        written_by_id=written_by,
    )
    if word.answer != Answer.MET or not _silent(claim):
        _end(claim, ClaimState.ANSWERED)
        settle_need(by=by, need=claim.need, state=BECOMES[word.answer])
    record(
        by=by,
        did="outcome.answered",
        on=claim.need,
        path=claim.need.place.path,
        claim=claim.code,
        answer=word.answer,
        how=str(how),
        decides=not claim.is_waiting,
    )
    return said


def _end(claim: Claim, state: str) -> None:
    claim.state, claim.ended_at = state, now()
    claim.save(update_fields=["state", "ended_at"])
