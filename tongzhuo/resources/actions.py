"""Everything that changes an offer. Each action: lock, ask the rule, write, record."""

from dataclasses import fields
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.timezone import now

from tongzhuo.kernel.memory import record
from tongzhuo.kernel.verdicts import Refused, require
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.organisations.models import Organisation
from tongzhuo.people.models import Person
from tongzhuo.places.models import Place
from tongzhuo.resources import rules
from tongzhuo.resources.drafts import OfferDraft
from tongzhuo.resources.models import Offer
from tongzhuo.resources.promised import promised_of
from tongzhuo.resources.queries import over_by, today_at
from tongzhuo.resources.states import OfferState

A_BATCH = 500


@transaction.atomic
def make_offer(
    *, by: Viewer, draft: OfferDraft, organisation: Organisation | None = None, person: Person | None = None
) -> Offer:
    """Put something on the table in the name of one party. The point is the draft's, or the party's, or the place's."""
    at = now()
    today = today_at(draft.place, at)
    require(rules.may_make_offer(by, organisation=organisation, person=person, draft=draft, today=today, at=at))
    offer = Offer(organisation=organisation, person=person)
    _write(offer, draft)
    offer.save()
    record(by=by, did="offer.made", on=offer, path=offer.place.path, kind=offer.kind, quantity=offer.quantity)
    return offer


@transaction.atomic
def change_offer(*, by: Viewer, offer: Offer, draft: OfferDraft) -> Offer:
    """Nobody is asked for it again: whoever said yes keeps what was promised."""
    offer, at = _locked(offer), now()
    today, promised = today_at(draft.place, at), promised_of(offer)
    require(rules.may_change_offer(by, offer, draft=draft, promised=promised, today=today, at=at))
    changed = _write(offer, draft)
    if changed:
        offer.save(update_fields=changed)
        record(by=by, did="offer.changed", on=offer, path=offer.place.path, changed=sorted(changed))
    return offer


@transaction.atomic
def withdraw_offer(*, by: Viewer, offer: Offer, reason: str = "") -> Offer:
    """Nobody new is asked for it; what was promised stays promised until its party steps back. No reason is needed."""
    offer = _locked(offer)
    require(rules.may_withdraw_offer(by, offer, at=now()))
    _become(offer, OfferState.WITHDRAWN)
    record(by=by, did="offer.withdrawn", on=offer, path=offer.place.path, reason=reason.strip()[:500])
    return offer


@transaction.atomic
def put_back_offer(*, by: Viewer, offer: Offer) -> Offer:
    offer, at = _locked(offer), now()
    require(rules.may_put_back_offer(by, offer, today=today_at(offer.place, at), at=at))
    _become(offer, OfferState.OPEN)
    record(by=by, did="offer.put_back", on=offer, path=offer.place.path)
    return offer


@transaction.atomic
def expire_offer(*, by: Viewer, offer: Offer, at: datetime) -> Offer:
    offer = _locked(offer)
    require(rules.may_expire_offer(by, offer, today=today_at(offer.place, at), at=at))
    _become(offer, OfferState.EXPIRED)
    record(by=by, did="offer.expired", on=offer, path=offer.place.path)
    return offer


def expire_offers(*, by: Viewer, at: datetime) -> int:
    """Take off the table what had its last day at its place: each in its own transaction. Returns how many."""
    zones = Place.objects.order_by().values_list("time_zone", flat=True).distinct()
    over = [offer for zone in zones for offer in over_by(zone, at.astimezone(ZoneInfo(zone)).date())[:A_BATCH]]
    return sum(_expired(by, offer, at) for offer in over)


def _expired(by: Viewer, offer: Offer, at: datetime) -> bool:
    """False when somebody changed the offer in between."""
    try:
        expire_offer(by=by, offer=offer, at=at)
    except Refused:
        return False
    return True


def _locked(offer: Offer) -> Offer:
    related = Offer.objects.select_related("place", "organisation", "person", "what", "unit")
    return related.select_for_update(of=("self",)).get(pk=offer.pk)


def _become(offer: Offer, state: str) -> None:
    offer.state = state
    offer.save(update_fields=["state"])


def _write(offer: Offer, draft: OfferDraft) -> list[str]:
    """Copy the draft; the names of the fields that differ."""
    facts = {field.name: getattr(draft, field.name) for field in fields(draft)}
    facts["lat"], facts["lon"] = _point(offer, draft)
    changed = [name for name, value in facts.items() if getattr(offer, name, None) != value]
    for name in changed:
        setattr(offer, name, facts[name])
    return changed


def _point(offer: Offer, draft: OfferDraft) -> tuple[float | None, float | None]:
    if draft.lat is not None and draft.lon is not None:
        return draft.lat, draft.lon
    party = offer.person or offer.organisation
    home = offer.person.home_id if offer.person else offer.organisation.place_id if offer.organisation else None
    if party is not None and party.lat is not None and home == draft.place.pk:
        return party.lat, party.lon
    return draft.place.lat, draft.place.lon
