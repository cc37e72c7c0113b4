"""Earning, giving on and using time credit. Locks: the people in order of their keys, the wish, then the accounts."""

from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from tongzhuo.credits import queries, rules
from tongzhuo.credits.models import Spending
from tongzhuo.credits.queries import ABOUT, POOL, USED
from tongzhuo.credits.states import Kin, SpendingState
from tongzhuo.kernel.memory import record
from tongzhuo.kernel.verdicts import require
from tongzhuo.kernel.viewer import Viewer, the_system
from tongzhuo.ledger import actions as book
from tongzhuo.ledger.models import Account, Lot, Transaction
from tongzhuo.ledger.moves import Move, from_to
from tongzhuo.ledger.queries import today_in
from tongzhuo.ledger.states import HOLDING, AccountKind
from tongzhuo.people.models import Person
from tongzhuo.places.models import Place
from tongzhuo.records.models import ServiceRecord
from tongzhuo.records.states import RecordState

SYSTEM = the_system("credits")
KINDS = {POOL: AccountKind.FUND, USED: AccountKind.BENEFICIARIES}


@transaction.atomic
def earn_credit(*, by: Viewer, line: ServiceRecord) -> Transaction | None:
    """A confirmed line earns, a correction takes back: once each. What is above the cap, and what a team did, is
    donated to the place. Returns nothing where the line earns nothing."""
    require(rules.may_earn(by))
    first = line.corrects or line
    (person,) = _locked([line.person_id])
    if line.corrects is not None:
        earn_credit(by=by, line=line.corrects)  # whichever is told first
    minutes = int(line.minutes * settings.CREDIT_PER_HOUR / 60)
    if line.state != RecordState.CONFIRMED or not minutes or Transaction.objects.filter(key=_key(line)).exists():
        return None
    lot = _lot_of(first)
    moves = _earned(person, first, lot, minutes) if minutes > 0 else _taken_back(first, lot, -minutes)
    if not moves:
        return None
    memo, about = first.activity_name, f"service_record:{first.code}"
    posted = book.post(by=SYSTEM, place=first.place, moves=moves, memo=memo, about=about, key=_key(line))
    record(by=by, did="credit.earned", on=line, path=first.place.path, minutes=minutes, person=person.code)
    return posted


def _key(line: ServiceRecord) -> str:
    return f"credit:{line.code}"


def _lot_of(first: ServiceRecord) -> Lot:
    about = f"service_record:{first.code}"
    known = Lot.objects.filter(about=about).first()
    return known or book.new_lot(by=SYSTEM, asset=book.asset_of_credit(by=SYSTEM), place=first.place, about=about)


def _earned(person: Person, first: ServiceRecord, lot: Lot, minutes: int) -> list[Move]:
    source = book.open_account(by=SYSTEM, kind=AccountKind.EARNED, place=first.place)
    own = 0 if _of_team(first) else min(minutes, _room(person))
    moves = from_to(source, _wallet(person), lot, own) if own else []
    return moves + (from_to(source, _kept(first.place, POOL), lot, minutes - own) if minutes > own else [])


def _taken_back(first: ServiceRecord, lot: Lot, minutes: int) -> list[Move]:
    """From wherever the lot still is; what was used already stays used."""
    source = book.open_account(by=SYSTEM, kind=AccountKind.EARNED, place=first.place)
    moves: list[Move] = []
    for balance in lot.balances.select_related("account").filter(amount__gt=0).order_by("account__kind", "pk"):
        if balance.account.kind not in (AccountKind.HOLDER, AccountKind.FUND):
            continue
        part = min(minutes, balance.amount)
        moves += from_to(balance.account, source, lot, part) if part else []
        minutes -= part
    return moves


def _of_team(first: ServiceRecord) -> bool:
    return first.attendance is not None and first.attendance.sign_up.team_id is not None


@transaction.atomic
def give_credit(*, by: Viewer, holder: Person, minutes: int, to: Person | None = None) -> Transaction:
    """Give it on: to somebody, or to the place for whoever needs it most."""
    people = {one.pk: one for one in _locked([holder.pk, *([to.pk] if to else [])])}
    holder, wallet = people[holder.pk], _wallet(people[holder.pk])
    there, room = queries.minutes_in(wallet), _room(people[to.pk]) if to else minutes
    require(rules.may_give_credit(by, holder, to, minutes=minutes, there=there, room=room))
    target = _wallet(people[to.pk]) if to else _kept(holder.home, POOL)
    memo = _("Given on to %(who)s") % {"who": to.shown_name if to else holder.home.name}
    posted = _paid(wallet, target, minutes, place=holder.home, memo=memo, about=ABOUT)
    record(by=by, did="credit.given", on=posted, path=holder.home.path, minutes=minutes, to=to.code if to else "")
    return posted


@transaction.atomic
def ask_to_spend(
    *, by: Viewer, holder: Person, kin: str, for_whom: str, born_on: date, minutes: int, what: str
) -> Spending:
    """A wish to use one's credit: the office says yes, and then it is used."""
    (holder,) = _locked([holder.pk])
    there = queries.minutes_in(queries.wallet_of(holder)) - _wished(Spending.objects.filter(holder=holder))
    today = today_in(holder.home)
    require(rules.may_ask_to_spend(by, holder, kin=kin, born_on=born_on, minutes=minutes, there=there, today=today))
    wish = Spending(holder=holder, kin=kin, born_on=born_on, minutes=minutes)
    return _asked(by, holder.home, wish, for_whom, what)


@transaction.atomic
def ask_of_pool(*, by: Viewer, place: Place, for_whom: str, born_on: date, minutes: int, what: str) -> Spending:
    """The office proposes whom the donated hours help; another person of the office decides."""
    pool = queries.account_about(place, POOL)
    there = queries.minutes_in(pool) - _wished(Spending.objects.filter(holder=None, place=place))
    require(rules.may_ask_of_pool(by, place, born_on=born_on, minutes=minutes, there=there, today=today_in(place)))
    return _asked(by, place, Spending(kin=Kin.NEIGHBOUR, born_on=born_on, minutes=minutes), for_whom, what)


def _wished(rows: Iterable[Spending]) -> int:
    return sum(one.minutes for one in rows if one.state == SpendingState.ASKED)


def _asked(by: Viewer, place: Place, spending: Spending, for_whom: str, what: str) -> Spending:
    spending.place, spending.asked_by_id = place, by.person_id or 0
    spending.for_whom, spending.what = for_whom.strip()[:120], what.strip()[:300]
    spending.save(force_insert=True)
    record(by=by, did="spending.asked", on=spending, path=place.path, minutes=spending.minutes)
    return spending


@transaction.atomic
def decide_spending(*, by: Viewer, spending: Spending, to: str, reason: str = "") -> Spending:
    """Yes or no. With a yes the credit is used, in the same moment."""
    spending = _lock(spending)
    source = _wallet(spending.holder) if spending.holder else _kept(spending.place, POOL)
    there = queries.minutes_in(source)
    require(rules.may_decide_spending(by, spending, to=to, reason=reason, there=there))
    if to == SpendingState.GRANTED:
        used = _kept(spending.place, USED)
        about = f"spending:{spending.code}"
        _paid(source, used, spending.minutes, place=spending.place, memo=spending.what, about=about)
    spending.state, spending.decided_by_id, spending.decided_at = to, by.person_id, now()
    spending.reason = reason.strip()
    spending.save(update_fields=["state", "decided_by", "decided_at", "reason"])
    record(by=by, did=f"spending.{to}", on=spending, path=spending.place.path, minutes=spending.minutes)
    return spending


@transaction.atomic
def take_back_spending(*, by: Viewer, spending: Spending) -> Spending:
    spending = _lock(spending)
    require(rules.may_take_back_spending(by, spending))
    spending.state = SpendingState.WITHDRAWN
    spending.save(update_fields=["state"])
    record(by=by, did="spending.withdrawn", on=spending, path=spending.place.path)
    return spending


def _locked(people: Iterable[int]) -> list[Person]:
    rows = Person.objects.select_for_update(of=("self",)).select_related("home")
    return list(rows.filter(pk__in=sorted(set(people))).order_by("pk"))


def _lock(spending: Spending) -> Spending:
    """The holder first, then the wish as it stands now."""
    _locked([spending.holder_id] if spending.holder_id else [])
    rows = Spending.objects.select_for_update(of=("self",)).select_related("place", "holder__home")
    return rows.get(pk=spending.pk)


def _wallet(person: Person) -> Account:
    known = queries.wallet_of(person)
    return known or book.open_account(by=SYSTEM, kind=AccountKind.HOLDER, place=person.home, person=person, about=ABOUT)


def _kept(place: Place, about: str) -> Account:
    known = queries.account_about(place, about)
    return known or book.open_account(by=SYSTEM, kind=KINDS[about], place=place, about=about)


def _room(person: Person) -> int:
    most: int = settings.CREDIT_CAP_HOURS * 60
    return max(0, most - queries.minutes_in(queries.wallet_of(person)))


def _paid(source: Account, target: Account, minutes: int, *, place: Place, memo: str, about: str) -> Transaction:
    """From the oldest lots on."""
    assert source.kind in HOLDING
    moves: list[Move] = []
    left = minutes
    for lot, there in queries.lots_in(source):
        part = min(left, there)
        moves += from_to(source, target, lot, part) if part else []
        left -= part
    return book.post(by=SYSTEM, place=place, moves=moves, memo=memo, about=about)
