"""Promised, agreed, taken back or set free; whose name stands where; what it may be used for."""

from dataclasses import fields

from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.utils.timezone import now

from tongzhuo.gifts import queries, rules
from tongzhuo.gifts.actions.booking import US, giver_account, is_before, locked, move_on, post, relabelled, wrote
from tongzhuo.gifts.drafts import GiftDraft
from tongzhuo.gifts.models import Gift, GiftPhoto, UseChange
from tongzhuo.gifts.states import GiftState, Reply
from tongzhuo.kernel.verdicts import require
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.ledger.models import Balance
from tongzhuo.ledger.moves import from_to
from tongzhuo.ledger.states import AccountKind
from tongzhuo.organisations.models import Organisation
from tongzhuo.people.models import Person
from tongzhuo.vocabulary.models import Term


@transaction.atomic
def pledge(
    *,
    by: Viewer,
    draft: GiftDraft,
    person: Person | None = None,
    organisation: Organisation | None = None,
    source: str = "",
) -> Gift:
    """A promise in the name of one party. With a `source` ("link:CODE") it is made once, however often it is asked for.
    Whoever speaks for the giver agrees with that. The system writes down what both sides have agreed to elsewhere:
    one asked, the other said yes."""
    if source and (there := Gift.objects.select_related(*queries.WHOLE).filter(source=source).first()) is not None:
        return there
    today = queries.today_at(draft.place)
    require(rules.may_pledge(by, draft, person=person, organisation=organisation, today=today))
    gift = Gift(person=person, organisation=organisation, source=source)
    _write(gift, draft)
    _sign(gift, by, giver=by.is_system or rules.gives(by, gift), receiver=by.is_system or rules.takes(by, gift))
    gift.state = GiftState.AGREED if gift.is_agreed else GiftState.PLEDGED
    gift.save(force_insert=True)
    wrote(by, "gift.pledged", gift, quantity=gift.quantity, source=source)
    return gift


@transaction.atomic
def change_terms(*, by: Viewer, gift: Gift, draft: GiftDraft) -> Gift:
    """Write the terms anew: one's own side agrees with that, the other is asked."""
    gift = locked(gift)
    received = queries.came(gift)
    require(rules.may_change_terms(by, gift, draft, came=received, today=queries.today_at(gift.place)))
    before = gift.quantity
    _write(gift, draft)
    gift.giver_agreed_at = gift.giver_agreed_by = gift.receiver_agreed_at = gift.receiver_agreed_by = None
    gift.short_of, gift.reminded_at = 0, None
    _sign(gift, by, giver=rules.gives(by, gift), receiver=rules.takes(by, gift))
    gift.save()
    if is_before(gift):
        move_on(gift, GiftState.AGREED if gift.is_agreed else GiftState.PLEDGED)
    wrote(by, "gift.terms_changed", gift, before=before, quantity=gift.quantity, agreed=gift.is_agreed)
    return gift


@transaction.atomic
def agree_terms(*, by: Viewer, gift: Gift) -> Gift:
    """Yes to the terms as they stand. With both it is agreed."""
    gift = locked(gift)
    require(rules.may_agree_terms(by, gift))
    _sign(gift, by, giver=rules.gives(by, gift), receiver=rules.takes(by, gift))
    gift.save()
    if gift.is_agreed and is_before(gift):
        move_on(gift, GiftState.AGREED)
    wrote(by, "gift.agreed", gift, both=gift.is_agreed)
    return gift


@transaction.atomic
def withdraw_gift(*, by: Viewer, gift: Gift, reason: str = "") -> Gift:
    """Taken back before it came, by either side."""
    gift = locked(gift)
    require(rules.may_withdraw_gift(by, gift, reason=reason))
    gift.reason = reason.strip()
    gift.save(update_fields=["reason"])
    move_on(gift, GiftState.WITHDRAWN)
    wrote(by, "gift.withdrawn", gift, source=gift.source)
    return gift


@transaction.atomic
def remind_giver(*, by: Viewer, gift: Gift) -> Gift:
    gift = locked(gift)
    owed, today = queries.owed(gift), queries.today_at(gift.place)
    require(rules.may_remind_giver(by, gift, owed=owed, today=today))
    gift.reminded_at = now()
    gift.save(update_fields=["reminded_at"])
    wrote(by, "gift.overdue", gift, owed=owed)
    return gift


@transaction.atomic
def free_gift(*, by: Viewer, gift: Gift) -> Gift:
    """What was promised and has not come is no longer waited for. What has come goes on."""
    gift = locked(gift)
    owed, today = queries.owed(gift), queries.today_at(gift.place)
    require(rules.may_free_gift(by, gift, owed=owed, grace=settings.PLEDGE_GRACE_DAYS, today=today))
    if is_before(gift):
        move_on(gift, GiftState.FREED)
    else:
        gift.short_of += owed or 0
        gift.save(update_fields=["short_of"])
    wrote(by, "gift.freed", gift, owed=owed, source=gift.source)
    return gift


@transaction.atomic
def change_naming(*, by: Viewer, gift: Gift, naming: str) -> Gift:
    """At once, everywhere: every page asks for the name anew."""
    gift = locked(gift)
    require(rules.may_change_naming(by, gift, naming))
    before, gift.naming = gift.naming, naming
    gift.save(update_fields=["naming"])
    wrote(by, "gift.naming_changed", gift, before=before, naming=naming)
    return gift


@transaction.atomic
def ask_use_change(*, by: Viewer, gift: Gift, after: Term, reason: str) -> UseChange:
    """Ask the giver whether it may be used for something else."""
    gift = locked(gift)
    asked = queries.waiting_change(gift) is not None
    require(rules.may_ask_use_change(by, gift, after, reason, asked=asked))
    facts = {"before": gift.purpose, "after": after, "reason": reason.strip(), "asked_by_id": by.person_id}
    change = UseChange.objects.create(gift=gift, **facts)
    wrote(by, "gift.use_asked", gift, change=change.code)
    return change


@transaction.atomic
def answer_use_change(*, by: Viewer, change: UseChange, agreed: bool) -> UseChange:
    """The giver's word. With a yes, what still lies in a store is kept for the other purpose from now on."""
    gift = locked(change.gift)
    change = UseChange.objects.select_for_update(of=("self",)).select_related("after").get(pk=change.pk)
    change.gift = gift
    require(rules.may_answer_use_change(by, change))
    change.answer = Reply.YES if agreed else Reply.NO
    change.answered_at, change.answered_by_id = now(), by.person_id
    change.save(update_fields=["answer", "answered_at", "answered_by"])
    if agreed:
        _use_for(gift, change.after)
    wrote(by, "gift.use_answered", gift, change=change.code, agreed=agreed)
    return change


def _use_for(gift: Gift, purpose: Term) -> None:
    gift.purpose = purpose
    gift.save(update_fields=["purpose"])
    kept = Balance.objects.filter(lot__about=gift.about, account__kind=AccountKind.STORE, amount__gt=0)
    for row in kept.select_related("account__place", "account__organisation", "lot__asset").order_by("pk"):
        giver, lot = giver_account(gift), relabelled(gift, row.lot, purpose)
        moves = from_to(row.account, giver, row.lot, row.amount) + from_to(giver, row.account, lot, row.amount)
        post(US, gift, moves, on=queries.today_at(gift.place), memo="use changed")


@transaction.atomic
def add_photo(*, by: Viewer, gift: Gift, photo: "File[bytes]", shows: str, words: str = "") -> GiftPhoto:
    """A photo that has passed its check (see `needs.photos`), with a word on who can be recognised."""
    gift = locked(gift)
    require(rules.may_add_photo(by, gift, photos=queries.shown_photos(gift).count()))
    facts = {"photo": photo, "shows": shows, "words": words.strip(), "by_id": by.person_id}
    made = GiftPhoto.objects.create(gift=gift, **facts)
    wrote(by, "gift.photo_added", gift, photo=made.code)
    return made


@transaction.atomic
def take_down_photo(*, by: Viewer, photo: GiftPhoto) -> GiftPhoto:
    gift = locked(photo.gift)
    photo = GiftPhoto.objects.select_for_update(of=("self",)).get(pk=photo.pk)
    photo.gift = gift
    require(rules.may_take_down_photo(by, photo))
    photo.taken_down_at = now()
    photo.save(update_fields=["taken_down_at"])
    wrote(by, "gift.photo_taken_down", gift, photo=photo.code)
    return photo


def _write(gift: Gift, draft: GiftDraft) -> None:
    for field in fields(draft):
        setattr(gift, field.name, getattr(draft, field.name))


def _sign(gift: Gift, by: Viewer, *, giver: bool, receiver: bool) -> None:
    """Whose side `by` speaks for has agreed. No amount, no agreement."""
    giver, receiver = giver and gift.is_whole, receiver and gift.is_whole
    if giver and gift.giver_agreed_at is None:
        gift.giver_agreed_at, gift.giver_agreed_by_id = now(), by.person_id
    if receiver and gift.receiver_agreed_at is None:
        gift.receiver_agreed_at, gift.receiver_agreed_by_id = now(), by.person_id
