"""What follows a certificate that was taken back: the volunteer hears of it, and why."""

from django.urls import reverse

from tongzhuo.certificates.models import Certificate
from tongzhuo.kernel.memory import reacts_to
from tongzhuo.kernel.models import Line
from tongzhuo.notices.actions import tell


@reacts_to("certificate.taken_back")
def tell_the_volunteer(line: Line) -> None:
    found = Certificate.objects.select_related("person__home").get(code=line.on_code)
    tell(
        to=found.person,
        kind="certificate.taken_back",
        about=f"certificate:{found.code}",
        url=reverse("certificates:mine"),
        number=found.shown_code,
        issuer=found.issuer_name,
        reason=found.reason,
    )
