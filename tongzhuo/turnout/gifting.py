"""From a link to a gift and back: who says yes to bring something has promised it; what has arrived fulfils the link; a
promise that was not kept frees the seat. Everything here may run twice."""

from collections.abc import Sequence
from datetime import date

from tongzhuo.gifts import actions as gifts
from tongzhuo.gifts import queries, rules
from tongzhuo.gifts.drafts import GiftDraft
from tongzhuo.gifts.models import Gift
from tongzhuo.gifts.states import GiftKind, Naming
from tongzhuo.kernel.viewer import the_system
from tongzhuo.linkages.actions.answering import withdraw_link
from tongzhuo.linkages.models import Link
from tongzhuo.linkages.rules import may_withdraw
from tongzhuo.linkages.states import LinkState
from tongzhuo.needs.models import Ask
from tongzhuo.needs.states import AskKind
from tongzhuo.organisations.models import Organisation
from tongzhuo.organisations.queries import holders
from tongzhuo.organisations.states import KEEPERS
from tongzhuo.places.queries import zone_of
from tongzhuo.projects.queries import project_of
from tongzhuo.turnout import actions
from tongzhuo.turnout.rules import may_fulfil, may_shorten
from tongzhuo.vocabulary.models import Term
from tongzhuo.vocabulary.states import Shelf

US = the_system("turnout")
GIVEN = (AskKind.GOODS, AskKind.MONEY, AskKind.SPACE)
MANY = ("need__place", "occasion__ask__what__base", "occasion__ask__unit__base", "offer__purpose", "person__home",
        "organisation")  # fmt: skip


def promise(codes: Sequence[str]) -> None:
    """A gift for each of these links that brings something, once."""
    for link in _links(codes):
        ask = Ask.ever.select_related("what__base", "unit__base").get(pk=link.occasion.ask_id)
        if ask.kind in GIVEN and link.state == LinkState.ACCEPTED:
            receiver = _receiver(link, ask)
            if receiver is not None and (receiver != link.organisation or ask.kind == AskKind.MONEY):
                gifts.pledge(
                    by=US,
                    draft=_draft(link, ask, receiver),
                    person=link.person,
                    organisation=link.organisation,
                    source=_source(link.code),
                )


def let_go(codes: Sequence[str]) -> None:
    """The link is no more: what has not come is no longer promised. What has come goes on."""
    for gift in Gift.objects.filter(source__in=[_source(code) for code in codes]).select_related("place"):
        link = _links([gift.source.removeprefix("link:")])
        gone = not link or link[0].state in (LinkState.WITHDRAWN, LinkState.FAILED)
        if gone and rules.may_withdraw_gift(US, gift):
            gifts.withdraw_gift(by=US, gift=gift)


def free_the_seat(source: str) -> None:
    """All of it, or what has not come."""
    for link in _links([source.removeprefix("link:")] if source.startswith("link:") else []):
        came = queries.came(Gift.objects.get(source=source))
        if came and may_shorten(US, link, came):
            actions.shorten_link(by=US, link=link, quantity=came)
        elif not came and link.state == LinkState.ACCEPTED and may_withdraw(US, link):
            withdraw_link(by=US, link=link, only_this=True)
    fulfil(source)


def fulfil(source: str) -> None:
    """All that was promised has arrived where it is needed."""
    for link in _links([source.removeprefix("link:")] if source.startswith("link:") else []):
        gift = Gift.objects.get(source=source)
        tally = queries.tally_of(gift)
        whole = tally.handed_over - tally.unsure >= (tally.promised or 0) > 0
        if whole and link.state == LinkState.ACCEPTED and may_fulfil(US, link):
            actions.fulfil_link(by=US, link=link)


def _links(codes: Sequence[str]) -> list[Link]:
    return list(Link.objects.select_related(*MANY).filter(code__in=codes).order_by("pk"))


def _source(code: str) -> str:
    return f"link:{code}"


def _receiver(link: Link, ask: Ask) -> Organisation | None:
    """The office of the need's place; money stays with its giver until a charity is named."""
    if ask.kind == AskKind.MONEY:
        return link.organisation
    office = holders(link.need.place.path, *KEEPERS).first()
    return office.organisation if office else None


def _draft(link: Link, ask: Ask, receiver: Organisation) -> GiftDraft:
    offer = link.offer
    return GiftDraft(
        kind=_kind(link, ask),
        place=link.need.place,
        receiver=receiver,
        item=ask.what if _is_a_thing(ask) else None,
        item_text=ask.what_text or ("" if _is_a_thing(ask) else ask.what_name or str(AskKind(ask.kind).label)),
        unit=_unit(ask),
        quantity=_minutes(link) if ask.kind == AskKind.SPACE else link.quantity,
        purpose=offer.purpose if offer and offer.purpose and offer.purpose.shelf == Shelf.PURPOSE else None,
        deliver_by=_by(link),
        return_on=_back(link) if offer and offer.on_loan else None,
        naming=Naming.PUBLIC if offer and offer.show_name else Naming.KEPT,
        offer=offer,
        need=link.need,
        ask=ask,
        project=project_of(link.need),
    )


def _is_a_thing(ask: Ask) -> bool:
    """Or a kind of space; the word of an ask for money says what it is for."""
    return ask.what is not None and ask.what.shelf in (Shelf.ITEM, Shelf.SPACE_KIND)


def _kind(link: Link, ask: Ask) -> str:
    if ask.kind == AskKind.GOODS:
        lent = link.offer is not None and link.offer.on_loan
        return GiftKind.LOAN if lent else GiftKind.GOODS
    return GiftKind.MONEY if ask.kind == AskKind.MONEY else GiftKind.SPACE


def _unit(ask: Ask) -> Term | None:
    slug = {AskKind.MONEY: "fen", AskKind.SPACE: "minute"}.get(AskKind(ask.kind))
    if slug:
        return Term.objects.filter(shelf=Shelf.UNIT, slug=slug).first()
    counted = (ask.what and ask.what.base) or ask.unit
    return counted and (counted.base or counted)


def _minutes(link: Link) -> int | None:
    """A space is given by the hour; without hours, how long is to be agreed."""
    if link.starts is None or link.ends is None:
        return None
    return max(1, round((link.ends - link.starts).total_seconds() / 60))


def _by(link: Link) -> date | None:
    """The day on which it is needed, when that is still to come."""
    moment = link.starts or link.ends
    day = moment.astimezone(zone_of(link.need.place)).date() if moment else None
    return day if day and day >= queries.today_at(link.need.place) else None


def _back(link: Link) -> date | None:
    """What is lent goes back when the offer ends, or the need does."""
    last = (link.offer.last_day if link.offer else None) or link.need.ends_on
    return last if last and last >= max(_by(link) or last, queries.today_at(link.need.place)) else None
