"""Who notes a coming and going, who confirms hours, and who may not. Nobody's hours rest on one person's word."""

from datetime import date, datetime, timedelta

from django.utils.translation import gettext_lazy as _

from tongzhuo.kernel.verdicts import OK, Verdict, no
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.organisations.models import Organisation
from tongzhuo.organisations.states import KEEPERS, SPEAKERS
from tongzhuo.people.models import Person
from tongzhuo.records.drafts import LateEntry
from tongzhuo.records.models import Scan, ServiceRecord
from tongzhuo.records.states import BY_ONESELF, RECORD_MAY_FOLLOW, RecordState
from tongzhuo.service.models import Shift, SignUp
from tongzhuo.service.rules import NEEDS_TWO, runs_activity
from tongzhuo.service.states import ON, GuardianWord, ShiftState, SignUpState

EARLY = timedelta(hours=1)  # before the start of a shift in which somebody may come already
LATE = timedelta(hours=3)  # after its end in which a leaving may still be noted
OFFLINE = timedelta(days=3)  # after its end in which a device without network may tell what it noted
LONGEST = 24 * 60  # minutes of one line
MOST_REASON = 500
HERE = (SignUpState.SIGNED_UP, SignUpState.ATTENDED)
CLOSED = (
    "confirmed_already",
    _("This day is closed already. Ask the office, or the organisation that records the hours, to correct them."),
)


def may_note_presence(
    viewer: Viewer,
    shift: Shift,
    sign_up: SignUp | None,
    way: str,
    *,
    code_fits: bool,
    said: datetime,
    at: datetime,
    ready: Verdict = OK,
) -> Verdict:
    """Note a coming or going: oneself with the code of the day, else whoever runs the activity, never for oneself.
    `said` is when it is said to have been, `at` is now, `ready` whether they may come at all. What is closed is only
    corrected."""
    if shift.state == ShiftState.DONE and sign_up is not None:
        return no(*CLOSED, state=shift.state)
    if sign_up is None or sign_up.state not in HERE:
        return _cancelled_or(shift, no("not_signed_up", _("This person has not signed up for this time.")))
    shown = _may_show(viewer, shift, sign_up, way, code_fits=code_fits) and _in_time(shift, said, at)
    return _cancelled_or(shift, shown and _is_ready(viewer, sign_up, ready))


def may_tell_late(
    viewer: Viewer, shift: Shift, sign_up: SignUp | None, way: str, *, code_fits: bool, said: datetime, at: datetime
) -> Verdict:
    """Hand in what a telephone noted on the day and could not tell before it was closed."""
    if shift.state != ShiftState.DONE:
        return no("not_closed", _("This day is not closed yet. Note it as usual."), state=shift.state)
    if sign_up is None:
        return no("not_signed_up", _("This person has not signed up for this time."))
    if sign_up.guardian_word in (GuardianWord.AWAITED, GuardianWord.REFUSED):
        return no("guardian_awaited", _("The guardian has not agreed, so nothing can be noted."))
    return _may_show(viewer, shift, sign_up, way, code_fits=code_fits) and _in_time(shift, said, at)


def _is_ready(viewer: Viewer, sign_up: SignUp, ready: Verdict) -> Verdict:
    """Whoever comes reads what is missing; whoever leads, only that something is."""
    if ready or ready.code == NEEDS_TWO[0] or viewer.person_id == sign_up.person_id:
        return ready
    said = _("%(name)s cannot take part today: something is missing. The office knows what, and helps.")
    return no("not_ready", said % {"name": sign_up.person.shown_name})


def _cancelled_or(shift: Shift, verdict: Verdict) -> Verdict:
    called_off = no("shift_cancelled", _("This was called off. Nothing can be noted for it."))
    return called_off if shift.state == ShiftState.CANCELLED else verdict


def _may_show(viewer: Viewer, shift: Shift, sign_up: SignUp, way: str, *, code_fits: bool) -> Verdict:
    """Oneself with a code that only who is there can see; everything else through somebody who runs it."""
    own, runs = viewer.person_id == sign_up.person_id, runs_activity(viewer, shift.activity)
    if way in BY_ONESELF and not (own or runs):
        return no("not_you", _("Everybody notes their own coming."))
    if way in BY_ONESELF and not code_fits:
        return no("code_wrong", _("This is not the code of this day and hour. Look at the leader’s page again."))
    if way not in BY_ONESELF and (own or not runs):
        return no("not_by_oneself", _("Somebody else who runs this has to note it."))
    return OK


def _in_time(shift: Shift, said: datetime, at: datetime) -> Verdict:
    if said > at + timedelta(minutes=5):
        return no("clock_ahead", _("The clock of this device is ahead. Please set it, then try again."))
    if said < shift.starts - EARLY:
        return no("too_early", _("It has not begun yet."))
    if said > shift.ends + LATE or at > shift.ends + OFFLINE:
        return no("too_late", _("That was too long ago. The hours can still be entered later, with a second person."))
    return OK


def may_read_pass(holder: SignUp | None, *, runs: bool) -> Verdict:
    """Learn from a pass whose it is: whoever runs that shift. `holder` is who of the shift showed it, None: nobody."""
    if not runs:
        return no("not_by_oneself", _("Somebody else who runs this has to note it."))
    if holder is None:
        return no("pass_unknown", _("This is no pass for this time. Look for the name on the list."), field="shown")
    return OK


def may_tell_again(known: Scan | None, shift: Shift, person: Person) -> Verdict:
    """Send a key that we have seen: only with the same scan."""
    if known is None or (known.shift_id, known.person_id) == (shift.pk, person.pk):
        return OK
    return no("key_taken", _("This telephone mixed two scans up. Please scan once more."))


def may_take_roster(viewer: Viewer, shift: Shift, *, at: datetime) -> Verdict:
    """Whoever runs the activity ticks who was there, or types in the sheet that was signed."""
    if not runs_activity(viewer, shift.activity):
        return no("not_yours", _("Only whoever runs this activity may do that."))
    if shift.state == ShiftState.CANCELLED:
        return no("shift_cancelled", _("This was called off. Nothing can be noted for it."))
    if shift.state == ShiftState.DONE:
        return no("confirmed_already", _("This day is closed already."), state=shift.state)
    if at < shift.starts - EARLY:
        return no("too_early", _("It has not begun yet."))
    return OK


def may_confirm_day(viewer: Viewer, shift: Shift, *, at: datetime) -> Verdict:
    """Turn what was noted into records, once it is over."""
    if not runs_activity(viewer, shift.activity):
        return no("not_yours", _("Only whoever runs this activity may do that."))
    if shift.state not in ON:
        return no("confirmed_already", _("This day is closed already."), state=shift.state)
    if shift.ends > at:
        return no("not_over", _("It is not over yet."))
    if shift.activity.recorded_by_id is None:
        return no("no_recording_unit", _("Say first which organisation records the hours of this activity."))
    return OK


def may_enter_later(viewer: Viewer, entry: LateEntry, *, at: datetime) -> Verdict:
    """The recording unit, the office of the place, or the product itself with a list; a second person confirms."""
    unit = viewer.speaks_for(entry.recorded_by.pk, *SPEAKERS) or viewer.holds(entry.place.path, *KEEPERS)
    if not (unit or viewer.is_system):
        whose = _("Only the recording organisation, or the office of the place, enters hours.")
        return no("not_yours", whose, field="recorded_by")
    if viewer.person_id == entry.person.pk:
        return no("own_hours", _("Nobody enters their own hours."), field="person")
    if entry.ends > at:
        return no("not_over", _("It is not over yet."), field="ends")
    if entry.ends <= entry.starts:
        return no("ends_first", _("It ends before it begins."), field="ends")
    if not 0 < entry.minutes <= min(LONGEST, (entry.ends - entry.starts).total_seconds() // 60):
        return no("minutes_out_of_range", _("The hours are more than the time between."), field="hours")
    return _with_reason(entry.reason)


def may_export_records(viewer: Viewer, unit: Organisation, *, since: date, until: date) -> Verdict:
    """Take the records of an organisation out as a file: who speaks for it, or keeps the table of its place."""
    if not (viewer.speaks_for(unit.pk, *SPEAKERS) or viewer.holds(unit.place.path, *KEEPERS)):
        return no("not_yours", _("Only the recording organisation, or the office of the place, hands records on."))
    return no("ends_first", _("It ends before it begins."), field="until") if until < since else OK


def may_confirm_record(viewer: Viewer, record: ServiceRecord, to: str = RecordState.CONFIRMED) -> Verdict:
    """A second person of the unit or the office: neither who served nor who entered it."""
    if viewer.is_somebody and viewer.person_id == record.person_id:
        return no("own_hours", _("Nobody confirms their own hours."))
    if viewer.is_somebody and viewer.person_id == record.entered_by_id:
        return no("second_person", _("You entered it. Somebody else has to confirm it."))
    if not _answers_for(viewer, record):
        return no("not_yours", _("Only the recording organisation, or the office of the place, confirms hours."))
    return _may_become(record, to)


def may_correct_record(viewer: Viewer, record: ServiceRecord, minutes: int, reason: str) -> Verdict:
    """Add a line that brings the hours to `minutes`. Nothing is overwritten."""
    if not _answers_for(viewer, record):
        return no("not_yours", _("Only the recording organisation, or the office of the place, corrects hours."))
    if viewer.person_id == record.person_id:
        return no("own_hours", _("Nobody corrects their own hours."))
    if record.state != RecordState.CONFIRMED or record.corrects_id:
        return no("not_confirmed", _("Only confirmed hours are corrected."), state=record.state)
    if not 0 <= minutes <= LONGEST:
        return no("minutes_out_of_range", _("The hours are more than the time between."), field="minutes")
    return _with_reason(reason)


def may_look_at_flag(viewer: Viewer, record: ServiceRecord) -> Verdict:
    """Somebody who answers for the record and did not confirm it."""
    if not _answers_for(viewer, record):
        return no("not_yours", _("Only the recording organisation, or the office of the place, looks at this."))
    if viewer.person_id in (record.person_id, record.confirmed_by_id):
        return no("second_person", _("Somebody else than whoever confirmed it looks at this."))
    return OK


def _answers_for(viewer: Viewer, record: ServiceRecord) -> bool:
    return viewer.speaks_for(record.recorded_by_id, *SPEAKERS) or viewer.holds(record.place.path, *KEEPERS)


def _may_become(record: ServiceRecord, to: str) -> Verdict:
    moved_on = no("record_moved_on", _("This has been answered already."), state=record.state)
    return OK if to in RECORD_MAY_FOLLOW[record.state] else moved_on


def _with_reason(reason: str) -> Verdict:
    if not reason.strip():
        return no("reason_missing", _("Say why, in a sentence."), field="reason")
    return OK if len(reason) <= MOST_REASON else no("reason_too_long", _("That is very long."), field="reason")
