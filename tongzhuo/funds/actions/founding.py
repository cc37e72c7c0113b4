"""A fund is proposed by its community and begins with the yes of its charity; who sits in the committee; the budget."""

from django.db import transaction
from django.db.models import Sum

from tongzhuo.funds import queries, rules
from tongzhuo.funds.actions.locking import account, lock
from tongzhuo.funds.drafts import FundDraft
from tongzhuo.funds.models import BudgetLine, Fund, FundMember, GrantApplication
from tongzhuo.funds.states import PUBLIC, ApplicationState, FundState
from tongzhuo.kernel.memory import record
from tongzhuo.kernel.verdicts import require
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.ledger.states import AccountKind
from tongzhuo.people.models import Person
from tongzhuo.places.models import Place
from tongzhuo.vocabulary.models import Term

STILL_OPEN = (ApplicationState.SUBMITTED, ApplicationState.GRANTED)


@transaction.atomic
def propose_fund(*, by: Viewer, place: Place, draft: FundDraft) -> Fund:
    require(rules.may_propose_fund(by, place, draft))
    names = {"name_zh": draft.name_zh.strip(), "name_en": draft.name_en.strip()}
    facts = {"host": draft.host, "rules": draft.rules.strip(), "ceiling": draft.ceiling}
    fund = Fund.objects.create(place=place, proposed_by_id=by.person_id, **names, **facts)
    fund.purposes.set(draft.purposes)
    record(by=by, did="fund.proposed", on=fund, path=place.path, host=draft.host.code)
    return fund


@transaction.atomic
def accept_fund(*, by: Viewer, fund: Fund) -> Fund:
    """From now on it runs, and has its account."""
    fund = lock(fund.pk)
    require(rules.may_accept_fund(by, fund))
    fund.state, fund.opened_on = FundState.RUNNING, queries.today_of(fund)
    fund.save(update_fields=["state", "opened_on"])
    account(by, fund, AccountKind.FUND, fund.about, organisation=fund.host)
    record(by=by, did="fund.accepted", on=fund, path=fund.place.path)
    return fund


@transaction.atomic
def end_fund(*, by: Viewer, fund: Fund) -> Fund:
    """No more money in and no more applications; the full account is due."""
    fund = lock(fund.pk)
    waiting = GrantApplication.objects.filter(fund=fund, state__in=STILL_OPEN).count()
    require(rules.may_end_fund(by, fund, open_grants=waiting))
    fund.state, fund.ended_on = FundState.ENDED, queries.today_of(fund)
    fund.save(update_fields=["state", "ended_on"])
    record(by=by, did="fund.ended", on=fund, path=fund.place.path)
    return fund


@transaction.atomic
def seat_member(*, by: Viewer, fund: Fund, person: Person, resident: bool, named: bool = False) -> FundMember:
    fund = lock(fund.pk)
    seated = {seat.person_id for seat in queries.seats_of(fund)}
    require(rules.may_seat_member(by, fund, person, resident=resident, seated=seated))
    facts = {"resident": resident, "named": named, "starts_on": queries.today_of(fund)}
    seat = FundMember.objects.create(fund=fund, person=person, **facts)
    record(by=by, did="seat.taken", on=seat, path=fund.place.path, fund=fund.code)
    return seat


@transaction.atomic
def leave_seat(*, by: Viewer, seat: FundMember) -> FundMember:
    """The seat stays in what was decided."""
    fund = lock(seat.fund_id)
    seat = FundMember.objects.select_related("fund__place", "person").get(pk=seat.pk)
    require(rules.may_leave_seat(by, seat))
    seat.ends_on = queries.today_of(fund)
    seat.save(update_fields=["ends_on"])
    record(by=by, did="seat.left", on=seat, path=fund.place.path, fund=fund.code)
    return seat


@transaction.atomic
def set_budget(*, by: Viewer, fund: Fund, year: int, purpose: Term, amount: int) -> BudgetLine:
    """What may be granted for a purpose in a year; set again, it is that."""
    fund = lock(fund.pk)
    known = fund.purposes.filter(pk=purpose.pk).exists()
    rows = GrantApplication.objects.filter(fund=fund, state__in=PUBLIC, purpose=purpose, decided_on__year=year)
    granted = rows.aggregate(sum=Sum("granted"))["sum"] or 0
    require(rules.may_set_budget(by, fund, in_purposes=known, amount=amount, granted=granted))
    made = {"amount": amount}
    line, _new = BudgetLine.objects.update_or_create(fund=fund, year=year, purpose=purpose, defaults=made)
    record(by=by, did="budget.set", on=line, path=fund.place.path, fund=fund.code, year=year, amount=amount)
    return line
