"""What people may do with offers, and what they may read of them. Each rule looks only at what it is handed."""

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from tongzhuo.kernel.verdicts import OK, Verdict, no
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.organisations.models import Organisation
from tongzhuo.organisations.states import KEEPERS, SPEAKERS, Kind, Role
from tongzhuo.people.models import Person
from tongzhuo.resources.drafts import OfferDraft, faults_of
from tongzhuo.resources.models import Offer
from tongzhuo.resources.promised import Promised
from tongzhuo.resources.states import MAY_FOLLOW, OfferKind, OfferState

# What a person may offer. One's own time is said under availability; money goes through a charity.
OF_A_PERSON = (OfferKind.GOODS, OfferKind.SPACE)
# Who reads every giver's name in their place.
BOOK_KEEPERS = (*KEEPERS, Role.OFFICIAL, Role.AUDITOR)
_FIXED = (
    "kind",
    "what_id",
    "what_text",
    "unit_id",
    "when",
    "starts_on",
    "ends_on",
    "from_time",
    "until_time",
    "weekdays",
)


def speaks_for(viewer: Viewer, *, organisation: Organisation | None, person: Person | None) -> bool:
    """Whether this viewer acts in the name of the party: the person, who acts for them, or a member with a mandate."""
    if organisation is not None:
        return viewer.speaks_for(organisation.pk, *SPEAKERS)
    return viewer.is_somebody and person is not None and viewer.person_id in (person.pk, person.acts_through_id)


def may_make_offer(
    viewer: Viewer,
    *,
    organisation: Organisation | None,
    person: Person | None,
    draft: OfferDraft | None = None,
    today: date,
    at: datetime,
) -> Verdict:
    """In the name of exactly one party. Without a draft: whether this party may offer at all."""
    if not viewer.is_somebody:
        return no("sign_in_first", _("Please sign in first."))
    if (organisation is None) == (person is None):
        return no("one_party", _("An offer comes from one organisation, or from one person."))
    allowed = _party_verdict(viewer, organisation, person)
    if not allowed or draft is None:
        return allowed
    if person is not None and draft.kind not in OF_A_PERSON:
        return no(
            "not_from_a_person",
            _("A person offers things or a space. Time of one's own is said under “When I am free”."),
        )
    return _within_reach(viewer, organisation, draft) and next(iter(faults_of(draft, today=today)), OK)


def _within_reach(viewer: Viewer, organisation: Organisation | None, draft: OfferDraft) -> Verdict:
    """An organisation offers where its speaker holds a mandate of it, or at its own address."""
    if organisation is None or draft.place.pk == organisation.place_id:
        return OK
    held = [h for h in viewer.mandates if h.organisation_id == organisation.pk and h.role in SPEAKERS]
    if any(draft.place.path.startswith(mandate.path) for mandate in held):
        return OK
    reason = _("You hold no mandate of %(name)s for that place.") % {"name": organisation.name}
    return no("no_mandate_there", reason, field="elsewhere")


def _party_verdict(viewer: Viewer, organisation: Organisation | None, person: Person | None) -> Verdict:
    if organisation is not None and organisation.kind == Kind.GOVERNMENT:
        return no("government_guides", _("An office of the government guides; it takes no seat."))
    if not speaks_for(viewer, organisation=organisation, person=person):
        if organisation is None:
            return no("not_yours", _("A person can only offer what is their own."))
        reason = _("Only somebody who acts for %(name)s can offer in its name.") % {"name": organisation.name}
        return no("no_mandate_of_it", reason)
    return OK


def may_change_offer(
    viewer: Viewer,
    offer: Offer,
    *,
    draft: OfferDraft | None = None,
    promised: Promised | None = None,
    today: date,
    at: datetime,
) -> Verdict:
    """What somebody counts on stays as it is; more of it, and the words around it, may change."""
    allowed = _own(viewer, offer)
    if not allowed:
        return allowed
    if offer.state == OfferState.EXPIRED:
        return no("is_over", _("This offer is over. Put a new one on the table."))
    if draft is None:
        return OK
    if draft.kind != offer.kind:
        return no("other_kind", _("It stays the same kind of offer. Make a second one for the rest."), field="kind")
    fault = next(iter(faults_of(draft, today=today)), OK)
    return _within_reach(viewer, offer.organisation, draft) and fault and _keeps_promises(offer, draft, promised)


def _keeps_promises(offer: Offer, draft: OfferDraft, promised: Promised | None) -> Verdict:
    if promised is None or not promised.anything:
        return OK
    if any(getattr(offer, name) != _drafted(draft, name) for name in _FIXED):
        return no(
            "promised_already",
            _("Somebody counts on this: what it is and when it is there stay as they are."),
            field="what_text",
        )
    if draft.quantity is not None and draft.quantity < promised.most:
        return no(
            "less_than_promised", _("More than that is promised already."), field="quantity", promised=promised.most
        )
    return OK


def _drafted(draft: OfferDraft, name: str) -> object:
    if name.endswith("_id"):
        term = getattr(draft, name.removesuffix("_id"))
        return term.pk if term else None
    return getattr(draft, name)


def may_withdraw_offer(viewer: Viewer, offer: Offer, *, at: datetime) -> Verdict:
    return _own(viewer, offer) and _may_become(offer, OfferState.WITHDRAWN)


def may_put_back_offer(viewer: Viewer, offer: Offer, *, today: date, at: datetime) -> Verdict:
    allowed = _own(viewer, offer) and _may_become(offer, OfferState.OPEN)
    if allowed and offer.last_day and offer.last_day < today:
        return no("is_over", _("Its last day is over. Give it a new one, then put it back."))
    return allowed


def may_expire_offer(viewer: Viewer, offer: Offer, *, today: date, at: datetime) -> Verdict:
    """Only the calendar ends an offer, and only after its last day."""
    if not viewer.is_system:
        return no("not_yours", _("An offer ends by itself, on its last day."))
    if offer.last_day is None or offer.last_day >= today:
        return no("not_over_yet", _("Its last day has not come yet."))
    return _may_become(offer, OfferState.EXPIRED)


def may_know_giver(viewer: Viewer, offer: Offer, *, seated: bool = False, at: datetime) -> Verdict:
    """The giver's name: where they agreed, at the same table (`seated`), and for whoever holds a mandate there."""
    if offer.show_name or seated or _speaks(viewer, offer) or viewer.holds(offer.place.path, *BOOK_KEEPERS):
        return OK
    return no("name_kept", _("The giver prefers not to be named in public."))


def may_know_spot(viewer: Viewer, offer: Offer, *, seated: bool = False, at: datetime) -> Verdict:
    """The exact place: for who gives it, who uses it, and the desk of the place."""
    if seated or _speaks(viewer, offer) or viewer.holds(offer.place.path, *KEEPERS):
        return OK
    return no("spot_kept", _("Whoever uses it is told exactly where."))


def _own(viewer: Viewer, offer: Offer) -> Verdict:
    if not viewer.is_somebody:
        return no("sign_in_first", _("Please sign in first."))
    if not _speaks(viewer, offer):
        return no("not_yours", _("Only whoever made this offer can change it."))
    return OK


def _speaks(viewer: Viewer, offer: Offer) -> bool:
    return speaks_for(viewer, organisation=offer.organisation, person=offer.person)


def _may_become(offer: Offer, state: str) -> Verdict:
    if state in MAY_FOLLOW[offer.state]:
        return OK
    return no("wrong_state", _SAID[OfferState(offer.state)], state=offer.state)


_SAID = {
    OfferState.OPEN: _("This offer is on the table already."),
    OfferState.WITHDRAWN: _("This offer was withdrawn already."),
    OfferState.EXPIRED: _("This offer is over. Put a new one on the table."),
}
