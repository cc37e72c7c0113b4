"""What is said of gifts, companies, funds and time credit."""

from django.utils.translation import gettext_lazy as _

from tongzhuo.notices.spoken.saying import Sentence, says

THINGS: dict[str, Sentence] = {
    "gift.to_agree": says(
        _("A gift waits for your yes."), _("“%(gift)s”"), _("Look at how much it is, and by when it comes.")
    ),
    "gift.agreed": says(_("A gift is agreed."), _("“%(gift)s”: both sides have said yes.")),
    "gift.overdue": says(
        _("Your gift was awaited."),
        _("“%(gift)s” was to come %(when)s."),
        _("Write it down when it comes, or say another day. Else the promise frees itself, and that is all right."),
    ),
    "gift.freed": says(
        _("A promise is set free."), _("“%(gift)s” did not come. Nobody waits for it any longer."), _("%(reason)s")
    ),
    "gift.withdrawn": says(_("A promised gift does not come."), _("“%(gift)s” was taken back."), _("%(reason)s")),
    "gift.received": says(_("Your gift has come. Thank you."), _("“%(gift)s”"), _("Received: %(amount)s")),
    "gift.handed_over": says(
        _("Something is on its way to you."), _("“%(gift)s”"), _("Please count it and say that it has arrived.")
    ),
    "gift.counts_differ": says(
        _("Less arrived than was sent."), _("“%(gift)s”"), _("“%(reason)s”"), _("Please look for the rest.")
    ),
    "gift.in_use": says(_("Your gift is in use."), _("“%(gift)s”: %(amount)s")),
    "gift.returned": says(_("What you lent has come back."), _("“%(gift)s”"), _("Thank you for having lent it.")),
    "gift.use_asked": says(
        _("May your gift be used for something else?"), _("“%(gift)s”: for %(use)s"), _("“%(reason)s”")
    ),
    "gift.use_answered": says(_("The giver has answered."), _("“%(gift)s” for %(use)s: %(answer)s")),
    "fund.due": says(
        _("The account of %(fund)s is due."), _("Publish it by %(day)s: one press, the book has the figures.")
    ),
    "fund.late": says(_("The account of %(fund)s is late."), _("It was due on %(day)s. One press publishes it.")),
    "spending.granted": says(_("Your time credit is used for what you asked."), _("%(what)s: %(hours)s h")),
    "spending.refused": says(
        _("The office cannot do this."), _("%(what)s: %(hours)s h"), _("%(reason)s"), _("Your credit is as it was.")
    ),
    "proposal.made": says(
        _("A company offers something for a need of yours."),
        _("%(who)s: %(what)s"),
        _("For “%(need)s”"),
        _("Please answer by %(until)s. A no needs no reason."),
    ),
    "proposal.accepted": says(
        _("%(where)s says yes."), _("“%(need)s”: %(what)s"), _("Your people can sign up by one link now.")
    ),
    "proposal.declined": says(
        _("%(where)s cannot take it this time."),
        _("“%(need)s”: %(what)s"),
        _("%(reason)s"),
        _("You can offer it to the next community."),
    ),
    "proposal.lapsed": says(
        _("No answer from %(where)s."), _("“%(need)s”: %(what)s"), _("You can offer it to the next community.")
    ),
    "proposal.dropped": says(
        _("%(where)s does not need it any more."), _("“%(need)s”: %(what)s"), _("Nothing is expected of you there.")
    ),
    "lookout.found": says(_("A community fits what you bring."), _("%(where)s: “%(need)s”"), _("Have a look.")),
    "partnership.suggested": says(
        _("A standing partnership is suggested."), _("%(who)s and %(where)s"), _("Please say whether you agree.")
    ),
    "partnership.agreed": says(_("The partnership is agreed."), _("%(who)s and %(where)s")),
    "partnership.refused": says(_("No standing partnership this time."), _("%(who)s and %(where)s"), _("%(reason)s")),
    "partnership.ended": says(_("A partnership has ended."), _("%(who)s and %(where)s"), _("%(reason)s")),
}
