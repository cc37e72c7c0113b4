"""Taking a wish, giving it back, leaving a word and answering it. Locks: the need, the word; then what is below.

A claim is what an accepted invitation is, only that its giver came unasked: a link, the seats, the right to read what
the task needs and the promised gift, in one transaction. Whoever takes a wish waits for the need's lock, so that no
more is promised than is open."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.timezone import now

from tongzhuo.kernel.memory import record
from tongzhuo.kernel.verdicts import require
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.linkages.actions.answering import let_read, withdraw_link
from tongzhuo.linkages.actions.booking import take_duty
from tongzhuo.linkages.actions.holding import lock_need, lock_supply, locked, may_hold, reseat
from tongzhuo.linkages.models import Link
from tongzhuo.linkages.states import LinkState
from tongzhuo.needs.models import Need, Occasion
from tongzhuo.needs.states import AskKind
from tongzhuo.organisations.models import Organisation
from tongzhuo.organisations.viewers import viewer_of
from tongzhuo.people import actions as people
from tongzhuo.people.models import Person
from tongzhuo.people.states import HowAgreed
from tongzhuo.places.queries import zone_of
from tongzhuo.resources import actions as resources
from tongzhuo.resources.drafts import OfferDraft
from tongzhuo.resources.models import Offer
from tongzhuo.turnout import gifting
from tongzhuo.wishes import queries, rules
from tongzhuo.wishes.models import LeftWord
from tongzhuo.wishes.states import WordState

# Said on the page as any unasked yes is; `wish` tells it apart.
TAKEN = [{"code": "walked_in", "wish": True}]


@transaction.atomic
def claim_wish(
    *,
    by: Viewer,
    occasion: Occasion,
    quantity: int | None,
    bring_by: dt.date,
    person: Person | None = None,
    organisation: Organisation | None = None,
    show_name: bool = False,
    offer: Offer | None = None,
) -> Link:
    """So much of it is promised by one party, out of an `offer` of theirs or for this alone; None where both sides
    agree on the amount later. Refused with `taken_meanwhile` when the last of it went elsewhere."""
    need, at = lock_need(occasion.ask.need_id), now()
    wish = _as_it_is(occasion, need)
    promise = _promise(wish, quantity, bring_by)
    require(rules.may_claim(by, wish.ask, promise, person=person, organisation=organisation))
    giver: dict[str, Any] = {"person": person, "organisation": organisation}
    for_this_alone = offer is None
    if offer is None:
        draft = _offered(wish, quantity, (person and person.home) or (organisation and organisation.place), show_name)
        offer = resources.make_offer(by=by, draft=draft, **giver)
    require(rules.may_give_from(offer, wish.ask, **giver))
    link = Link(
        need=need,
        occasion=wish.occasion,
        offer=offer,
        state=LinkState.ACCEPTED,
        quantity=quantity,
        starts=wish.occasion.starts,
        ends=wish.occasion.ends if wish.occasion.starts else _end_of(bring_by, need),
        reasons=TAKEN,
        asked_at=at,
        send_at=at,
        answered_at=at,
        answered_by_id=by.person_id,
        **giver,
    )
    lock_supply([link])
    require(may_hold(link))
    link.save(force_insert=True)
    if for_this_alone:
        resources.withdraw_offer(by=by, offer=offer)  # it is promised whole: nobody else is led to it
    take_duty(link, by=by)
    let_read(by, need, [link])
    reseat(by=by, need=need, at=at)
    record(by=by, did="link.accepted", on=need, path=need.place.path, links=[link.code])
    gifting.promise([link.code])
    return link


@transaction.atomic
def give_back(*, by: Viewer, link: Link, reason: str = "") -> Link:
    """Whoever took it cannot bring it after all: it is open again at once, and the gift is not awaited."""
    lock_need(link.need_id)
    (link,) = locked([link])
    require(rules.may_give_back(by, link, queries.gift_of(link)))
    link = withdraw_link(by=by, link=link, reason=reason, only_this=True)
    gifting.let_go([link.code])
    record(by=by, did="wish.given_back", on=link, path=link.need.place.path, reason=reason)
    return link


@transaction.atomic
def leave_word(
    *, by: Viewer, occasion: Occasion, quantity: int | None, bring_by: dt.date, name: str, reach: str
) -> LeftWord:
    """Somebody without an account would bring it. Nothing is held by that until the office has called."""
    need = lock_need(occasion.ask.need_id)
    wish = _as_it_is(occasion, need)
    waiting = LeftWord.objects.filter(occasion=occasion, state=WordState.WAITING).count()
    promise = _promise(wish, quantity, bring_by)
    require(rules.may_leave_word(wish.ask, promise, name=name, reach=reach, waiting=waiting))
    contact = rules.contact_of(reach)
    word = LeftWord.objects.create(
        occasion=wish.occasion,
        quantity=quantity or 0,
        bring_by=bring_by,
        name=name.strip()[:80],
        reach=contact.value if contact else "",
    )
    record(by=by, did="wish.word_left", on=word, path=need.place.path, need=need.code)
    return word


@transaction.atomic
def confirm_word(*, by: Viewer, word: LeftWord) -> Link:
    """The office has called and it is so: whoever left it is written down, and has taken the wish from now on."""
    lock_need(word.occasion.ask.need_id)
    word = _locked(word)
    require(rules.may_answer_word(by, word))
    contact = rules.contact_of(word.reach)
    home = word.occasion.ask.need.place
    ways = [contact] if contact else []
    person = people.register_person(by=by, name=word.name, home=home, how=HowAgreed.ALOUD, contact=ways)
    word.link = claim_wish(
        by=viewer_of(person),
        occasion=word.occasion,
        person=person,
        quantity=word.quantity,
        bring_by=max(word.bring_by, queries.today_at(home)),
    )
    _answer(by, word, WordState.CONFIRMED)
    record(by=by, did="wish.word_confirmed", on=word, path=home.path, person=person.code, links=[word.link.code])
    return word.link


@transaction.atomic
def let_word_go(*, by: Viewer, word: LeftWord) -> LeftWord:
    """Nobody could be reached, or it is not so after all."""
    word = _locked(word)
    require(rules.may_answer_word(by, word))
    _answer(by, word, WordState.LET_GO)
    record(by=by, did="wish.word_let_go", on=word, path=word.occasion.ask.need.place.path)
    return word


def _as_it_is(occasion: Occasion, need: Need) -> queries.Wish:
    rows = Occasion.ever.select_related("ask__what__base", "ask__unit__base")
    found = rows.get(pk=occasion.pk)
    found.ask.need = need
    return queries.wish_of(found)


def _promise(wish: queries.Wish, quantity: int | None, bring_by: dt.date) -> rules.Promise:
    return rules.Promise(quantity, bring_by, left=wish.left, today=wish.today, last=wish.last)


def _offered(wish: queries.Wish, quantity: int | None, place: object, show_name: bool) -> OfferDraft:
    ask, is_money = wish.ask, wish.ask.kind == AskKind.MONEY
    return OfferDraft(
        kind=ask.kind,
        place=place,  # type: ignore[arg-type]
        what=None if is_money else ask.what,
        what_text=ask.what_text,
        unit=ask.unit,
        quantity=quantity,
        purpose=ask.what if is_money else None,
        serves=ask.need.place,
        show_name=show_name,
    )


def _end_of(day: dt.date, need: Need) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(23, 59), tzinfo=zone_of(need.place))


def _locked(word: LeftWord) -> LeftWord:
    rows = LeftWord.objects.select_for_update(of=("self",)).select_related("occasion__ask__need__place")
    return rows.get(pk=word.pk)


def _answer(by: Viewer, word: LeftWord, state: WordState) -> None:
    word.state, word.answered_at, word.answered_by_id, word.reach = state, now(), by.person_id, ""
    word.save(update_fields=["state", "answered_at", "answered_by", "reach", "link"])
