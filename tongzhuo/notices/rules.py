"""What people may do with what they are told, and what may leave the house."""

from datetime import datetime

from django.conf import settings
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from tongzhuo.kernel.verdicts import OK, Verdict, no
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.notices.channels.chat import is_allowed
from tongzhuo.notices.models import AgreedChannel, Call, Notice, Question, Sending
from tongzhuo.notices.states import OUTSIDE, UNDELIVERED, Answer, Channel, Passage
from tongzhuo.organisations.states import SPEAKERS
from tongzhuo.people.models import Person
from tongzhuo.people.rules import keeps_desk
from tongzhuo.people.states import OWN_CONSENT_FROM
from tongzhuo.people.times import age_on

WRONG_DIGITS = 5
DIGITS_A_DAY = 5
DIGITS_VALID_S = 3600
SIGN_IN_FIRST = _("Please sign in first.")


def may_mark_seen(viewer: Viewer, notice: Notice, *, at: datetime) -> Verdict:
    """The reader, or somebody the reader acts through."""
    if not viewer.is_somebody:
        return no("sign_in_first", SIGN_IN_FIRST)
    if viewer.person_id not in (notice.to_id, notice.to.acts_through_id):
        return no("not_yours", _("This notice is for somebody else."))
    return OK


def may_choose_channels(viewer: Viewer, person: Person, *, at: datetime) -> Verdict:
    """Everybody chooses for themselves, from the age at which they agree to anything."""
    if not viewer.is_somebody:
        return no("sign_in_first", SIGN_IN_FIRST)
    if viewer.person_id != person.pk:
        return no("not_yours", _("Everybody chooses this for themselves."))
    age = age_on(person.birth_date, localdate(at))
    if age is not None and age < OWN_CONSENT_FROM:
        return no("guardian_must_agree", _("Under 14, you are told here only."), age=age)
    return OK


def is_offered(channel: str) -> bool:
    """Whether this installation can write this way."""
    offered = {Channel.SMS: bool(settings.SMS_SENDER), Channel.CHAT: bool(settings.CHAT_SERVICES)}
    return channel in OUTSIDE and offered.get(Channel(channel), True)


def may_agree_to_channel(
    viewer: Viewer, person: Person, *, channel: str, address: str, known: bool, asked_today: int, at: datetime
) -> Verdict:
    """`known`: the address is one of this person's; `asked_today`: how often digits were sent for them."""
    allowed = may_choose_channels(viewer, person, at=at)
    if not allowed:
        return allowed
    if not is_offered(channel):
        return no("no_channel", _("We cannot write to you this way yet."))
    usable = _may_use(channel, address, known=known)
    if not usable:
        return usable
    if asked_today >= DIGITS_A_DAY:
        return no("asked_too_often", _("That was very often. Please try again tomorrow."))
    return OK


def _may_use(channel: str, address: str, *, known: bool) -> Verdict:
    if not address:
        words = _("There is no e-mail address in your account.") if channel == Channel.EMAIL else _("Say where to.")
        return no(f"no_{channel}", words)
    if channel == Channel.CHAT and not is_allowed(address):
        return no("no_service", _("This is no address of a messaging app that we write to."))
    if channel != Channel.CHAT and not known:
        return no("not_your_address", _("Write it down among your ways to be reached first."))
    return OK


def may_confirm_channel(viewer: Viewer, way: AgreedChannel, *, at: datetime) -> Verdict:
    """Whether digits may be tried at all; which ones are right is not for a rule to tell."""
    allowed = may_choose_channels(viewer, way.person, at=at)
    if not allowed:
        return allowed
    fresh = way.asked_at is not None and (at - way.asked_at).total_seconds() < DIGITS_VALID_S
    if not fresh or way.wrong_digits >= WRONG_DIGITS:
        return no("digits_over", _("These digits are no longer valid. Ask for new ones."))
    return OK


def may_answer(viewer: Viewer, question: Question, *, answer: str, at: datetime) -> Verdict:
    """Until it begins. A no may have given the seat to somebody else, so it stays."""
    own = may_mark_seen(viewer, question.notice, at=at)
    if not own:
        return own
    if answer not in Answer.values:
        return no("no_answer", _("Say yes or no."))
    if question.notice.taken_back_at is not None or at >= question.until:
        return no("over", _("This is over. Thank you for answering all the same."))
    if question.answer == Answer.NO and answer == Answer.YES:
        return no("seat_given_on", _("The seat may be somebody else's by now. Please call us."))
    return OK


def may_send(viewer: Viewer, sending: Sending, *, known: bool, recorded: bool, agreed: bool, at: datetime) -> Verdict:
    """Whether a message may leave the house now. `known`: its address is still one of the reader's, `recorded`: the
    reader lets us keep a record, `agreed`: the consent it needs is living. Taking one back works at once."""
    if not viewer.is_system:
        return no("not_yours", _("The worker does this by itself."))
    if sending.way is None or not known:
        return no("way_left", _("No longer wanted this way."))
    if not recorded:
        return no("not_recorded", _("They took back their yes to being written down."))
    return OK if sending.notice is None else _may_say(sending.notice, sending.way, agreed=agreed, at=at)


def _may_say(notice: Notice, way: AgreedChannel, *, agreed: bool, at: datetime) -> Verdict:
    if not way.is_open:
        return no("not_confirmed", _("The address is not confirmed."))
    if not agreed:
        return no("not_agreed", _("They took back the yes that this needs."))
    if notice.taken_back_at is not None:
        return no("taken_back", _("Taken back before it went out."))
    if notice.seen_at is not None:
        return no("seen_already", _("Read here already."))
    if notice.useful_until is not None and at >= notice.useful_until:
        return no("too_late", _("Too late to be of use."))
    return OK


def may_send_again(viewer: Viewer, sending: Sending, *, at: datetime) -> Verdict:
    """Whoever keeps the desk where the reader lives."""
    if not viewer.is_somebody:
        return no("sign_in_first", SIGN_IN_FIRST)
    if sending.notice is None or not keeps_desk(viewer, sending.notice.to.home.path):
        return no("no_mandate_here", _("Only the office where they live does this."))
    if sending.state not in UNDELIVERED:
        waiting = sending.state == Passage.WAITING
        return no("under_way", _("It is on its way already.") if waiting else _("There is nothing to send again."))
    if sending.way is None:
        return no("way_left", _("No longer wanted this way."))
    return OK


def may_follow(viewer: Viewer, call: Call, *, at: datetime) -> Verdict:
    """Who has seen a call: for its sender, the organisation it was sent for, and the office of the place."""
    own = viewer.is_somebody and viewer.person_id == call.sent_by_id
    ours = call.acting_for_id is not None and viewer.speaks_for(call.acting_for_id, *SPEAKERS)
    if not (own or ours or keeps_desk(viewer, call.path)):
        return no("not_yours", _("This is for whoever sent it."))
    return OK
