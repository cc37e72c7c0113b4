"""Accounts: opened when a code is asked for, joined to a person once the code came back."""

from datetime import datetime

from django.db import transaction
from django.utils.timezone import now

from tongzhuo.kernel.memory import record
from tongzhuo.kernel.verdicts import require
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.people import rules
from tongzhuo.people.actions.locking import locked
from tongzhuo.people.models import Account, Person
from tongzhuo.people.queries import empty_accounts, is_known_by


@transaction.atomic
def open_account(*, by: Viewer, email: str = "", phone: str = "") -> Account:
    """The account of an address, made when there is none. It says nothing and may do nothing until a code came back."""
    require(rules.may_open_account(by, email=email, phone=phone, at=now()))
    address = {"email": email.lower()} if email else {"phone": phone}
    account = Account.objects.select_for_update().filter(**address).first()
    if account is None:
        account = Account.objects.create_user(**address)
        record(by=by, did="account.opened", on=account, way=next(iter(address)))
    return account


@transaction.atomic
def prove_phone(*, by: Viewer, account: Account, phone: str) -> Account:
    """The code sent to this telephone came back."""
    account = Account.objects.select_for_update().get(pk=account.pk)
    require(rules.may_prove_phone(by, account, phone=phone, at=now()))
    if not account.phone_verified:
        account.phone_verified = True
        account.save(update_fields=["phone_verified"])
        record(by=by, did="account.phone_proved", on=account)
    return account


@transaction.atomic
def recognise_yourself(*, by: Viewer, account: Account, person: Person, proved: str) -> Person:
    """Somebody the office wrote down signs in for the first time and says "that is me".

    `proved` is the address to which this session's code went; it must be one by which the person is known.
    """
    person = locked(person)
    known = Person.objects.filter(account=account).first()
    by_it = is_known_by(person, proved)
    require(rules.may_recognise_yourself(by, account, person, known=known, known_by_it=by_it, at=now()))
    person.account = account
    person.save(update_fields=["account"])
    me = Viewer(person_id=person.pk, code=person.code, home=person.home.path)
    record(by=me, did="person.recognised", on=person, path=person.home.path, account=account.code)
    return person


@transaction.atomic
def forget_empty_accounts(*, by: Viewer, before: datetime) -> int:
    """Addresses to which a code was sent and never came back. Returns how many."""
    require(rules.may_forget_accounts(by, at=now()))
    empty = list(empty_accounts(before).select_for_update(of=("self",)))
    for account in empty:
        record(by=by, did="account.forgotten", on=account)
        account.delete()
    return len(empty)
