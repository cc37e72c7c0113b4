"""What is said of needs, seats, outcomes, and of who acts for whom."""

from django.utils.translation import gettext_lazy as _

from tongzhuo.notices.spoken.saying import Sentence, says

TABLES: dict[str, Sentence] = {
    "need.raised": says(_("A new need is waiting for an answer."), _("“%(need)s”"), _("Promised by %(promised)s.")),
    "need.confirmed": says(
        _("Your need has its table now."),
        _("“%(need)s” is confirmed. We are looking for the people it takes."),
        _("You hear from us as soon as they say yes."),
    ),
    "need.declined": says(
        _("We cannot take this one on."), _("“%(need)s”"), _("%(reason)s"), _("You may call us and talk about it.")
    ),
    "need.referred": says(
        _("Somebody else can help better."), _("“%(need)s” went on to %(to_whom)s."), _("%(reason)s")
    ),
    "need.merged": says(
        _("Your need goes on together with another."),
        _("“%(need)s” is now part of “%(into)s”."),
        _("Nothing you said is lost."),
    ),
    "need.linked": says(_("Everybody needed has said yes."), _("“%(need)s”"), _("Next: %(when)s.")),
    "need.withdrawn": says(
        _("This is no longer needed."),
        _("“%(need)s” was taken back."),
        _("Thank you for having been ready."),
        many=_("%(count)s needs were taken back."),
    ),
    "need.reopened": says(_("A need is open again."), _("“%(need)s”"), _("%(reason)s")),
    "need.unmet": says(_("We did not manage this one. Here is why."), _("“%(need)s”"), _("%(reason)s")),
    "link.asked": says(
        _("A seat is waiting for you."),
        _("%(what)s"),
        _("When: %(when)s"),
        _("Where: %(where)s"),
        _("Why you: %(why)s"),
        _("If it does not suit you, say no. It changes nothing."),
        many=_("%(count)s seats are waiting for you."),
    ),
    "link.accepted": says(_("%(who)s said yes."), _("“%(need)s”: %(what)s"), _("When: %(when)s")),
    "link.declined": says(
        _("%(who)s cannot come."), _("“%(need)s”: %(what)s is open again."), _("When: %(when)s"), _("%(reason)s")
    ),
    "link.withdrawn": says(
        _("%(who)s has to step back."), _("“%(need)s”: %(what)s is open again."), _("When: %(when)s"), _("%(reason)s")
    ),
    "link.expired": says(_("No answer from %(who)s."), _("“%(need)s”: %(what)s is open again."), _("When: %(when)s")),
    "link.taken_back": says(
        _("An invitation was taken back."),
        _("%(what)s"),
        _("When: %(when)s"),
        _("You need do nothing."),
        many=_("%(count)s invitations were taken back."),
    ),
    "link.lapsed": says(
        _("This seat is no longer held for you."), _("%(what)s"), _("That's all right. It changes nothing.")
    ),
    "outcome.claimed": says(
        _("Is it solved?"), _("“%(need)s”: they say that it is done."), _("“%(note)s”"), _("Yours is the last word.")
    ),
    "outcome.to_ask": says(
        _("Somebody’s word is missing."), _("“%(need)s” is said to be done."), _("Please ask whether it is solved.")
    ),
    "outcome.answered": says(_("The person helped has answered."), _("“%(need)s”: %(answer)s")),
    "mandate.given": says(_("You may now act for %(organisation)s."), _("%(role)s, %(place)s."), _("Until %(until)s.")),
    "mandate.ended": says(_("You no longer act for %(organisation)s."), _("%(role)s, %(place)s.")),
    "membership.begun": says(_("You now belong to %(organisation)s."), _("Your duty: %(duty)s")),
    "membership.ended": says(_("You no longer belong to %(organisation)s."), _("Thank you for your time.")),
    "offer.expired": says(
        _("Your offer is over."), _("“%(offer)s” has come to its last day."), _("You may put a new one on the table.")
    ),
}
