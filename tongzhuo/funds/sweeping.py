"""Who hears that an account is due. It may run as often as one likes."""

from django.urls import reverse

from tongzhuo.funds import queries
from tongzhuo.funds.models import Fund
from tongzhuo.funds.states import FundState
from tongzhuo.notices.actions import tell


def remind_of_disclosures() -> int:
    """Once before the day and once after it, everybody who can publish. Returns how many accounts are due."""
    count = 0
    for fund in Fund.objects.exclude(state=FundState.PROPOSED).select_related("place", "host").order_by("pk"):
        due, today = queries.due_of(fund), queries.today_of(fund)
        if due is None or not due.is_near(today):
            continue
        count += 1
        kind = "fund.late" if due.is_late(today) else "fund.due"
        about, page = fund.about, reverse("funds:fund", args=[fund.code])
        for person in queries.to_remind(fund):
            key = f"{kind}:{fund.code}:{due.on}:{person.code}"
            tell(to=person, kind=kind, about=about, key=key, url=page, fund=fund.name, day=due.on)
    return count
