"""Grants in the open form of 360Giving, for whoever compares funds: https://standard.threesixtygiving.org (1.4).

No person is in it: only organisations, places and money.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse

from tongzhuo.funds import queries
from tongzhuo.funds.drafts import GrantMoney
from tongzhuo.funds.models import Fund, GrantApplication
from tongzhuo.funds.states import PUBLIC
from tongzhuo.organisations.models import Organisation

VERSION = "1.4"


def package(funds: Iterable[Fund], *, site: str) -> dict[str, Any]:
    """All grants of these funds; `site` is the address before a path. Without a grant the list is empty, and then the
    schema does not take it."""
    rows = GrantApplication.objects.filter(fund__in=list(funds), state__in=PUBLIC)
    found = list(
        rows.select_related("fund__place", "fund__host", "organisation", "project", "purpose").order_by(
            "decided_on", "pk"
        )
    )
    money = queries.money_of(found)
    return {"version": VERSION, "grants": [_grant(one, money[one.pk], site) for one in found]}


def _grant(one: GrantApplication, money: GrantMoney, site: str) -> dict[str, Any]:
    paid = queries.payments_of(one)
    fund = one.fund
    return {
        "id": f"360G-{settings.GRANTS_PREFIX}-{one.code}",
        "title": one.title,
        "description": one.words,
        "currency": "CNY",
        "amountAppliedFor": _yuan(one.amount),
        "amountAwarded": _yuan(one.granted or 0),
        "amountDisbursed": _yuan(money.paid),
        "awardDate": str(one.decided_on),
        "url": f"{site}{reverse('funds:grant', args=[one.code])}",
        "plannedDates": [{"startDate": str(one.starts_on), "endDate": str(one.ends_on)}],
        "recipientOrganization": [_organisation(one.organisation)],
        "fundingOrganization": [_organisation(fund.host)],
        "grantProgramme": [{"code": fund.code, "title": fund.name_zh or fund.name_en}],
        "beneficiaryLocation": [_location(fund)],
        "classifications": [
            {"vocabulary": "Tongzhuo purposes", "code": one.purpose.slug, "title": one.purpose.name_en}
        ],
        "disbursementTransaction": [
            {"id": f"{one.code}-{nth}", "transactionDate": str(on), "currency": "CNY", "value": _yuan(amount)}
            for nth, (on, amount) in enumerate(paid, 1)
        ],
        "dateModified": _moment(one, paid),
    }


def _organisation(body: Organisation) -> dict[str, str]:
    told = {"id": f"360G-{settings.GRANTS_PREFIX}-org-{body.code}", "name": body.name_zh or body.name_en}
    return told | ({"alternateName": body.name_en} if body.name_zh and body.name_en else {})


def _location(fund: Fund) -> dict[str, str]:
    told = {"name": fund.place.name_zh or fund.place.name_en, "countryCode": "CN"}
    code = fund.place.official_code
    return told | ({"geoCode": code, "geoCodeType": "CN administrative division code"} if code else {})


def _moment(one: GrantApplication, paid: list[tuple[dt.date, int]]) -> str:
    """The day on which it last changed, as a moment."""
    last = max([one.decided_on or one.created.date(), *(on for on, _amount in paid)])
    return f"{last}T00:00:00Z"


def _yuan(fen: int) -> int | float:
    return fen // 100 if fen % 100 == 0 else fen / 100
