"""The guardian of a minor agrees, or does not."""

from django.db import transaction
from django.utils.timezone import now

from tongzhuo.kernel.verdicts import require
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.people.queries import guardians_of
from tongzhuo.service import rules
from tongzhuo.service.actions.holding import call_the_next, lock_sign_up, move, note, recount
from tongzhuo.service.models import SignUp
from tongzhuo.service.states import GuardianWord, SignUpState


@transaction.atomic
def answer_for_minor(*, by: Viewer, sign_up: SignUp, agrees: bool) -> SignUp:
    """With a yes the sign-up stands, and so do later ones to the same activity; with a no the place is free."""
    sign_up = lock_sign_up(sign_up)
    at = now()
    guardians = guardians_of(sign_up.person, sign_up.starts.date())
    require(rules.may_answer_for_minor(by, sign_up, guardians, at=at))
    sign_up.guardian_word = GuardianWord.GIVEN if agrees else GuardianWord.REFUSED
    sign_up.guardian_id, sign_up.guardian_until = by.person_id, None
    sign_up.save(update_fields=["guardian_word", "guardian", "guardian_until"])
    if not agrees:
        move(sign_up, SignUpState.CANCELLED, at=at)
        recount(sign_up.shift)
    word = "agreed" if agrees else "refused"
    note(by, f"sign_up.guardian_{word}", sign_up.shift, [sign_up], person=sign_up.person.code)
    if not agrees:
        call_the_next(sign_up.shift, by=by, at=at)
    return sign_up
