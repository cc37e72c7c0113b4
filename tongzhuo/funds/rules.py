"""Who proposes a fund, who takes money in and pays it out, who decides, and what makes a decision good.

The charity handles the money, the committee decides, whoever has an interest steps aside.
"""

import datetime as dt
from collections.abc import Collection, Sequence

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from tongzhuo.funds.drafts import Due, FundDraft, GrantMoney, Meeting, MoneyIn, Proposal, Room, Spent
from tongzhuo.funds.models import Fund, FundMember, GrantApplication
from tongzhuo.funds.states import (
    APPLICATION_MAY_FOLLOW,
    CAST,
    FUND_MAY_FOLLOW,
    ApplicationState,
    Choice,
    DisclosureKind,
    FundState,
)
from tongzhuo.kernel.verdicts import OK, Verdict, no
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.organisations.states import KEEPERS, SPEAKERS, Kind, Role
from tongzhuo.people.models import Person
from tongzhuo.places.models import Place
from tongzhuo.projects.rules import runs
from tongzhuo.vocabulary.states import Shelf

HANDLERS = (Role.OPERATOR, Role.DONOR_CONTACT)
HOSTS = (Kind.CHARITY, Kind.FOUNDATION)
NOT_OFFICE = ("no_mandate_here", _("Only the office of this community does that."))
NOT_HOST = ("not_host", _("Only the charity that keeps this money writes that down."))
NOT_RUNNING = ("fund_not_running", _("This fund does not run."))


def keeps(viewer: Viewer, place: Place) -> bool:
    return viewer.is_system or viewer.holds(place.path, *KEEPERS)


def hosts(viewer: Viewer, fund: Fund) -> bool:
    """Whoever handles gifts for the charity, or runs it."""
    return viewer.is_system or viewer.speaks_for(fund.host_id, *HANDLERS)


def speaks(viewer: Viewer, application: GrantApplication) -> bool:
    return viewer.is_system or viewer.speaks_for(application.organisation_id, *SPEAKERS)


def may_propose_fund(viewer: Viewer, place: Place, draft: FundDraft) -> Verdict:
    """The office of the place, with a charity as the host: only that takes in money."""
    if not keeps(viewer, place):
        return no(*NOT_OFFICE)
    return _makes_a_fund(draft)


def _makes_a_fund(draft: FundDraft) -> Verdict:
    if draft.host.kind not in HOSTS:
        return no("no_charity", _("The money lies with a charity or a foundation. Choose one."), field="host")
    if not (draft.name_zh.strip() or draft.name_en.strip()):
        return no("name_missing", _("Give it a name."), field="name_zh")
    if not draft.rules.strip():
        return no("rules_missing", _("Write down the rules that everybody may read."), field="rules")
    if not draft.purposes or any(term.shelf != Shelf.PURPOSE for term in draft.purposes):
        return no("purpose_missing", _("Say what it may be used for."), field="purposes")
    if draft.ceiling <= 0:
        return no("ceiling_missing", _("Say how much one grant may be at most."), field="ceiling")
    return OK


def may_accept_fund(viewer: Viewer, fund: Fund) -> Verdict:
    """The charity says yes; from then on it runs."""
    if not hosts(viewer, fund):
        return no(*NOT_HOST)
    return OK if FundState.RUNNING in FUND_MAY_FOLLOW[fund.state] else _moved_on()


def may_end_fund(viewer: Viewer, fund: Fund, *, open_grants: int) -> Verdict:
    """The office or the charity, once nothing waits and nothing is unsettled."""
    if not (keeps(viewer, fund.place) or hosts(viewer, fund)):
        return no(*NOT_OFFICE)
    if FundState.ENDED not in FUND_MAY_FOLLOW[fund.state]:
        return _moved_on()
    if open_grants:
        return no("grants_open", _("Applications or grants are still open. Decide and settle them first."))
    return OK


def may_seat_member(viewer: Viewer, fund: Fund, person: Person, *, resident: bool, seated: Collection[int]) -> Verdict:
    """The office. A resident's seat is for somebody who lives there. `seated`: who sits there already."""
    if not keeps(viewer, fund.place):
        return no(*NOT_OFFICE)
    if fund.state == FundState.ENDED:
        return no(*NOT_RUNNING)
    if person.pk in seated:
        return no("seated_already", _("They sit in the committee already."), field="person")
    if resident and not person.home.path.startswith(fund.place.path):
        return no(
            "lives_elsewhere", _("They live somewhere else. A resident’s seat is for a neighbour."), field="resident"
        )
    return OK


def may_leave_seat(viewer: Viewer, seat: FundMember) -> Verdict:
    """Whoever sits there, and the office."""
    if seat.ends_on is not None:
        return _moved_on()
    own = viewer.is_somebody and viewer.person_id == seat.person_id
    return OK if own or keeps(viewer, seat.fund.place) else no(*NOT_OFFICE)


def may_set_budget(viewer: Viewer, fund: Fund, *, in_purposes: bool, amount: int, granted: int) -> Verdict:
    """The office writes down what the committee planned; never below what is granted already."""
    if not keeps(viewer, fund.place):
        return no(*NOT_OFFICE)
    if fund.state == FundState.ENDED:
        return no(*NOT_RUNNING)
    if not in_purposes:
        return _other_purpose()
    if amount < granted:
        return no("granted_more", _("More than that is granted already in this year."), field="amount", granted=granted)
    return OK


def may_take_in(
    viewer: Viewer, fund: Fund, money: MoneyIn, *, known: bool, in_purposes: bool, today: dt.date
) -> Verdict:
    """The charity, by the number of its receipt, once (`known`: it is there already)."""
    if not hosts(viewer, fund):
        return no(*NOT_HOST)
    if fund.state != FundState.RUNNING:
        return no(*NOT_RUNNING)
    if known:
        return no("receipt_known", _("This receipt is written down already."), field="number")
    if money.purpose is not None and not in_purposes:
        return _other_purpose()
    return _on_paper(money) and _some(money.amount) and _not_ahead(money.on, today)


def _on_paper(money: MoneyIn) -> Verdict:
    if not money.number.strip():
        return no("number_missing", _("Write the number of the receipt."), field="number")
    if not money.giver.strip():
        return no("giver_missing", _("Say who gave it. The name is shown only if they agreed."), field="giver")
    return OK


def may_name_giver(viewer: Viewer, fund: Fund) -> Verdict:
    """The charity, when its giver says so or takes it back."""
    return OK if hosts(viewer, fund) else no(*NOT_HOST)


def may_apply(viewer: Viewer, fund: Fund, draft: Proposal, *, in_purposes: bool) -> Verdict:
    """Whoever speaks for an organisation that acts there, for itself or for a project that it runs."""
    if not (viewer.is_system or viewer.speaks_for(draft.organisation.pk, *SPEAKERS)):
        return no("not_yours", _("Apply in the name of an organisation for which you act."), field="applicant")
    if fund.state != FundState.RUNNING:
        return no(*NOT_RUNNING)
    if draft.organisation.pk == fund.host_id:
        return no("own_fund", _("The charity that keeps the money cannot apply for it."), field="applicant")
    if not _acts_there(viewer, fund, draft):
        return no("acts_elsewhere", _("This fund is for what happens in its community."), field="applicant")
    if draft.project is not None and not (draft.project.is_running and runs(viewer, draft.project)):
        return no("not_your_project", _("Only whoever runs this project may do that."), field="applicant")
    return _makes_sense(fund, draft, in_purposes=in_purposes)


def _acts_there(viewer: Viewer, fund: Fund, draft: Proposal) -> bool:
    if draft.project is not None:
        team = draft.project.team_id == draft.organisation.pk
        return team and draft.project.place.path.startswith(fund.place.path)
    held = [one for one in viewer.mandates if one.organisation_id == draft.organisation.pk and one.role in SPEAKERS]
    near = any(fund.place.path.startswith(one.path) or one.path.startswith(fund.place.path) for one in held)
    return viewer.is_system or near or draft.organisation.place.path.startswith(fund.place.path)


def _makes_sense(fund: Fund, draft: Proposal, *, in_purposes: bool) -> Verdict:
    if not draft.title.strip() or not draft.words.strip():
        return no("nothing_said", _("Say what it is for, so that neighbours understand it."), field="words")
    if not in_purposes:
        return _other_purpose()
    if draft.amount > fund.ceiling:
        return no("above_ceiling", _("One grant of this fund is smaller than that."), field="amount", most=fund.ceiling)
    if sum(amount for _what, amount in draft.lines) != draft.amount:
        return no("lines_differ", _("The lines do not come to the amount."), field="lines")
    if draft.ends_on < draft.starts_on:
        return no("ends_before_start", _("It cannot end before it begins."), field="ends_on")
    return _some(draft.amount)


def may_withdraw_application(viewer: Viewer, application: GrantApplication) -> Verdict:
    if not speaks(viewer, application):
        return no("not_yours", _("Only whoever applied may do that."))
    return _may_follow(application, ApplicationState.WITHDRAWN)


def may_write_minutes(viewer: Viewer, application: GrantApplication, *, seats: Sequence[FundMember]) -> Verdict:
    """A member of the committee or the office; never somebody who speaks for the applicant."""
    sits = any(seat.person_id == viewer.person_id for seat in seats if viewer.is_somebody)
    if not (sits or keeps(viewer, application.fund.place)):
        return no("not_committee", _("Only the committee of this fund writes that down."))
    if not viewer.is_system and speaks(viewer, application):
        return no("own_application", _("You speak for whoever applied. Somebody else writes the minutes."))
    return _may_follow(application, ApplicationState.GRANTED)


def may_decide(
    viewer: Viewer,
    application: GrantApplication,
    meeting: Meeting,
    *,
    seats: Sequence[FundMember],
    interested: Collection[int],
    room: Room,
    today: dt.date,
    disclosed: dt.date | None = None,
) -> Verdict:
    """`interested`: members, by person, who belong to the applicant. `disclosed`: the last day accounted for."""
    return (
        may_write_minutes(viewer, application, seats=seats)
        and may_meet(seats)
        and _counted(meeting, seats, interested)
        and _on_record(application, meeting, today, disclosed)
        and (_affordable(application, meeting, room) if carried(meeting) else OK)
    )


def may_meet(seats: Sequence[FundMember]) -> Verdict:
    """Whether the committee is one: an odd number, enough of them, and residents among them."""
    residents = sum(seat.resident for seat in seats)
    least, living = settings.FUND_COMMITTEE_LEAST, settings.FUND_RESIDENTS_LEAST
    if len(seats) < least or len(seats) % 2 == 0 or residents < living:
        reason = _("The committee needs an odd number of at least %(least)d members, %(residents)d of them residents.")
        return no("committee_incomplete", reason % {"least": least, "residents": living})
    return OK


def carried(meeting: Meeting) -> bool:
    """More for it than against it."""
    votes = list(meeting.votes.values())
    return votes.count(Choice.FOR) > votes.count(Choice.AGAINST)


def _counted(meeting: Meeting, seats: Sequence[FundMember], interested: Collection[int]) -> Verdict:
    votes = meeting.votes
    if not votes.keys() <= {seat.pk for seat in seats} or not set(votes.values()) <= set(Choice.values):
        return no("not_committee", _("Only members of the committee vote."))
    for seat in seats:
        if seat.person_id in interested and votes.get(seat.pk, Choice.STEPPED_ASIDE) != Choice.STEPPED_ASIDE:
            reason = _("%(name)s belongs to whoever applied, and steps aside.") % {"name": seat.person.shown_name}
            return no("has_interest", reason, field=f"vote_{seat.pk}")
    cast = sum(choice in CAST for choice in votes.values())
    aside = sum(choice == Choice.STEPPED_ASIDE for choice in votes.values())
    if 2 * cast <= len(seats) - aside:
        return no("too_few", _("More than half of those who may vote must be there."), cast=cast)
    return OK


def _on_record(application: GrantApplication, meeting: Meeting, today: dt.date, disclosed: dt.date | None) -> Verdict:
    if not meeting.minutes.strip():
        return no("minutes_missing", _("Write down what was said, in a few sentences."), field="minutes")
    if disclosed is not None and meeting.on <= disclosed:
        return no(
            "disclosed_already", _("That day is accounted for already. Name the day it was written down."), field="on"
        )
    return _not_ahead(meeting.on, today)


def _affordable(application: GrantApplication, meeting: Meeting, room: Room) -> Verdict:
    if not 0 < meeting.amount <= application.amount:
        return no("amount_absurd", _("Grant something, and no more than was asked for."), field="amount")
    if room.budget is None:
        return no("no_budget", _("The budget of this year has nothing for this purpose."), field="amount")
    if meeting.amount > room.budget:
        return no("above_budget", _("The budget of this year has less left for this purpose."), field="amount",
                  left=room.budget)  # fmt: skip
    if meeting.amount > room.there:
        return no(
            "not_there", _("There is less than that which is not promised yet."), field="amount", there=room.there
        )
    return OK


def may_pay(viewer: Viewer, application: GrantApplication, amount: int, *, money: GrantMoney, there: int) -> Verdict:
    """The charity, never more than was granted nor than there is for this purpose."""
    if not hosts(viewer, application.fund):
        return no(*NOT_HOST)
    if application.state != ApplicationState.GRANTED:
        return _moved_on()
    left = (application.granted or 0) - money.paid
    if amount > left:
        return no("more_than_granted", _("That is more than is still to be paid."), field="amount", left=left)
    if amount > there:
        return no("too_much", _("There is not that much for this purpose."), field="amount", there=there)
    return _some(amount)


def may_spend(
    viewer: Viewer, application: GrantApplication, spent: Spent, *, money: GrantMoney, known: bool, today: dt.date
) -> Verdict:
    """Whoever received the grant, or the charity that keeps the receipts."""
    if not (speaks(viewer, application) or hosts(viewer, application.fund)):
        return no("not_yours", _("Only whoever received the grant may do that."))
    if application.state != ApplicationState.GRANTED:
        return _moved_on()
    if not spent.number.strip() or not spent.what.strip():
        return no("number_missing", _("Write the number of the receipt, and what was bought."), field="number")
    if known:
        return no("receipt_known", _("This receipt is written down already."), field="number")
    if spent.amount > money.left:
        return no("too_much", _("The project does not have that much of the grant."), field="amount", there=money.left)
    return _some(spent.amount) and _not_ahead(spent.on, today)


def may_settle(viewer: Viewer, application: GrantApplication) -> Verdict:
    """Whoever received it, or the charity: what is left goes back to the fund."""
    if not (speaks(viewer, application) or hosts(viewer, application.fund)):
        return no("not_yours", _("Only whoever received the grant may do that."))
    return _may_follow(application, ApplicationState.SETTLED)


def may_publish(viewer: Viewer, fund: Fund, due: Due | None, *, today: dt.date) -> Verdict:
    """The charity or the office, up to the evening before. `due`: the account that comes next."""
    if not (hosts(viewer, fund) or keeps(viewer, fund.place)):
        return no(*NOT_HOST)
    if due is None:
        return no("nothing_due", _("Everything is accounted for."))
    over = fund.ended_on if due.kind == DisclosureKind.FULL else due.since
    if over is None or today <= over:
        return no("nothing_yet", _("There is no whole day to account for yet."))
    return OK


def _may_follow(application: GrantApplication, to: ApplicationState) -> Verdict:
    return OK if to in APPLICATION_MAY_FOLLOW[application.state] else _moved_on()


def _moved_on() -> Verdict:
    return no("moved_on", _("This has changed in the meantime. Look again."))


def _other_purpose() -> Verdict:
    return no("other_purpose", _("The rules of this fund do not name this purpose."), field="purpose")


def _some(amount: int) -> Verdict:
    return OK if amount > 0 else no("nothing_moved", _("Write an amount above nothing."), field="amount")


def _not_ahead(day: dt.date, today: dt.date) -> Verdict:
    return OK if day <= today else no("not_yet", _("That day has not come yet."), field="on")
