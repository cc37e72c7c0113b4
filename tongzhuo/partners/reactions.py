"""Both sides of a partnership are told what became of it. Safe to run twice."""

from django.urls import reverse
from django.utils.timezone import localdate

from tongzhuo.kernel.memory import reacts_to
from tongzhuo.kernel.models import Line
from tongzhuo.needs.queries import coordinators_of
from tongzhuo.notices.actions import tell
from tongzhuo.notices.sentences import both
from tongzhuo.partners.models import Partnership
from tongzhuo.resources.queries import speakers_of


@reacts_to("partnership.suggested", "partnership.agreed", "partnership.refused", "partnership.ended")
def tell_the_partners(line: Line) -> None:
    """Both sides, but for whoever did it."""
    partnership = Partnership.objects.select_related("organisation", "place").get(code=line.on_code)
    people = {person.pk: person for person in speakers_of(partnership.organisation, localdate())}
    people |= {one.person_id: one.person for one in coordinators_of(partnership.place)}
    for person in people.values():
        if person.code != line.actor:
            tell(
                to=person,
                kind=line.did,
                about=line.on,
                url=reverse("partners:partnership", args=[partnership.code]),
                key=f"{line.code}:{person.code}",
                who=both(lambda: partnership.organisation.name),
                where=both(lambda: partnership.place.name),
                reason=partnership.reason,
            )
