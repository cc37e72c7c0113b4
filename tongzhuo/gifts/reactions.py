"""What follows: both sides hear what became of a gift."""

from typing import Any

from django.urls import reverse

from tongzhuo.gifts import queries
from tongzhuo.gifts.models import Gift, HandOver
from tongzhuo.kernel.memory import reacts_to
from tongzhuo.kernel.models import Line
from tongzhuo.notices.actions import tell
from tongzhuo.notices.sentences import both
from tongzhuo.people.models import Person
from tongzhuo.vocabulary.amounts import format_amount


@reacts_to("gift.pledged", "gift.terms_changed", "gift.agreed")
def ask_the_other_side(line: Line) -> None:
    """Whoever has not agreed yet is asked; once both have, both hear it."""
    gift = _gift(line)
    if gift.is_agreed:
        return _tell(line, gift, [*_givers(gift), *_receivers(gift)], "gift.agreed")
    if gift.giver_agreed_at is None:
        _tell(line, gift, _givers(gift), "gift.to_agree")
    if gift.receiver_agreed_at is None:
        _tell(line, gift, _receivers(gift), "gift.to_agree")
    return None


@reacts_to("gift.overdue")
def remind_the_giver(line: Line) -> None:
    gift = _gift(line)
    _tell(line, gift, _givers(gift), "gift.overdue", ends=gift.deliver_by)


@reacts_to("gift.freed", "gift.withdrawn")
def tell_both_that_it_does_not_come(line: Line) -> None:
    gift = _gift(line)
    _tell(line, gift, [*_givers(gift), *_receivers(gift)], line.did, reason=gift.reason)


@reacts_to("gift.received", "gift.in_use", "gift.returned")
def tell_the_giver(line: Line) -> None:
    gift = _gift(line)
    quantity = line.facts.get("quantity")
    amount = both(lambda: format_amount(quantity, gift.unit)) if quantity else ""
    _tell(line, gift, _givers(gift), line.did, trace=True, amount=amount)


@reacts_to("gift.handed_over")
def ask_whether_it_arrived(line: Line) -> None:
    rows = HandOver.objects.select_related("receiver", "project__contact", "by")
    made = rows.get(code=line.facts["hand_over"])
    receivers = [person for person in (made.receiver or made.project.contact,) if person and person != made.by]
    url = reverse("gifts:hand-over", args=[made.code])
    _tell(line, _gift(line), receivers, "gift.handed_over", url=url)


@reacts_to("gift.counts_differ")
def tell_whoever_sent_it(line: Line) -> None:
    made = HandOver.objects.select_related("by").get(code=line.facts["hand_over"])
    url = reverse("gifts:hand-over", args=[made.code])
    _tell(line, _gift(line), [made.by] if made.by else [], "gift.counts_differ", url=url, reason=made.words)


@reacts_to("gift.use_asked")
def ask_the_giver(line: Line) -> None:
    gift = _gift(line)
    change = gift.use_changes.select_related("after").get(code=line.facts["change"])
    use = both(lambda: change.after.name)
    _tell(line, gift, _givers(gift), "gift.use_asked", use=use, reason=change.reason)


@reacts_to("gift.use_answered")
def tell_who_asked(line: Line) -> None:
    gift = _gift(line)
    change = gift.use_changes.select_related("after", "asked_by").get(code=line.facts["change"])
    use, answer = both(lambda: change.after.name), both(change.get_answer_display)
    _tell(line, gift, [change.asked_by] if change.asked_by else [], "gift.use_answered", use=use, answer=answer)


def _gift(line: Line) -> Gift:
    return Gift.objects.select_related(*queries.WHOLE).get(code=line.on_code)


def _givers(gift: Gift) -> list[Person]:
    return queries.speakers_for_giver(gift)


def _receivers(gift: Gift) -> list[Person]:
    return queries.speakers_for_receiver(gift)


def _tell(
    line: Line, gift: Gift, people: list[Person], kind: str, *, url: str = "", trace: bool = False, **facts: Any
) -> None:
    page = url or reverse("gifts:trace" if trace else "gifts:gift", args=[gift.code])
    title = both(lambda: gift.title)
    for person in dict.fromkeys(people):
        if person.code != line.actor:
            key = f"{kind}:{line.code}:{person.code}"
            tell(to=person, kind=kind, about=line.on, key=key, url=page, gift=title, **facts)
