"""An application is handed in, taken back, or decided at a meeting of the committee."""

from django.db import transaction
from django.db.models import Max

from tongzhuo.funds import queries, rules
from tongzhuo.funds.actions.locking import lock, lock_application
from tongzhuo.funds.drafts import Meeting, Proposal
from tongzhuo.funds.models import Disclosure, Fund, FundMember, GrantApplication, Vote
from tongzhuo.funds.states import ApplicationState
from tongzhuo.kernel.memory import record
from tongzhuo.kernel.verdicts import require
from tongzhuo.kernel.viewer import Viewer


@transaction.atomic
def apply_for_grant(*, by: Viewer, fund: Fund, draft: Proposal) -> GrantApplication:
    fund = lock(fund.pk)
    known = fund.purposes.filter(pk=draft.purpose.pk).exists()
    require(rules.may_apply(by, fund, draft, in_purposes=known))
    names = ("organisation", "project", "title", "words", "purpose", "amount", "starts_on", "ends_on")
    facts = {name: getattr(draft, name) for name in names} | {"lines": [list(line) for line in draft.lines]}
    made = GrantApplication.objects.create(fund=fund, applied_by_id=by.person_id, **facts)
    record(by=by, did="grant.applied", on=made, path=fund.place.path, fund=fund.code, amount=draft.amount)
    return made


@transaction.atomic
def withdraw_application(*, by: Viewer, application: GrantApplication) -> GrantApplication:
    found = lock_application(application)
    require(rules.may_withdraw_application(by, found))
    found.state = ApplicationState.WITHDRAWN
    found.save(update_fields=["state"])
    record(by=by, did="grant.withdrawn", on=found, path=found.fund.place.path)
    return found


@transaction.atomic
def decide_application(*, by: Viewer, application: GrantApplication, meeting: Meeting) -> GrantApplication:
    """The votes say whether it is granted: more for than against, of those who may vote."""
    found = lock_application(application)
    seats = queries.seats_of(found.fund)
    own = queries.interested(found.organisation, [seat.person_id for seat in seats])
    if found.project is not None and found.project.contact_id:
        own.add(found.project.contact_id)
    disclosed = Disclosure.objects.filter(fund=found.fund).aggregate(last=Max("until"))["last"]
    room, today = queries.room_for(found.fund, found.purpose, meeting.on.year), queries.today_of(found.fund)
    asked = {"seats": seats, "interested": own, "room": room, "today": today, "disclosed": disclosed}
    require(rules.may_decide(by, found, meeting, **asked))
    _decide(found, meeting, by)
    _vote(found, meeting, seats)
    did = "grant.granted" if found.state == ApplicationState.GRANTED else "grant.refused"
    record(by=by, did=did, on=found, path=found.fund.place.path, amount=found.granted or 0)
    return found


def _decide(found: GrantApplication, meeting: Meeting, by: Viewer) -> None:
    granted = rules.carried(meeting)
    found.state = ApplicationState.GRANTED if granted else ApplicationState.REFUSED
    found.granted = meeting.amount if granted else None
    found.conditions = meeting.conditions.strip() if granted else ""
    found.decided_on, found.minutes, found.written_by_id = meeting.on, meeting.minutes.strip(), by.person_id
    found.save()


def _vote(found: GrantApplication, meeting: Meeting, seats: list[FundMember]) -> None:
    rows = [Vote(application=found, member=seat, choice=meeting.votes[seat.pk]) for seat in seats
            if seat.pk in meeting.votes]  # fmt: skip
    Vote.objects.bulk_create(rows)
