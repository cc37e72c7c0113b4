"""What somebody has been told. Every page starts here."""

from django.db.models import F, Q, QuerySet

from tongzhuo.kernel.viewer import Viewer
from tongzhuo.notices.models import AgreedChannel, Notice
from tongzhuo.notices.states import Channel
from tongzhuo.people.models import Person


def notices_visible_to(viewer: Viewer) -> QuerySet[Notice]:
    """One's own and those of people who act through one; unseen first, then the newest."""
    if not viewer.is_somebody:
        return Notice.objects.none()
    mine = Q(to=viewer.person_id) | Q(to__acts_through=viewer.person_id)
    return (
        Notice.objects.filter(mine)
        .select_related("to__home")
        .order_by(F("seen_at").desc(nulls_first=True), "-created", "-pk")
    )


def unseen_count(viewer: Viewer) -> int:
    """For the frame of every page."""
    if not viewer.is_somebody:
        return 0
    return Notice.objects.filter(to=viewer.person_id, seen_at=None).count()


def reader(viewer: Viewer) -> Person | None:
    return Person.objects.select_related("account").filter(pk=viewer.person_id or 0).first()


def wants_email(viewer: Viewer) -> bool:
    return AgreedChannel.objects.filter(person=viewer.person_id, channel=Channel.EMAIL).exists()
