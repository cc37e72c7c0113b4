"""The figures of a fund between two days, read from the book alone: what came in, what went out for what.

Whatever a transaction was about, it is in one of the figures: they always come to the balance.
"""

import datetime as dt
from typing import Any

from django.db.models import Q, Sum

from tongzhuo.funds.models import Fund, FundMember, GrantApplication
from tongzhuo.funds.states import PUBLIC, Choice
from tongzhuo.ledger.models import Entry
from tongzhuo.ledger.states import AccountKind
from tongzhuo.vocabulary.models import Term

Figures = dict[str, Any]


def figures(fund: Fund, since: dt.date, until: dt.date) -> Figures:
    """In fen, ready for JSON. People and organisations by their code."""
    entries = Entry.objects.filter(account__about=fund.about, account__kind=AccountKind.FUND)
    opening = _sum(entries.filter(transaction__on__lt=since))
    rows = entries.filter(transaction__on__gte=since, transaction__on__lte=until)
    grants = _grants(fund, rows, since, until)
    received = _received(rows.filter(transaction__about=fund.about))
    come, gone = sum(row["amount"] for row in received), sum(row["paid"] - row["returned"] for row in grants)
    moved = _sum(rows)
    return {
        "opening": opening,
        "received": received,
        "grants": grants,
        "other": moved - come + gone,
        "closing": opening + moved,
        "with_projects": _with_projects(fund, until),
        "decisions": _decisions(fund, since, until),
        "committee": _committee(fund, since, until),
    }


def _sum(rows: Any) -> int:
    return int(rows.aggregate(sum=Sum("amount"))["sum"] or 0)


def _names(term: Term | None) -> list[str]:
    return [term.name_zh, term.name_en] if term else []


def _received(rows: Any) -> list[Figures]:
    """By what it was given for; what was taken back is off."""
    sums = rows.order_by("lot__purpose").values_list("lot__purpose").annotate(sum=Sum("amount"))
    terms = Term.objects.in_bulk([pk for pk, _sum in sums if pk])
    return [{"purpose": _names(terms.get(pk)), "amount": int(amount)} for pk, amount in sums if amount]


def _grants(fund: Fund, rows: Any, since: dt.date, until: dt.date) -> list[Figures]:
    """Of each grant that moved on these days: paid out, come back, spent."""
    known = GrantApplication.objects.filter(fund=fund, state__in=PUBLIC).select_related("organisation", "purpose")
    named = {one.about: one for one in known.order_by("pk")}
    of_grants = rows.filter(transaction__about__in=named).order_by().values_list("transaction__about")
    paid = dict(of_grants.filter(amount__lt=0).annotate(sum=Sum("amount")))
    back = dict(of_grants.filter(amount__gt=0).annotate(sum=Sum("amount")))
    used = Entry.objects.filter(account__kind=AccountKind.BENEFICIARIES, account__about__in=named)
    used = used.filter(transaction__on__gte=since, transaction__on__lte=until)
    spent = dict(used.order_by().values_list("account__about").annotate(sum=Sum("amount")))
    return [
        {
            "code": one.code,
            "title": one.title,
            "to": [one.organisation.name_zh, one.organisation.name_en],
            "purpose": _names(one.purpose),
            "paid": -int(paid.get(about, 0)),
            "returned": int(back.get(about, 0)),
            "spent": int(spent.get(about, 0)),
        }
        for about, one in named.items()
        if about in paid or about in back or about in spent
    ]


def _with_projects(fund: Fund, until: dt.date) -> int:
    abouts = [one.about for one in GrantApplication.objects.filter(fund=fund, state__in=PUBLIC)]
    rows = Entry.objects.filter(account__kind=AccountKind.PROJECT, account__about__in=abouts)
    return _sum(rows.filter(transaction__on__lte=until))


def _decisions(fund: Fund, since: dt.date, until: dt.date) -> list[Figures]:
    """How the committee decided; what was not granted without saying who had asked."""
    rows = GrantApplication.objects.filter(fund=fund, decided_on__gte=since, decided_on__lte=until)
    found = []
    for one in rows.prefetch_related("votes").order_by("decided_on", "pk"):
        votes = [vote.choice for vote in one.votes.all()]
        public = one.state in PUBLIC
        told = {"title": one.title, "code": one.code, "amount": one.granted} if public else {"amount": 0}
        counted = {str(choice): votes.count(choice) for choice in Choice.values}
        found.append({"on": str(one.decided_on), "granted": public, "votes": counted} | told)
    return found


def _committee(fund: Fund, since: dt.date, until: dt.date) -> list[str]:
    """The seats, by code, of those who sat on one of these days."""
    rows = FundMember.objects.filter(fund=fund, starts_on__lte=until).filter(Q(ends_on=None) | Q(ends_on__gte=since))
    return list(rows.order_by("pk").values_list("code", flat=True))


def totals(told: Figures) -> dict[str, int]:
    """What the page says above its tables."""
    return {
        "opening": told["opening"],
        "received": sum(row["amount"] for row in told["received"]),
        "paid": sum(row["paid"] for row in told["grants"]),
        "returned": sum(row["returned"] for row in told["grants"]),
        "spent": sum(row["spent"] for row in told["grants"]),
        "other": told["other"],
        "closing": told["closing"],
        "with_projects": told["with_projects"],
    }


def by_purpose(told: Figures) -> list[tuple[list[str], int]]:
    """What went out, less what came back, for each purpose."""
    sums: dict[tuple[str, ...], int] = {}
    for row in told["grants"]:
        key = tuple(row["purpose"])
        sums[key] = sums.get(key, 0) + row["paid"] - row["returned"]
    return [(list(key), amount) for key, amount in sums.items()]
