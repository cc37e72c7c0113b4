"""What became of a need: it begins, it is done, somebody did not come, it could not be managed, it is taken back."""

from tongzhuo.demo import booking
from tongzhuo.kernel.viewer import NOBODY, the_system
from tongzhuo.linkages.actions.holding import reseat
from tongzhuo.linkages.models import Link
from tongzhuo.linkages.states import LinkState
from tongzhuo.needs import actions as needs
from tongzhuo.needs.models import Need
from tongzhuo.needs.states import State
from tongzhuo.outcomes import actions as outcomes
from tongzhuo.outcomes.drafts import Word
from tongzhuo.outcomes.links import token_for
from tongzhuo.outcomes.models import Claim
from tongzhuo.outcomes.queries import voices_of
from tongzhuo.outcomes.states import Answer, ClaimState, Felt
from tongzhuo.sample.reading import data
from tongzhuo.sample.scene import Scene
from tongzhuo.sample.tales import Tale, need_of

US = the_system("demo")
LAST_WORD = {"met": Answer.MET, "partly_met": Answer.PARTLY}
HAVE_A_TABLE = (State.CONFIRMED, State.LINKED, State.UNDER_WAY, State.CLAIMED, State.MET, State.PARTLY_MET)


def begin(tale: Tale) -> None:
    """The first hour has come; a table that is not full waits on."""
    _become(tale, State.LINKED, State.UNDER_WAY)


def finish(scene: Scene, tale: Tale) -> None:
    """It is done, says who runs it; or it could not be done, and why."""
    if tale.fate == "partly_met":
        _miss(tale)
    fulfil(scene, tale)
    need = Need.objects.get(pk=need_of(tale).pk)
    if need.state == State.CONFIRMED:
        reason = tale.told.get("reason") or scene.dice.choice(data("answers")["reasons"]["not_full"])
        needs.end_unmet(by=scene.desk(tale.place), need=need, reason=reason)
    if need.state == State.UNDER_WAY:
        note = scene.dice.choice(data("answers")["outcomes"]["claimed"])
        outcomes.claim_outcome(by=scene.desk(tale.place), need=need, note=note)


def hear(scene: Scene, tale: Tale) -> None:
    """The person helped has the last word; whoever nobody knows by name has the slip."""
    claim = Claim.objects.filter(need=need_of(tale).pk, state=ClaimState.WAITING).first()
    if claim is None:
        return
    words = scene.dice.choice(data("answers")["outcomes"][tale.fate])
    word = Word(LAST_WORD[tale.fate], words, Felt.GOOD if tale.fate == "met" else Felt.FAIR)
    voices = voices_of(claim.need)
    for person in voices:
        claim.refresh_from_db()
        if claim.is_waiting:
            outcomes.answer_by_link(by=scene.as_(person), token=token_for(claim, person), word=word)
    if not voices:
        outcomes.answer_by_slip(by=NOBODY, slip=claim.slip, word=word)


def fulfil(scene: Scene, tale: Tale) -> None:
    """What was promised for hours that are over has happened."""
    promised = Link.objects.filter(need=need_of(tale), state=LinkState.ACCEPTED)
    over = promised.filter(ends__lte=scene.clock.moment)
    done = promised if tale.fate != "under_way" else over
    pks = list(done.values_list("pk", flat=True))
    done.update(state=LinkState.FULFILLED)
    booking.note_turnout(pks)


def withdraw(scene: Scene, tale: Tale) -> None:
    needs.withdraw_need(by=scene.desk(tale.place), need=need_of(tale), reason=tale.told["reason"])


def settle(scene: Scene) -> None:
    """The seats of every table as they are at the end of the story."""
    for need in Need.objects.filter(place__path__startswith=scene.district.path, state__in=HAVE_A_TABLE).order_by("pk"):
        reseat(by=US, need=need, at=scene.clock.moment)


def _miss(tale: Tale) -> None:
    """One of those who had promised did not come."""
    promised = Link.objects.filter(need=need_of(tale), state=LinkState.ACCEPTED, person__isnull=False)
    link = promised.order_by("pk").first()
    if link is not None:
        Link.objects.filter(pk=link.pk).update(state=LinkState.FAILED)
        booking.note_turnout([link.pk])


def _become(tale: Tale, before: State, after: State) -> None:
    need = Need.objects.get(pk=need_of(tale).pk)
    if need.state == before:
        needs.set_seats(by=US, need=need, seats=need.seats, state=after)
