"""Who promises, agrees, names the giver, and changes what a gift is for."""

from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from tongzhuo.gifts.drafts import MOST_WORDS, GiftDraft, faults_of
from tongzhuo.gifts.models import Gift, GiftPhoto, UseChange
from tongzhuo.gifts.states import BEFORE_IT_CAME, THERE, GiftState, Naming, Reply
from tongzhuo.kernel.verdicts import OK, Verdict, no
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.organisations.models import Organisation
from tongzhuo.organisations.states import KEEPERS, SPEAKERS, Kind, Role
from tongzhuo.people.models import Person
from tongzhuo.projects.rules import runs
from tongzhuo.vocabulary.models import Term

# Who reads every giver's name in their place.
READERS = (*KEEPERS, Role.OFFICIAL, Role.AUDITOR)
MOST_PHOTOS = 12
NOT_YOURS = ("not_your_gift", _("Only its giver and whoever receives it may do that."))
GIVER_ONLY = ("giver_only", _("Only the giver decides that."))


def gives(viewer: Viewer, gift: Gift) -> bool:
    """Whether this viewer speaks for the giver: the person, who acts for them, or a member with a mandate."""
    return _speaks_for(viewer, gift.person, gift.organisation)


def takes(viewer: Viewer, gift: Gift) -> bool:
    """Whether this viewer speaks for whoever receives it: that organisation, or the office of the place."""
    return viewer.speaks_for(gift.receiver_id, *SPEAKERS) or viewer.holds(gift.place.path, *KEEPERS)


def may_pledge(
    viewer: Viewer,
    draft: GiftDraft | None = None,
    *,
    person: Person | None,
    organisation: Organisation | None,
    today: date,
) -> Verdict:
    """Promise something in the name of one party; or write down what a giver said, whom the product asks again.
    Without a draft: whether this party may give at all."""
    if not (viewer.is_somebody or viewer.is_system):
        return no("sign_in_first", _("Please sign in first."))
    if (person is None) == (organisation is None):
        return no("one_party", _("A gift comes from one organisation, or from one person."))
    if organisation is not None and organisation.kind == Kind.GOVERNMENT:
        return no("government_guides", _("An office of the government guides; it takes no seat."))
    told = draft is not None and viewer.holds(draft.place.path, *KEEPERS)
    if not (viewer.is_system or told or _speaks_for(viewer, person, organisation)):
        return no("not_yours", _("Only the giver, or the office that was told, can write this down."))
    return OK if draft is None else faults_of(draft, giver=organisation, today=today)


def may_change_terms(viewer: Viewer, gift: Gift, draft: GiftDraft | None = None, *, came: int, today: date) -> Verdict:
    """Either side, until nothing more is to come. `came`: how much has been received. The other side agrees anew."""
    if not (gives(viewer, gift) or takes(viewer, gift)):
        return no(*NOT_YOURS)
    if gift.state not in (*BEFORE_IT_CAME, *THERE):
        return _moved_on(gift)
    if draft is None:
        return OK
    if came and (draft.kind, draft.item, draft.purpose) != (gift.kind, gift.item, gift.purpose):
        return no("came_already", _("Some of it has come: what it is stays as it is."), field="item")
    if draft.quantity is not None and draft.quantity < came:
        return no("less_than_came", _("More than that has come already."), field="amount", came=came)
    return faults_of(draft, giver=gift.organisation, today=today)


def may_agree_terms(viewer: Viewer, gift: Gift) -> Verdict:
    """Say yes to the terms as they stand, for one's own side."""
    if not (gives(viewer, gift) or takes(viewer, gift)):
        return no(*NOT_YOURS)
    if gift.state not in (*BEFORE_IT_CAME, *THERE):
        return _moved_on(gift)
    if gift.quantity is None:
        reason = _("Say how much it is first: the book takes only what is confirmed.")
        return no("not_confirmed", reason, field="amount")
    if not gift.is_whole:
        return no("say_when_back", _("Say until when it is lent."), field="return_on")
    asked = (gives(viewer, gift) and gift.giver_agreed_at is None) or (
        takes(viewer, gift) and gift.receiver_agreed_at is None
    )
    return OK if asked else no("agreed_already", _("You have agreed already."))


def may_withdraw_gift(viewer: Viewer, gift: Gift, *, reason: str | None = None) -> Verdict:
    """The giver takes a promise back, or the receiver lets it go, as long as nothing has come."""
    if not (viewer.is_system or gives(viewer, gift) or takes(viewer, gift)):
        return no(*NOT_YOURS)
    if gift.state not in BEFORE_IT_CAME:
        return _moved_on(gift)
    return _words_fit(reason)


def may_remind_giver(viewer: Viewer, gift: Gift, *, owed: int | None, today: date) -> Verdict:
    """Once, when the day has gone by and something is still to come. `owed`: how much; None is not known."""
    late = _is_late(viewer, gift, owed, today)
    if late and gift.reminded_at is not None:
        return no("reminded_already", _("The giver has been reminded."))
    return late


def may_free_gift(viewer: Viewer, gift: Gift, *, owed: int | None, grace: int, today: date) -> Verdict:
    """What was promised and did not come frees itself, `grace` days after the day agreed on."""
    late = _is_late(viewer, gift, owed, today)
    if late and gift.deliver_by is not None and today <= gift.deliver_by + timedelta(days=grace):
        return no("still_time", _("There is still time for it to come."))
    return late


def _is_late(viewer: Viewer, gift: Gift, owed: int | None, today: date) -> Verdict:
    if not viewer.is_system:
        return no("by_the_clock", _("That happens by itself, when its day has gone by."))
    if gift.state not in (*BEFORE_IT_CAME, *THERE) or owed == 0:
        return _moved_on(gift)
    if gift.deliver_by is None or gift.deliver_by >= today:
        return no("still_time", _("There is still time for it to come."))
    return OK


def may_change_naming(viewer: Viewer, gift: Gift, naming: str | None = None) -> Verdict:
    """Whether the name is public is the giver's alone to say, at any time, also after it was published."""
    if not gives(viewer, gift):
        return no(*GIVER_ONLY)
    if naming is not None and naming not in Naming.values:
        return no("naming_unknown", _("Choose where the name may stand."), field="naming")
    return OK


def may_know_giver(viewer: Viewer, gift: Gift) -> Verdict:
    """The giver's name: where they agreed, for both sides, and for whoever answers for the books of that place."""
    if gift.naming == Naming.PUBLIC or viewer.is_system or gives(viewer, gift) or takes(viewer, gift):
        return OK
    if viewer.holds(gift.place.path, *READERS):
        return OK
    return no("name_kept", _("The giver prefers not to be named in public."))


def may_ask_use_change(
    viewer: Viewer, gift: Gift, after: Term | None = None, reason: str | None = None, *, asked: bool
) -> Verdict:
    """Whoever holds the gift asks; `asked` says that a question is open already."""
    if not (takes(viewer, gift) or (gift.project is not None and runs(viewer, gift.project))):
        return no(*NOT_YOURS)
    if gift.state not in (*BEFORE_IT_CAME, *THERE):
        return _moved_on(gift)
    if asked:
        return no("asked_already", _("The giver has been asked and has not answered yet."))
    if after is not None and after == gift.purpose:
        return no("same_use", _("It is for that already."), field="after")
    if reason is not None and not reason.strip():
        return no("say_why", _("Say in a sentence why. The giver reads it."), field="reason")
    return _words_fit(reason)


def may_answer_use_change(viewer: Viewer, change: UseChange) -> Verdict:
    if not gives(viewer, change.gift):
        return no(*GIVER_ONLY)
    if change.answer != Reply.WAITING:
        return no("answered_already", _("This was answered already."))
    return OK


def may_add_photo(viewer: Viewer, gift: Gift, *, photos: int) -> Verdict:
    """Both sides, and whoever runs the project in which it is used. `photos`: how many there are."""
    in_use = gift.project is not None and runs(viewer, gift.project)
    if not (gives(viewer, gift) or takes(viewer, gift) or in_use):
        return no(*NOT_YOURS)
    if photos >= MOST_PHOTOS:
        return no("too_many_photos", _("Twelve photos are enough."), field="photo")
    return OK


def may_take_down_photo(viewer: Viewer, photo: GiftPhoto) -> Verdict:
    """Whoever put it there, both sides, and whoever runs the project: somebody on it may have changed their mind."""
    gift = photo.gift
    own = viewer.is_somebody and viewer.person_id == photo.by_id
    if not (own or may_add_photo(viewer, gift, photos=0)):
        return no(*NOT_YOURS)
    return OK if photo.taken_down_at is None else no("gone_already", _("It was taken down already."))


def _moved_on(gift: Gift) -> Verdict:
    reason = _("This gift is now: %(state)s. That can no longer be done.") % {"state": GiftState(gift.state).label}
    return no("wrong_state", reason, state=gift.state)


def _words_fit(words: str | None) -> Verdict:
    if words is not None and len(words) > MOST_WORDS:
        return no("too_long", _("Please say it in fewer words."), field="reason", most=MOST_WORDS)
    return OK


def _speaks_for(viewer: Viewer, person: Person | None, organisation: Organisation | None) -> bool:
    if organisation is not None:
        return viewer.speaks_for(organisation.pk, *SPEAKERS)
    return viewer.is_somebody and person is not None and viewer.person_id in (person.pk, person.acts_through_id)
