"""What people may do with activities, shifts and sign-ups. Each rule looks only at what it is handed."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from tongzhuo.kernel.verdicts import OK, Verdict, no
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.look import dates
from tongzhuo.organisations.states import KEEPERS, SPEAKERS
from tongzhuo.people.models import Person
from tongzhuo.projects.models import Project
from tongzhuo.projects.rules import runs
from tongzhuo.projects.states import ProjectState
from tongzhuo.service.drafts import ActivityDraft, ShiftDraft
from tongzhuo.service.models import Activity, Shift, SignUp
from tongzhuo.service.standing import Lack, Standing
from tongzhuo.service.states import (
    AHEAD,
    ON,
    SHIFT_MAY_FOLLOW,
    SIGN_UP_MAY_FOLLOW,
    CameBy,
    Demand,
    GuardianWord,
    PlaceKind,
    ShiftState,
    SignUpState,
)

NOT_YOURS = ("not_yours", _("Only whoever runs this activity may do that."))
NOT_INSURED = (
    "not_insured",
    _("There may be danger to whoever comes, and no accident cover is written down for that day. It cannot open."),
)
MOVED_ON = _("This has changed in the meantime. Look again.")
NEEDS_TWO = ("needs_two", _("Two people go on a home visit, never one alone."))
LACKING: dict[str, Promise] = {
    Demand.SKILL: _("This takes a skill that you have not told us of: %(what)s."),
    Demand.TRAINING: _("This takes a training first: %(what)s."),
    Demand.CHECK: _("This takes a check first: %(what)s. The office does it with you."),
}
EXPIRED: dict[str, Promise] = {
    Demand.SKILL: _("Your certificate has run out: %(what)s."),
    Demand.TRAINING: _("Your training has run out: %(what)s."),
    Demand.CHECK: _("Your check has run out: %(what)s. The office renews it with you."),
}


def runs_activity(viewer: Viewer, activity: Activity) -> bool:
    """Whoever runs the project, is in charge of the activity, or speaks for the unit that records its hours."""
    in_charge = activity.in_charge_id is not None and viewer.person_id == activity.in_charge_id
    records = activity.recorded_by_id is not None and viewer.speaks_for(activity.recorded_by_id, *SPEAKERS)
    keeps = viewer.holds(activity.place.path, *KEEPERS)
    return in_charge or records or keeps or runs(viewer, activity.project)


def is_covered(activity: Activity | ActivityDraft, day: date) -> bool:
    """Whether accident cover is written down for that day, where the activity needs it."""
    named = bool(activity.insurer and activity.policy_number and activity.insured_until)
    return not activity.dangerous or (named and activity.insured_until is not None and activity.insured_until >= day)


def may_open_activity(viewer: Viewer, project: Project, draft: ActivityDraft, *, at: datetime) -> Verdict:
    """Whoever runs the project; nothing dangerous opens without accident cover."""
    if not (runs(viewer, project) or viewer.holds(draft.place.path, *KEEPERS)):
        return no(*NOT_YOURS)
    if project.state not in (ProjectState.FORMING, ProjectState.ACTIVE):
        return no("project_over", _("This project takes nothing new on."), state=project.state)
    if draft.dangerous and not is_covered(draft, at.date()):
        return no(*NOT_INSURED)
    return OK


def may_record_cover(viewer: Viewer, activity: Activity, until: date, *, at: datetime) -> Verdict:
    if not runs_activity(viewer, activity):
        return no(*NOT_YOURS)
    if until < at.date():
        return no("cover_over", _("That cover has ended already."))
    return OK


def may_say_where(viewer: Viewer, activity: Activity, *, at: datetime) -> Verdict:
    """Say that it takes place where somebody lives, or does not."""
    return OK if runs_activity(viewer, activity) else no(*NOT_YOURS)


def may_open_shift(viewer: Viewer, activity: Activity, draft: ShiftDraft, *, at: datetime) -> Verdict:
    if not runs_activity(viewer, activity):
        return no(*NOT_YOURS)
    if activity.project.state not in (ProjectState.FORMING, ProjectState.ACTIVE):
        return no("project_over", _("This project takes nothing new on."), state=activity.project.state)
    return _makes_sense(viewer, draft, at) and _is_safe(activity, draft)


def _makes_sense(viewer: Viewer, draft: ShiftDraft, at: datetime) -> Verdict:
    if draft.ends <= draft.starts:
        return no("ends_first", _("It ends before it begins."))
    if draft.ends <= at and not viewer.is_system:
        return no("over", _("That time is over."))
    if draft.kinds and sum(draft.kinds.values()) != draft.places:
        return no("kinds_do_not_add_up", _("The places of each kind do not add up to all places."))
    return OK


def _is_safe(activity: Activity, draft: ShiftDraft) -> Verdict:
    if activity.home_visit and draft.places is not None and draft.places < 2:
        return no(*NEEDS_TWO)
    return OK if is_covered(activity, draft.ends.date()) else no(*NOT_INSURED)


def may_change_shift(viewer: Viewer, shift: Shift, to: ShiftState, *, at: datetime) -> Verdict:
    """Open a planned one, move it, cancel it, or say it is done."""
    if not runs_activity(viewer, shift.activity):
        return no(*NOT_YOURS)
    if to not in SHIFT_MAY_FOLLOW[shift.state]:
        return no("shift_moved_on", _("This has changed in the meantime. Look again."), state=shift.state)
    if to == ShiftState.DONE and shift.ends > at:
        return no("not_over", _("It is not over yet."))
    if to in (ShiftState.MOVED, ShiftState.CANCELLED) and shift.starts <= at and not viewer.is_system:
        return no("started", _("This has begun already."))
    return OK


def acts_for(viewer: Viewer, person: Person, standing_guardians: Collection[int] = ()) -> bool:
    """The person, their guardian, or the desk of their place on their behalf."""
    desk = viewer.on_behalf_id == person.pk and viewer.holds(person.home.path, *KEEPERS)
    return viewer.person_id == person.pk or viewer.person_id in standing_guardians or desk


def may_sign_up(
    viewer: Viewer, shift: Shift, person: Person, standing: Standing, *, at: datetime, led: bool = False
) -> Verdict:
    """Join a shift. `led`: the viewer leads a team that this person belongs to."""
    if not viewer.is_somebody:
        return no("sign_in_first", _("Please sign in first."))
    if not (led or acts_for(viewer, person, standing.guardians)):
        return no("not_you", _("Everybody signs up for themselves."))
    asked = standing.mine is not None and standing.mine.state in (SignUpState.INVITED, SignUpState.OFFERED)
    verdict = _takes_place(shift, at) and may_come(shift, standing)
    if verdict and not asked:
        verdict = _is_open(viewer, shift, standing, at) and _has_room(shift, standing)
    return verdict and _not_booked(viewer, person, standing)


def may_come(shift: Shift, standing: Standing) -> Verdict:
    """Whether it is safe and lawful that this person comes: age and guardian, agreement, what the task demands, cover.
    Asked again when an invitation or an offered place is taken."""
    return _is_safe_for(shift, standing) and _is_of_age(shift, standing) and _meets_demands(standing)


def _is_safe_for(shift: Shift, standing: Standing) -> Verdict:
    if not standing.recorded:
        return no("not_agreed", _("You took back your yes to being written down. Without it nobody can be signed up."))
    if not is_covered(shift.activity, shift.ends.date()):
        return no(*NOT_INSURED)
    if shift.activity.home_visit and shift.places is not None and shift.places < 2:
        return no(*NEEDS_TWO)
    return OK


def may_stay(shift: Shift, sign_up: SignUp, standing: Standing, *, asked: bool, dropped: str = "") -> Verdict:
    """Whether somebody who has signed up may still come. `asked`: they agree to be asked, `dropped`: the skill they
    have just taken back. A skill that the coordinator asked them without is not held against them."""
    if sign_up.state == SignUpState.INVITED and not asked:
        return no("not_asked", _("You took back your yes to being asked."))
    learns = sign_up.place_kind == PlaceKind.NEWCOMER
    excused = sign_up.came_by == CameBy.LINK and sign_up.blocked_since is None
    for lack in standing.lacks:
        never_told = lack.demand == Demand.SKILL and not lack.expired and lack.term.slug != dropped
        if lack.demand == Demand.CHECK or not (learns or (excused and never_told)):
            return _lacking(lack)
    return _is_safe_for(shift, standing) and _is_of_age(shift, standing)


def _is_of_age(shift: Shift, standing: Standing) -> Verdict:
    youngest = settings.YOUNGEST_VOLUNTEER if shift.activity.min_age is None else shift.activity.min_age
    if standing.age is not None and standing.age < youngest:
        return no("too_young", _("This is for people of %(age)s and older.") % {"age": youngest}, age=youngest)
    if standing.age is None and (shift.activity.min_age or 0) > 0:
        return no("age_unknown", _("This depends on age, and we do not know yours. The office adds it."), age=youngest)
    if standing.is_minor and not standing.guardians:
        return no("guardian_missing", _("Under eighteen a guardian has to agree. Ask the office to write yours down."))
    return OK


def _meets_demands(standing: Standing) -> Verdict:
    """A newcomer's place does without skill and training: that is where they are learnt. A check is always needed."""
    learns = standing.open_kind == PlaceKind.NEWCOMER
    invited = standing.mine is not None and standing.mine.state == SignUpState.INVITED
    for lack in standing.lacks:
        if lack.demand == Demand.CHECK or not (learns or (invited and lack.demand == Demand.SKILL)):
            return _lacking(lack)
    return OK


def _lacking(lack: Lack) -> Verdict:
    sentence = (EXPIRED if lack.expired else LACKING)[lack.demand]
    code = f"{lack.demand}_{'expired' if lack.expired else 'missing'}"
    return no(code, sentence % {"what": lack.term.name}, term=lack.term.slug)


def _takes_place(shift: Shift, at: datetime) -> Verdict:
    if shift.state == ShiftState.CANCELLED:
        return no("cancelled", _("This does not take place."))
    if shift.state == ShiftState.DONE or shift.ends <= at:
        return no("over", _("That time is over."))
    if shift.starts <= at:
        return no("started", _("This has begun already."))
    if not shift.activity.project.is_running:
        return no("project_over", _("This project is over."), state=shift.activity.project.state)
    return OK


def _is_open(viewer: Viewer, shift: Shift, standing: Standing, at: datetime) -> Verdict:
    """What whoever was asked need not fulfil: who may join without invitation, when, and how often."""
    if standing.mine is not None and standing.mine.state != SignUpState.WAITING:
        return no("already_in", _("You are signed up for this already."), state=standing.mine.state)
    if shift.state == ShiftState.PLANNED:
        return no("not_open_yet", _("This is not open yet."))
    if shift.activity.by_invitation:
        return no("by_invitation", _("Whoever is needed here is asked. You cannot sign up by yourself."))
    return _in_window(shift, at) and _in_measure(shift, standing)


def _in_window(shift: Shift, at: datetime) -> Verdict:
    activity = shift.activity
    if activity.opens_hours is not None and at < (opens := shift.starts - timedelta(hours=activity.opens_hours)):
        return no("too_early", _("You can sign up from %(when)s.") % {"when": dates.when(opens)})
    if activity.closes_hours is not None and at > shift.starts - timedelta(hours=activity.closes_hours):
        return no("too_late", _("Sign-up has closed. Call the office, perhaps they still need somebody."))
    return OK


def _in_measure(shift: Shift, standing: Standing) -> Verdict:
    """The least of what the activity, the person and the house allow in a week."""
    limits = (shift.activity.most_a_week, standing.most_a_week, settings.SIGN_UPS_A_WEEK)
    most = min(limit for limit in limits if limit is not None)
    if standing.a_week < most:
        return OK
    said = ngettext(
        "You have %(n)d commitment that week already. That is enough for one week.",
        "You have %(n)d commitments that week already. That is enough for one week.",
        standing.a_week,
    )
    return no("week_full", said % {"n": standing.a_week}, most=most)


def _not_booked(viewer: Viewer, person: Person, standing: Standing) -> Verdict:
    """The clash is named to whose time it is; anybody else only hears that there is one."""
    clash = standing.clash
    if clash is None:
        return OK
    if viewer.person_id != person.pk:
        return no("clash", _("%(name)s has promised that hour elsewhere.") % {"name": person.shown_name})
    told = {"what": clash.shift.activity.shown_title, "when": dates.span(clash.starts, clash.ends)}
    return no("clash", _("You have promised that hour already: %(what)s, %(when)s.") % told, shift=clash.shift.code)


def _has_room(shift: Shift, standing: Standing) -> Verdict:
    """Nobody overtakes who waits: a place that becomes free is offered to them, and taken until they answer."""
    if standing.free == 0 or standing.open_kind is None:
        return no("full", _("All places are taken. You can wait for one to become free."))
    return OK


def may_wait(viewer: Viewer, shift: Shift, person: Person, standing: Standing, *, at: datetime) -> Verdict:
    """Stand on the waiting list: only when it is full, and everything else would let the person in."""
    if standing.mine is not None and standing.mine.state in AHEAD:
        return no("already_in", _("You are signed up for this already."), state=standing.mine.state)
    verdict = may_sign_up(viewer, shift, person, standing, at=at)
    if verdict:
        return no("not_full", _("There is a place for you. You need not wait."))
    return OK if verdict.code == "full" else verdict


def may_take_offered(viewer: Viewer, sign_up: SignUp, standing: Standing, *, at: datetime) -> Verdict:
    """Say yes to the place that was kept for somebody who waited."""
    if sign_up.state != SignUpState.OFFERED:
        return no("not_offered", _("No place is kept for you at the moment."), state=sign_up.state)
    if sign_up.promised_until is not None and sign_up.promised_until <= at:
        return no("offer_over", _("The place was kept until %(when)s.") % {"when": dates.when(sign_up.promised_until)})
    return may_sign_up(viewer, sign_up.shift, sign_up.person, standing, at=at)


def may_cancel_sign_up(viewer: Viewer, sign_up: SignUp, guardians: Collection[int] = (), *, at: datetime) -> Verdict:
    """Can't come: the person, their guardian, the desk for them, or whoever runs the activity."""
    led = sign_up.team_id is not None and viewer.speaks_for(sign_up.team_id, *SPEAKERS)
    own = acts_for(viewer, sign_up.person, guardians) or led or viewer.is_system
    if not (own or runs_activity(viewer, sign_up.shift.activity)):
        return no("not_you", _("Everybody signs up for themselves."))
    if sign_up.state not in AHEAD:
        return no("sign_up_moved_on", _("This has changed in the meantime. Look again."), state=sign_up.state)
    if sign_up.shift.starts <= at and not viewer.is_system:
        return no("started", _("This has begun already."))
    return OK


def may_invite(viewer: Viewer, shift: Shift, person: Person, standing: Standing, *, at: datetime) -> Verdict:
    """Keep a place and an hour for somebody who is asked. The one who asks runs the activity."""
    if not runs_activity(viewer, shift.activity):
        return no(*NOT_YOURS)
    if standing.mine is not None:
        return no("already_in", _("%(name)s is on this shift already.") % {"name": person.shown_name})
    if standing.clash is not None:
        return no("clash", _("%(name)s has promised that hour elsewhere.") % {"name": person.shown_name})
    if standing.free == 0 or standing.open_kind is None:
        return no("full", _("All places are taken."))
    return OK if shift.state == ShiftState.PLANNED or shift.is_on else _takes_place(shift, at)


def may_lead(viewer: Viewer, organisation_id: int, members: Collection[int], people: Collection[int]) -> Verdict:
    """Sign a group up: whoever speaks for the team, and only for its members."""
    if not viewer.speaks_for(organisation_id, *SPEAKERS):
        return no("not_leader", _("Only who leads a team signs it up."))
    if not set(people) <= set(members):
        return no("not_member", _("Not everybody belongs to this team."))
    return OK


def may_keep_places(viewer: Viewer, shift: Shift, places: int, free: int | None) -> Verdict:
    """Keep places for a team that said how many it sends."""
    if not runs_activity(viewer, shift.activity):
        return no(*NOT_YOURS)
    if shift.state not in (ShiftState.PLANNED, *ON):
        return no("cancelled", _("This does not take place."))
    if free is not None and places > free:
        return no("full", _("All places are taken."), free=free)
    return OK


def may_answer_for_minor(viewer: Viewer, sign_up: SignUp, guardians: Collection[int], *, at: datetime) -> Verdict:
    """Agree, or not, that a minor comes."""
    if viewer.person_id not in guardians:
        return no("not_guardian", _("Only a guardian can answer this."))
    if sign_up.guardian_word != GuardianWord.AWAITED or sign_up.state not in AHEAD:
        return no("already_answered", _("This was answered already."), word=sign_up.guardian_word)
    if sign_up.shift.starts <= at:
        return no("started", _("This has begun already."))
    return OK


def may_note_attendance(viewer: Viewer, sign_up: SignUp, to: SignUpState, *, at: datetime) -> Verdict:
    """Say that somebody came, or did not: whoever runs the activity, never about themselves."""
    if viewer.person_id == sign_up.person_id:
        return no("not_about_yourself", _("Somebody else says that you were there."))
    if not runs_activity(viewer, sign_up.shift.activity):
        return no(*NOT_YOURS)
    if to not in SIGN_UP_MAY_FOLLOW[sign_up.state]:
        return no("sign_up_moved_on", _("This has changed in the meantime. Look again."), state=sign_up.state)
    if to == SignUpState.ATTENDED and sign_up.guardian_word in (GuardianWord.AWAITED, GuardianWord.REFUSED):
        return no("guardian_awaited", _("The guardian has not agreed."))
    if sign_up.shift.starts - timedelta(hours=1) > at:
        return no("too_early", _("It has not begun yet."))
    return OK


def may_keep_feed(viewer: Viewer, person: Person, *, at: datetime) -> Verdict:
    """Everybody has their own calendar, and nobody else's."""
    if not viewer.is_somebody:
        return no("sign_in_first", _("Please sign in first."))
    return OK if viewer.person_id == person.pk else no("not_you", _("This calendar is somebody else’s."))
