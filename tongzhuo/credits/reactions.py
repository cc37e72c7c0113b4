"""What follows confirmed hours where there is time credit, and a wish that was decided."""

from django.conf import settings
from django.urls import reverse

from tongzhuo.credits import actions
from tongzhuo.credits.models import Spending
from tongzhuo.kernel.memory import reacts_to
from tongzhuo.kernel.models import Line
from tongzhuo.kernel.viewer import the_system
from tongzhuo.notices.actions import tell
from tongzhuo.records.models import ServiceRecord


@reacts_to("hours.confirmed", "hours.seconded", "hours.corrected")
def credit_the_volunteer(line: Line) -> None:
    if not settings.TIME_CREDIT:
        return
    rows = ServiceRecord.objects.filter(code__in=line.facts.get("records", []))
    for one in rows.select_related("place", "corrects__place", "corrects__attendance__sign_up", "attendance__sign_up"):
        actions.earn_credit(by=the_system("credits"), line=one)


@reacts_to("spending.granted", "spending.refused")
def tell_who_asked(line: Line) -> None:
    found = Spending.objects.select_related("asked_by__home").get(code=line.on_code)
    tell(
        to=found.asked_by,
        kind=line.did,
        about=f"spending:{found.code}",
        url=reverse("credits:mine"),
        what=found.what,
        hours=f"{found.minutes / 60:.1f}".removesuffix(".0"),
        reason=found.reason,
    )
