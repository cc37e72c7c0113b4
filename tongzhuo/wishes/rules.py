"""Who may take a wish off the list, give it back, and answer for whoever left a word."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from tongzhuo.gifts.models import Gift
from tongzhuo.gifts.states import BEFORE_IT_CAME
from tongzhuo.kernel.verdicts import OK, Verdict, no
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.linkages.models import Link
from tongzhuo.linkages.rules import speaks_for as speaks_for_link
from tongzhuo.linkages.states import LinkState
from tongzhuo.needs.models import Ask
from tongzhuo.needs.states import OPEN_STATES, AskKind
from tongzhuo.organisations.models import Organisation
from tongzhuo.organisations.states import KEEPERS
from tongzhuo.people.contacts import Contact, clean_contact
from tongzhuo.people.models import Person
from tongzhuo.people.states import Way
from tongzhuo.resources.models import Offer
from tongzhuo.resources.rules import speaks_for
from tongzhuo.wishes.models import LeftWord
from tongzhuo.wishes.states import WordState

WISHED = (AskKind.GOODS, AskKind.MONEY)
MOST_WAITING = 3  # words left for one wish, before the office has called
NOT_OPEN = ("not_open", _("This wish is not open any more. Thank you for wanting to help."))


@dataclass(frozen=True)
class Promise:
    """How much, in base units, and by which day; `left` is what is open now (None: to be agreed), `last` the day on
    which it is too late."""

    quantity: int | None
    bring_by: date
    left: int | None
    today: date
    last: date | None = None


def may_claim(
    viewer: Viewer, ask: Ask, promise: Promise, *, person: Person | None, organisation: Organisation | None
) -> Verdict:
    """Take a wish, or a part of it, in the name of one party: never more than is open."""
    if not viewer.is_somebody:
        return no("sign_in_first", _("Please sign in first."))
    if (person is None) == (organisation is None):
        return no("one_party", _("A wish is taken by one organisation, or by one person."), field="giver")
    if not speaks_for(viewer, person=person, organisation=organisation):
        return no("not_yours", _("Only somebody who acts for them can promise that."), field="giver")
    if person is not None and ask.kind == AskKind.MONEY:
        return no("money_through_a_charity", _("Money goes through a charity or your own organisation."), field="giver")
    return fits(ask, promise)


def fits(ask: Ask, promise: Promise) -> Verdict:
    """Whether so much of this wish is open, and can still come in time."""
    if ask.kind not in WISHED or ask.dropped or ask.need.state not in OPEN_STATES:
        return no(*NOT_OPEN)
    if promise.last is not None and promise.last < promise.today:
        return no(*NOT_OPEN)
    if promise.left is not None and promise.left < 1:
        return no("taken_meanwhile", _("Somebody else has just said yes to the last of it. Thank you all the same."))
    agreed_later = promise.quantity is None and promise.left is None
    if not agreed_later and (promise.quantity or 0) < 1:
        return no("say_how_much", _("Write down how much you would bring."), field="amount")
    if promise.left is not None and (promise.quantity or 0) > promise.left:
        return no("more_than_open", _("Less than that is still open. Please look again."), field="amount")
    return _day_fits(promise)


def _day_fits(promise: Promise) -> Verdict:
    if promise.bring_by < promise.today:
        return no("day_over", _("That day is over. Choose one that can still come."), field="bring_by")
    if promise.last is not None and promise.bring_by > promise.last:
        return no("too_late", _("It is needed earlier. Choose a day until then."), field="bring_by")
    return OK


def may_give_from(offer: Offer, ask: Ask, *, person: Person | None, organisation: Organisation | None) -> Verdict:
    """Whether what stands on the table already is the giver's own, and is what is wished for."""
    if (offer.person, offer.organisation) != (person, organisation):
        return no("not_yours", _("Only somebody who acts for them can promise that."), field="giver")
    other = ask.kind == AskKind.GOODS and (offer.what_id, offer.what_text) != (ask.what_id, ask.what_text)
    if offer.kind != ask.kind or other:
        return no("something_else", _("That offer is of something else."))
    return OK


def may_give_back(viewer: Viewer, link: Link, gift: Gift | None) -> Verdict:
    """Whoever took a wish lets it go again, as long as nothing has come."""
    if not speaks_for_link(viewer, link):
        return no("not_yours", _("Only whoever took this wish can give it back."))
    if link.state != LinkState.ACCEPTED or (gift is not None and gift.state not in BEFORE_IT_CAME):
        return no("under_way", _("Some of it has come already, or it has been given back."))
    return OK


def may_leave_word(ask: Ask, promise: Promise, *, name: str, reach: str, waiting: int) -> Verdict:
    """Anybody, without an account: the office calls. `waiting`: how many words for it nobody has answered yet."""
    if ask.kind == AskKind.MONEY:
        return no("money_through_a_charity", _("Money goes through a charity or your own organisation."))
    if waiting >= MOST_WAITING:
        return no("enough_words", _("Several neighbours have offered this already. The office is calling them."))
    if not name.strip():
        return no("say_name", _("Tell us your name."), field="name")
    if contact_of(reach) is None:
        return no("say_reach", _("Write a telephone number or an e-mail address."), field="reach")
    if promise.quantity is None:
        return no("say_how_much", _("Write down how much you would bring."), field="amount")
    return fits(ask, promise)


def contact_of(reach: str) -> Contact | None:
    """A telephone number or an e-mail address as one spells it, or None when nobody is reached by it."""
    return clean_contact(Contact(Way.EMAIL if "@" in reach else Way.PHONE, reach))


def may_answer_word(viewer: Viewer, word: LeftWord) -> Verdict:
    """The office of the place, after it has called."""
    if not viewer.holds(word.occasion.ask.need.place.path, *KEEPERS):
        return no("not_keeper", _("Only the office of this place may do that."))
    return OK if word.state == WordState.WAITING else no("answered_already", _("This was answered already."))
