"""Which funds and applications somebody reads, who sits where, and what is there. Money is read from the book."""

import datetime as dt
from collections.abc import Iterable, Sequence
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum
from django.utils.timezone import localdate

from tongzhuo.funds.drafts import Due, GrantMoney, Room
from tongzhuo.funds.models import (
    BudgetLine,
    Disclosure,
    Fund,
    FundMember,
    FundReceipt,
    GrantApplication,
    GrantSpending,
)
from tongzhuo.funds.rules import HANDLERS
from tongzhuo.funds.states import PUBLIC, ApplicationState, DisclosureKind, FundState
from tongzhuo.kernel.fields import subtrees
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.ledger.models import Account, Balance, Entry, Transaction
from tongzhuo.ledger.rules import is_for
from tongzhuo.ledger.states import AccountKind
from tongzhuo.organisations.models import Mandate, Membership, Organisation, in_force
from tongzhuo.organisations.states import KEEPERS, SPEAKERS
from tongzhuo.people.models import Person
from tongzhuo.projects.models import Project
from tongzhuo.projects.queries import run_by
from tongzhuo.projects.states import RUNNING
from tongzhuo.vocabulary.models import Term

MONTHS = 3


def today_of(fund: Fund) -> dt.date:
    return localdate(timezone=ZoneInfo(fund.place.time_zone))


def funds_visible_to(viewer: Viewer) -> QuerySet[Fund]:
    """Everybody sees a fund that has begun; one that is proposed, the office and the charity."""
    rows = Fund.objects.select_related("place", "host__place")
    if viewer.is_system:
        return rows
    hosts = {held.organisation_id for held in viewer.mandates if held.role in HANDLERS}
    own = Q(host__in=hosts) | subtrees(viewer.paths(*KEEPERS), "place__path")
    return rows.filter(~Q(state=FundState.PROPOSED) | own)


def applications_visible_to(viewer: Viewer) -> QuerySet[GrantApplication]:
    """What was granted, everybody; the rest whoever applied, the committee, the office and the charity."""
    rows = GrantApplication.objects.select_related(
        "fund__place", "fund__host", "organisation__place", "project", "purpose"
    )
    if viewer.is_system:
        return rows
    acts_for = {held.organisation_id for held in viewer.mandates if held.role in SPEAKERS}
    seats = FundMember.objects.filter(person=viewer.person_id or 0, ends_on=None).values("fund")
    inside = Q(organisation__in=acts_for) | Q(fund__host__in=acts_for) | Q(fund__in=seats)
    return rows.filter(Q(state__in=PUBLIC) | inside | subtrees(viewer.paths(*KEEPERS), "fund__place__path"))


def seats_of(fund: Fund) -> list[FundMember]:
    """Who sits in the committee today."""
    rows = FundMember.objects.filter(fund=fund, ends_on=None).select_related("person__home", "fund__place")
    return list(rows.order_by("pk"))


def interested(organisation: Organisation, people: Iterable[int]) -> set[int]:
    """Who of these people belongs to the organisation or acts for it."""
    pks = set(people)
    members = Membership.objects.filter(in_force(), organisation=organisation, person__in=pks)
    acting = Mandate.objects.filter(in_force(), organisation=organisation, person__in=pks)
    return {*members.values_list("person", flat=True), *acting.values_list("person", flat=True)}


def applicants_of(viewer: Viewer) -> QuerySet[Organisation]:
    """In whose name this viewer may apply."""
    pks = {held.organisation_id for held in viewer.mandates if held.role in SPEAKERS}
    return Organisation.objects.filter(pk__in=pks).order_by("pk")


def projects_of(viewer: Viewer) -> QuerySet[Project]:
    """The running projects, with a team, that this viewer runs."""
    rows = Project.objects.filter(run_by(viewer), state__in=RUNNING, team__isnull=False)
    return rows.select_related("place", "team").order_by("pk")


def account_of(fund: Fund) -> Account | None:
    return Account.objects.filter(about=fund.about, kind=AccountKind.FUND).first()


def stock_of(fund: Fund) -> list[Balance]:
    """The lots of which the fund has something, the oldest first."""
    rows = Balance.objects.filter(account__about=fund.about, account__kind=AccountKind.FUND, amount__gt=0)
    return list(rows.select_related("account", "lot__asset", "lot__purpose").order_by("lot"))


def there_of(funds: Iterable[Fund]) -> dict[str, int]:
    """How much each has, by what ties it to the book. One query."""
    abouts = [one.about for one in funds]
    rows = Balance.objects.filter(account__about__in=abouts, account__kind=AccountKind.FUND)
    return dict(rows.order_by().values_list("account__about").annotate(there=Sum("amount")))


def usable(stock: Sequence[Balance], purpose: Term) -> list[Balance]:
    """What may be used for a purpose: first what was given for nothing else, then what is free."""
    fits = [row for row in stock if row.lot.purpose is None or is_for(purpose, row.lot.purpose)]
    return sorted(fits, key=lambda row: row.lot.purpose is None)


def total(rows: Iterable[Balance]) -> int:
    return sum(row.amount for row in rows)


def paid_of(applications: Iterable[GrantApplication]) -> dict[int, int]:
    """How much of each went out of the fund and has not come back. One query."""
    pks = {one.about: one.pk for one in applications}
    rows = Entry.objects.filter(account__kind=AccountKind.FUND, transaction__about__in=pks)
    sums = rows.order_by().values_list("transaction__about").annotate(net=Sum("amount"))
    return {pks[about]: -net for about, net in sums}


def money_of(applications: Sequence[GrantApplication]) -> dict[int, GrantMoney]:
    """Two queries, however many they are."""
    paid = paid_of(applications)
    pks = {one.about: one.pk for one in applications}
    rows = Balance.objects.filter(account__about__in=pks, account__kind=AccountKind.BENEFICIARIES)
    spent = dict(rows.order_by().values_list("account__about").annotate(there=Sum("amount")))
    return {one.pk: GrantMoney(paid.get(one.pk, 0), spent.get(one.about) or 0) for one in applications}


def promised(fund: Fund) -> list[tuple[GrantApplication, int]]:
    """The running grants, each with what is not paid out yet."""
    rows = list(GrantApplication.objects.filter(fund=fund, state=ApplicationState.GRANTED).order_by("pk"))
    paid = paid_of(rows)
    return [(one, max(0, (one.granted or 0) - paid.get(one.pk, 0))) for one in rows]


def room_for(fund: Fund, purpose: Term, year: int) -> Room:
    line = BudgetLine.objects.filter(fund=fund, year=year, purpose=purpose).first()
    granted = GrantApplication.objects.filter(fund=fund, state__in=PUBLIC, purpose=purpose, decided_on__year=year)
    used = granted.aggregate(sum=Sum("granted"))["sum"] or 0
    stock, owed = stock_of(fund), promised(fund)
    whole = total(stock) - sum(rest for _one, rest in owed)
    own = total(usable(stock, purpose)) - sum(rest for one, rest in owed if one.purpose_id == purpose.pk)
    return Room(line.amount - used if line else None, max(0, min(whole, own)))


def receipts_of(fund: Fund) -> QuerySet[FundReceipt]:
    """The newest first; `taken_back`: whether the book says so."""
    back = Exists(Transaction.objects.filter(reverses__code=OuterRef("posted")))
    rows = FundReceipt.objects.filter(fund=fund).select_related("purpose", "fund__place", "fund__host")
    return rows.annotate(taken_back=back).order_by("-pk")


def spendings_of(application: GrantApplication) -> QuerySet[GrantSpending]:
    back = Exists(Transaction.objects.filter(reverses__code=OuterRef("posted")))
    return GrantSpending.objects.filter(application=application).annotate(taken_back=back).order_by("-pk")


def payments_of(application: GrantApplication) -> list[tuple[dt.date, int]]:
    """What went out of the fund (above nothing) and came back (below), day by day."""
    rows = Entry.objects.filter(account__kind=AccountKind.FUND, transaction__about=application.about)
    sums = (
        rows.order_by("transaction__pk").values_list("transaction__pk", "transaction__on").annotate(net=Sum("amount"))
    )
    return [(on, -net) for _pk, on, net in sums]


def budget_of(fund: Fund, year: int) -> list[tuple[BudgetLine, int]]:
    """Each line of the year with what was granted of it."""
    lines = BudgetLine.objects.filter(fund=fund, year=year).select_related("purpose").order_by("purpose__slug")
    granted = GrantApplication.objects.filter(fund=fund, state__in=PUBLIC, decided_on__year=year)
    sums = dict(granted.order_by().values_list("purpose").annotate(sum=Sum("granted")))
    return [(line, sums.get(line.purpose_id) or 0) for line in lines]


def disclosures_visible_to(viewer: Viewer) -> QuerySet[Disclosure]:  # noqa: ARG001 - the signature of every such query
    """What was published is for everybody."""
    return Disclosure.objects.select_related("fund__place", "fund__host", "published_by").order_by("-pk")


def due_of(fund: Fund, published: Iterable[Disclosure] | None = None) -> Due | None:
    """While it runs, three months after the last one or after it opened; once it has ended, the full account."""
    rows = list(Disclosure.objects.filter(fund=fund) if published is None else published)
    if fund.opened_on is None or any(row.kind == DisclosureKind.FULL for row in rows):
        return None
    if fund.ended_on is not None:
        return Due(DisclosureKind.FULL, fund.opened_on, months_after(fund.ended_on))
    last = max((row.until for row in rows), default=fund.opened_on - dt.timedelta(days=1))
    since = last + dt.timedelta(days=1)
    return Due(DisclosureKind.QUARTER, since, months_after(since))


def months_after(day: dt.date, months: int = MONTHS) -> dt.date:
    """The same day three months later, or the last one of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    first_of_next = dt.date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    last = (first_of_next - dt.timedelta(days=1)).day
    return dt.date(year, month + 1, min(day.day, last))


def to_remind(fund: Fund) -> list[Person]:
    """Who publishes: whoever handles gifts for the charity, and the office."""
    host = Q(organisation=fund.host, role__in=HANDLERS)
    office = Q(place=fund.place, role__in=KEEPERS)
    rows = Mandate.objects.filter(in_force()).filter(host | office).select_related("person__home")
    return list({row.person_id: row.person for row in rows.order_by("pk")}.values())
