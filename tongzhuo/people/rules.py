"""What may be done with somebody's record, and by whom. Ages count on the day of the act."""

import datetime as dt
from collections.abc import Collection, Iterable

from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from stdnum.cn import ric

from tongzhuo.kernel.verdicts import OK, Verdict, no
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.people.models import Account, Person
from tongzhuo.people.states import DESK, OF_AGE, OWN_CONSENT_FROM, Agreement, HowAgreed
from tongzhuo.people.times import MOST, DifferentDay, Limits, WeeklyHours, age_on
from tongzhuo.places.models import Place

NOT_YOURS = _("Only the person, or the office of the place with them, may do this.")
CHINESE_NUMBER = 18  # characters of a resident identity number


def keeps_desk(viewer: Viewer, path: str) -> bool:
    """The product itself, by hand of whoever runs it, stands at every desk."""
    return viewer.is_system or viewer.holds(path, *DESK)


def is_own(viewer: Viewer, person: Person, guardians: Collection[int] = ()) -> bool:
    """The person themselves, or who answers for them as a minor."""
    return viewer.is_somebody and (viewer.person_id == person.pk or viewer.person_id in guardians)


def may_register_person(viewer: Viewer, home: Place, *, at: dt.datetime) -> Verdict:
    if not keeps_desk(viewer, home.path):
        return no("no_mandate_here", _("Only the office of a place writes people down there."), place=home.code)
    return OK


def may_introduce_yourself(viewer: Viewer, known: Person | None, *, at: dt.datetime) -> Verdict:
    """`known` is the person that the signed-in account belongs to already."""
    if viewer.is_somebody or known is not None:
        return no("known_already", _("We know you already."))
    return OK


def may_open_record(viewer: Viewer, person: Person, guardians: Collection[int] = (), *, at: dt.datetime) -> Verdict:
    if not (is_own(viewer, person, guardians) or keeps_desk(viewer, person.home.path)):
        return no("not_yours", NOT_YOURS)
    return OK


def may_change_person(viewer: Viewer, person: Person, guardians: Collection[int] = (), *, at: dt.datetime) -> Verdict:
    if person.merged_into_id is not None:
        return no("merged", _("This record was joined with another. Open that one."))
    return may_open_record(viewer, person, guardians, at=at)


def number_makes_sense(number: str, birth_date: dt.date | None) -> Verdict:
    """Whether an identity number can be right: its check character, and the birth date within it."""
    if len(number) != CHINESE_NUMBER:
        return OK
    if not ric.is_valid(number):
        return no("identity_number_wrong", _("This identity number has a slip in it. Please read it again."))
    if birth_date is not None and ric.get_birth_date(number) != birth_date:
        return no("birth_date_differs", _("The identity number says another birth date."))
    return OK


def may_agree(
    viewer: Viewer,
    person: Person,
    *,
    purpose: str,
    how: str,
    given_on: dt.date,
    guardians: Collection[int] = (),
    agreed_by: int | None = None,
    living: bool = False,
    at: dt.datetime,
) -> Verdict:
    """`agreed_by` is the guardian who said yes where the desk writes it down; `living`: agreed to already."""
    allowed = may_change_person(viewer, person, guardians, at=at)
    if not allowed:
        return allowed
    if living:
        return no("agreed_already", _("That was agreed to already."))
    if given_on > localdate(at):
        return no("not_yet", _("The day they agreed has not come yet."))
    own = is_own(viewer, person, guardians)
    by_link = viewer.is_system and how == HowAgreed.LINK
    if not own and not by_link and how not in (HowAgreed.ALOUD, HowAgreed.PAPER):
        return no("say_how", _("Say how they agreed: aloud, or on paper."))
    voice = agreed_by if not own else viewer.person_id
    return _of_age_to_agree(person, purpose, given_on, by_guardian=voice in guardians)


def _of_age_to_agree(person: Person, purpose: str, day: dt.date, *, by_guardian: bool) -> Verdict:
    age = age_on(person.birth_date, day)
    if age is None or age >= OF_AGE or by_guardian:
        return OK
    if age < OWN_CONSENT_FROM:
        return no("guardian_must_agree", _("Under 14, a guardian agrees."), age=age)
    if purpose != Agreement.BE_RECORDED:
        return no("guardian_must_agree", _("Under 18, a guardian agrees to this."), age=age)
    return OK


def may_withdraw(viewer: Viewer, person: Person, guardians: Collection[int] = (), *, at: dt.datetime) -> Verdict:
    """Taking a yes back is as easy as giving it: at any age, at the desk or alone."""
    return may_change_person(viewer, person, guardians, at=at)


def may_prove_skill(viewer: Viewer, person: Person, *, at: dt.datetime) -> Verdict:
    if person.merged_into_id is not None:
        return no("merged", _("This record was joined with another. Open that one."))
    if viewer.person_id == person.pk:
        return no("not_your_own", _("Somebody else looks at your papers."))
    if not keeps_desk(viewer, person.home.path):
        return no("no_mandate_here", _("Only the office of the place notes what it has seen."))
    return OK


def hours_make_sense(windows: Iterable[WeeklyHours], different: Iterable[DifferentDay], limits: Limits) -> Verdict:
    """Whether hours make sense: each ends after it starts, none overlap, limits are those of a person."""
    last: WeeklyHours | None = None
    for window in sorted(windows):
        if not 0 <= window.weekday <= 6 or window.until_time <= window.from_time:
            return no("hours_backwards", _("Hours end after they start."))
        if last and last.weekday == window.weekday and window.from_time < last.until_time:
            return no("hours_overlap", _("Two of these hours overlap."))
        last = window
    for day in different:
        if day.free and not (day.from_time and day.until_time and day.from_time < day.until_time):
            return no("hours_backwards", _("Hours end after they start."))
    if any(not 0 <= value <= most for value, most in zip(limits[:3], MOST[:3], strict=True)):
        return no("limits_too_large", _("Nobody goes that far or that often."))
    return OK


def may_name_guardian(
    viewer: Viewer, minor: Person, guardian: Person, *, starts_on: dt.date, at: dt.datetime
) -> Verdict:
    if not keeps_desk(viewer, minor.home.path):
        return no("no_mandate_here", _("Only the office of the place notes who answers for a child."))
    age = age_on(minor.birth_date, starts_on)
    if age is None or age >= OF_AGE:
        return no("no_minor", _("A guardian is for somebody under 18."))
    older = age_on(guardian.birth_date, starts_on)
    if guardian.pk == minor.pk or (older is not None and older < OF_AGE):
        return no("guardian_too_young", _("A guardian is of age."))
    return OK


def may_end_guardianship(viewer: Viewer, minor: Person, *, at: dt.datetime) -> Verdict:
    if not keeps_desk(viewer, minor.home.path):
        return no("no_mandate_here", _("Only the office of the place notes who answers for a child."))
    return OK


def may_open_account(viewer: Viewer, *, email: str, phone: str, at: dt.datetime) -> Verdict:
    """Anybody may ask for a code, for one address at a time."""
    if bool(email) == bool(phone):
        return no("one_address", _("Write an e-mail address or a mobile number."))
    return OK


def may_prove_phone(viewer: Viewer, account: Account, *, phone: str, at: dt.datetime) -> Verdict:
    if not phone or account.phone != phone:
        return no("other_phone", _("This code was for another telephone."))
    return OK


def may_recognise_yourself(
    viewer: Viewer, account: Account, person: Person, *, known: Person | None, known_by_it: bool, at: dt.datetime
) -> Verdict:
    """`known` is the person of this account already, `known_by_it`: the code went to an address of this person."""
    if viewer.is_somebody or known is not None or not account.is_active:
        return no("known_already", _("We know you already."))
    if person.account_id is not None or person.merged_into_id is not None or not known_by_it:
        return no("not_recognised", _("We could not see that this is you. The office can help."))
    return OK


def may_forget_accounts(viewer: Viewer, *, at: dt.datetime) -> Verdict:
    if not viewer.is_system:
        return no("not_yours", _("The calendar does this by itself."))
    return OK
