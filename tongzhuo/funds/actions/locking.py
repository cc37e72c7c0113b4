"""Two that act on one fund wait for each other: its row first, then the accounts of the book."""

from dataclasses import replace

from tongzhuo.funds.models import Fund, GrantApplication
from tongzhuo.kernel.viewer import Viewer, the_system
from tongzhuo.ledger.actions import open_account
from tongzhuo.ledger.models import Account
from tongzhuo.organisations.models import Organisation
from tongzhuo.vocabulary.models import Term


def lock(fund_pk: int) -> Fund:
    rows = Fund.objects.select_for_update(of=("self",), no_key=True).select_related("place", "host__place")
    return rows.get(pk=fund_pk)


def lock_application(application: GrantApplication) -> GrantApplication:
    """The application as it stands, with its fund held."""
    fund = lock(application.fund_id)
    rows = GrantApplication.objects.select_related("organisation__place", "project__place", "purpose__parent")
    found = rows.get(pk=application.pk)
    found.fund = fund
    return found


def in_the_book(by: Viewer) -> Viewer:
    """The rules here are finer than the book's: it is written by the room, and the person stands beside it."""
    return replace(the_system("funds"), person_id=by.person_id)


def account(
    by: Viewer,
    fund: Fund,
    kind: str,
    about: str,
    *,
    purpose: Term | None = None,
    organisation: Organisation | None = None,
    name: str = "",
) -> Account:
    """The one that is there, or a new one: the fund is held, so nobody else opens it."""
    known = Account.objects.filter(kind=kind, about=about, purpose=purpose).first()
    return known or open_account(
        by=in_the_book(by),
        kind=kind,
        place=fund.place,
        organisation=organisation,
        purpose=purpose,
        name_zh=name or fund.name_zh,
        name_en="" if name else fund.name_en,
        about=about,
    )
