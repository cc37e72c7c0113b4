"""What is said of shifts, sign-ups, hours and what stands beside them."""

from django.utils.translation import gettext_lazy as _

from tongzhuo.notices.spoken.saying import Sentence, says

SHIFTS: dict[str, Sentence] = {
    "hours.confirmed": says(
        _("Your hours are confirmed."), _("%(what)s: %(hours)s h"), _("When: %(when)s"), _("Thank you for your time.")
    ),
    "hours.corrected": says(
        _("Your hours were corrected."), _("%(what)s: %(hours)s h added or taken off"), _("%(reason)s")
    ),
    "certificate.taken_back": says(
        _("A certificate of yours was taken back."),
        _("%(number)s, issued by %(issuer)s"),
        _("%(reason)s"),
        _("Make a new one whenever you like: it says what the records say now."),
    ),
    "record.noted": says(
        _("Something was written into your record."),
        _("%(what)s, by %(unit)s"),
        _("If it is not right, tell them: they must look."),
    ),
    "record.corrected": says(
        _("Your record was put right."),
        _("%(what)s, by %(unit)s"),
        _("%(reason)s"),
        _("The first line stays readable."),
    ),
    "star.publicised": says(
        _("Your hours reach a star."),
        _("Stars: %(stars)s, for %(hours)s hours or more"),
        _("It is publicised with your volunteer number until %(until)s, then it takes effect."),
        _("If you do not want it, say so on the page. No reason is needed."),
    ),
    "star.began": says(_("Your star is in effect."), _("Stars: %(stars)s"), _("Thank you for your time.")),
    "star.revoked": says(
        _("A star of yours is no longer reached."),
        _("Hours were corrected: fewer than %(hours)s are left of those that count."),
        _("Stars now: %(left)s"),
    ),
    "star.stopped": says(
        _("Your star was stopped after an objection."),
        _("Stars: %(stars)s"),
        _("%(reason)s"),
        _("You may call the office."),
    ),
    "honour.given": says(_("Somebody thanks you."), _("“%(deed)s”"), _("Nobody else reads it until you say yes.")),
    "hours.refused": says(_("These hours were not confirmed."), _("%(what)s: %(hours)s h"), _("%(reason)s")),
    "sign_up.offered": says(
        _("A place has become free for you."),
        _("%(what)s"),
        _("When: %(when)s"),
        _("Where: %(where)s"),
        _("It is kept for you until %(until)s."),
    ),
    "sign_up.brought": says(
        _("You are signed up for a shift."),
        _("%(what)s"),
        _("When: %(when)s"),
        _("Where: %(where)s"),
        _("%(who)s signed you up."),
        _("If it does not suit you, say so. It changes nothing."),
        many=_("You are signed up for %(count)s shifts."),
    ),
    "sign_up.listed": says(
        _("You are on the waiting list of a shift."),
        _("%(what)s"),
        _("When: %(when)s"),
        _("Where: %(where)s"),
        _("%(who)s put you on it. You hear from us as soon as a place is free."),
        many=_("You are on %(count)s waiting lists."),
    ),
    "sign_up.passed_on": says(
        _("The place went on to the next."),
        _("%(what)s"),
        _("When: %(when)s"),
        _("That's all right. It changes nothing."),
    ),
    "sign_up.cancelled": says(
        _("%(who)s can’t come."), _("%(what)s"), _("When: %(when)s"), _("The place is free again."), _("%(reason)s")
    ),
    "sign_up.blocked": says(
        _("Before your shift something has to be put right."),
        _("%(what)s"),
        _("When: %(when)s"),
        _("%(missing)s"),
        _("%(office)s helps you with it."),
        _("Your place is kept until %(until)s."),
        many=_("Before %(count)s of your shifts something has to be put right."),
    ),
    "sign_up.restored": says(
        _("All is in order again. We look forward to you."),
        _("%(what)s"),
        _("When: %(when)s"),
        many=_("All is in order again for %(count)s of your shifts."),
    ),
    "sign_up.let_go": says(
        _("Your place could not be kept any longer."),
        _("%(what)s"),
        _("When: %(when)s"),
        _("%(missing)s"),
        _("Once it is put right you may sign up again. Your past hours stay as they are."),
    ),
    "sign_up.not_ready": says(
        _("Somebody on a shift of yours is not ready."),
        _("%(who)s, %(what)s: %(seen)s"),
        _("When: %(when)s"),
        _("Since: %(since)s"),
        _("The place is kept until %(until)s, then it goes on to who waits."),
        many=_("On %(count)s of your shifts somebody is not ready."),
    ),
    "sign_up.ready": says(
        _("Somebody on a shift of yours is ready again."),
        _("%(who)s, %(what)s"),
        _("When: %(when)s"),
        many=_("On %(count)s of your shifts somebody is ready again."),
    ),
    "sign_up.gave_way": says(
        _("A place of a shift of yours is free again."),
        _("%(who)s, %(what)s: %(seen)s"),
        _("When: %(when)s"),
    ),
    "shift.uncovered": says(
        _("A shift has no accident cover for its day."),
        _("%(what)s"),
        _("When: %(when)s"),
        _("Until it is written down, nobody can be noted as having come."),
        many=_("%(count)s shifts have no accident cover for their day."),
    ),
    "sign_up.guardian_agreed": says(
        _("Your guardian agrees. You are on it."), _("%(what)s"), _("When: %(when)s"), _("Where: %(where)s")
    ),
    "sign_up.guardian_refused": says(
        _("Your guardian does not agree this time."),
        _("%(what)s"),
        _("When: %(when)s"),
        _("Talk about it together. There will be something else that suits you both."),
    ),
    "activity.changed": says(
        _("Something you signed up for has changed."),
        _("%(what)s"),
        _("What is new: %(changed)s"),
        _("If it does not suit you any more, say so. It changes nothing."),
    ),
    "series.left": says(
        _("%(who)s can’t come any more."),
        _("%(what)s, dates: %(count)s"),
        _("The next of them: %(when)s"),
        _("The places are free again."),
        _("%(reason)s"),
    ),
    "series.extended": says(
        _("It goes on: there are more dates."),
        _("%(what)s"),
        _("Until %(last)s."),
        _("Say on which of them you come."),
    ),
    "guardian.asked": says(
        _("%(who)s would like to help, and you decide with them."),
        _("%(what)s"),
        _("When: %(when)s"),
        _("Where: %(where)s"),
    ),
    "shift.moved": says(
        _("Your shift has moved."),
        _("%(what)s"),
        _("Now: %(when)s"),
        _("Before: %(before)s"),
        _("Where: %(where)s"),
        _("%(reason)s"),
        _("If it does not suit you any more, say so. It changes nothing."),
        many=_("%(count)s shifts have moved."),
    ),
    "shift.cancelled": says(
        _("Your shift is off. Please do not set out."),
        _("%(what)s"),
        _("When: %(when)s"),
        _("Where: %(where)s"),
        _("%(reason)s"),
        many=_("%(count)s shifts are off. Please do not set out."),
    ),
    "shift.still_coming": says(
        _("Still coming?"),
        _("%(what)s"),
        _("When: %(when)s"),
        _("Where: %(where)s"),
        _("If you can't, say so now. The seat opens for somebody else at once."),
    ),
}
