"""Who may say that a need is solved, and whose word decides. Each rule looks only at what it is handed."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from tongzhuo.kernel.verdicts import OK, Verdict, no
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.needs import rules as needs
from tongzhuo.needs.models import Need
from tongzhuo.needs.states import State
from tongzhuo.outcomes.drafts import MOST_PHOTOS, MOST_WORDS, Word
from tongzhuo.outcomes.models import Claim
from tongzhuo.outcomes.states import TOLD_TO_AN_OFFICE, Answer
from tongzhuo.people.models import Person

CLAIMABLE = (State.LINKED, State.UNDER_WAY)


def may_claim_outcome(
    viewer: Viewer, need: Need, operators: Collection[int], *, note: str | None = None, photos: int = 0, at: datetime
) -> Verdict:
    """Whoever runs it, or keeps the table. `operators`: persons who run something for an organisation at the table.
    Without `note` the rule only says whether the question may be asked."""
    if not (viewer.person_id in operators or needs.keeps(viewer, need.place)):
        return no("not_at_this_table", _("Whoever runs it, or the office of the place, says that it is done."))
    if need.state not in CLAIMABLE:
        reason = _("This need is now: %(state)s. That can no longer be done.") % {"state": need.get_state_display()}
        return no("wrong_state", reason, state=need.state)
    if note is not None and not note.strip():
        return no("nothing_said", _("Say in a sentence what was done."), field="note")
    if note is not None and len(note) > MOST_WORDS:
        return _too_long("note")
    if photos > MOST_PHOTOS:
        return no("too_many_photos", _("Six photos are enough."), field="photos", most=MOST_PHOTOS)
    return OK


def may_answer_outcome(viewer: Viewer, claim: Claim, voices: Sequence[Person], word: Word | None = None) -> Verdict:
    """The person helped, a delegate, or the relative they act through; never whoever claims."""
    if not any(viewer.is_somebody and viewer.person_id in (one.pk, one.acts_through_id) for one in voices):
        return no("not_yours", _("Only the person helped says whether it is solved."))
    return _answers(claim, viewer.person_id) and _stands(word)


def may_answer_without_signing_in(viewer: Viewer, claim: Claim, word: Word | None = None) -> Verdict:
    """Whoever holds the link or the slip speaks for the person helped; but not whoever claims."""
    return _answers(claim, viewer.person_id) and _stands(word)


def may_use_link(*, is_known: bool) -> Verdict:
    reason = _("This link does not lead anywhere any more. Please call the office; the number is on your slip.")
    return OK if is_known else no("link_unknown", reason)


def may_use_slip(*, is_known: bool) -> Verdict:
    reason = _("We do not know this code. Please compare it with your slip; I and 1, O and 0 are the same.")
    return OK if is_known else no("slip_unknown", reason, field="slip")


def may_speak(*, is_silent: bool) -> Verdict:
    """Each delegate answers once."""
    return OK if is_silent else no("answered_already", _("You have answered already. Thank you."))


def may_write_answer(viewer: Viewer, claim: Claim, how: str | None = None, word: Word | None = None) -> Verdict:
    """The office writes down what it was told, on paper or by telephone. Nobody writes an answer to their own claim."""
    if not needs.keeps(viewer, claim.need.place):
        return no("no_mandate_here", _("Only the office of that place can write this down."))
    if how is not None and how not in TOLD_TO_AN_OFFICE:
        return no("how_unknown", _("Say whether it came on paper or by telephone."), field="how")
    return _answers(claim, viewer.person_id) and _stands(word)


def may_see_slip(viewer: Viewer, claim: Claim) -> Verdict:
    """The office prints it, but not whoever claims: the slip is the voice of the person helped."""
    if not needs.keeps(viewer, claim.need.place) or viewer.person_id == claim.claimed_by_id:
        return no("not_yours", _("Another colleague of the office has to hand out the slip."))
    return _waiting(claim)


def may_take_back_claim(viewer: Viewer, claim: Claim) -> Verdict:
    if not viewer.is_somebody or viewer.person_id != claim.claimed_by_id:
        return no("not_yours", _("Only whoever said it can take it back."))
    return _waiting(claim)


def _answers(claim: Claim, person: int | None) -> Verdict:
    if person is not None and person == claim.claimed_by_id:
        return no("own_claim", _("You said that it is done. Somebody else has to hear the answer."))
    return _waiting(claim)


def _waiting(claim: Claim) -> Verdict:
    if claim.is_waiting:
        return OK
    return no("answered_already", _("This has been answered already. Thank you."), state=claim.state)


def _stands(word: Word | None) -> Verdict:
    if word is None:
        return OK
    if word.answer not in Answer.values:
        return no("answer_unknown", _("Please choose one of the answers."), field="answer")
    if word.answer != Answer.MET and not word.words.strip():
        return no("words_missing", _("Say in a few words what is still missing."), field="words")
    return _too_long("words") if len(word.words) > MOST_WORDS else OK


def _too_long(field: str) -> Verdict:
    reason = _("That is very long. Please keep it under %(most)d characters; the rest can be told.") % {
        "most": MOST_WORDS
    }
    return no("words_too_long", reason, field=field, most=MOST_WORDS)
