"""What follows when something happens to an offer."""

from django.urls import reverse
from django.utils.timezone import localdate

from tongzhuo.kernel.memory import reacts_to
from tongzhuo.kernel.models import Line
from tongzhuo.notices.actions import tell
from tongzhuo.notices.sentences import both
from tongzhuo.resources.models import Offer
from tongzhuo.resources.queries import speakers_of


@reacts_to("offer.expired")
def tell_the_giver(line: Line) -> None:
    offer = Offer.objects.select_related("person", "organisation", "what").get(code=line.on_code)
    givers = speakers_of(offer.organisation, localdate()) if offer.organisation else [offer.person]
    for giver in givers:
        if giver is not None:
            tell(
                to=giver,
                kind="offer.expired",
                about=line.on,
                url=reverse("resources:offer", args=[offer.code]),
                key=f"{line.code}:{giver.code}",
                offer=both(lambda: offer.title),
            )
