"""What organisations and givers put on the table."""

from datetime import date

from django.db import models
from django.db.models import F, Q

from tongzhuo.kernel.models import Coded, Sourced, once_per_source
from tongzhuo.organisations.models import OfParty, one_party
from tongzhuo.places.models import Place, Timed, TwoNames
from tongzhuo.places.states import WhenKind
from tongzhuo.resources.states import OfferKind, OfferState
from tongzhuo.vocabulary.models import Term


class Offer(Coded, Sourced, OfParty, TwoNames, Timed):
    """Something a party can give, lend or do. `quantity` is in base units: people on that day, pieces, fen,
    how many a space holds, free cases, needs an operator can take; null means "to be agreed".
    `radius_m` null means anywhere within `serves` (or anywhere at all); `purpose` restricts what it may be used for.
    `spot` is the exact place, for whoever uses it; `needs_keeper`: somebody on site must run it; `insured`: the giver
    insures its people; `photographs`: of those who agree on the day."""

    kind = models.CharField(max_length=12, choices=OfferKind.choices)
    state = models.CharField(max_length=10, choices=OfferState.choices, default=OfferState.OPEN)
    what = models.ForeignKey(Term, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    what_text = models.CharField(max_length=200, blank=True)
    unit = models.ForeignKey(Term, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    quantity = models.PositiveBigIntegerField(null=True, blank=True)
    on_loan = models.BooleanField(default=False)
    purpose = models.ForeignKey(Term, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    serves = models.ForeignKey(Place, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="offers")
    lat = models.FloatField(null=True, blank=True)
    lon = models.FloatField(null=True, blank=True)
    radius_m = models.PositiveIntegerField(null=True, blank=True)
    spot = models.CharField(max_length=200, blank=True)
    conditions = models.TextField(blank=True)
    needs_keeper = models.BooleanField(default=False)
    insured = models.BooleanField(default=False)
    show_name = models.BooleanField(default=False)
    photographs = models.BooleanField(default=False)
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            one_party("offer"),
            once_per_source("offer"),
            models.CheckConstraint(condition=Q(quantity=None) | Q(quantity__gte=1), name="offer_of_something"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(starts_on=None) | Q(ends_on__gte=F("starts_on")),
                name="offer_ends_after_start",
            ),
        ]
        indexes = [models.Index(fields=["place", "state", "kind"])]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return self.name or self.what_text or (self.what.name if self.what else str(OfferKind(self.kind).label))

    @property
    def last_day(self) -> date | None:
        """The last day on which it can be had, or None when it stays."""
        once = self.starts_on if self.when == WhenKind.INTERVAL and self.ends_on is None else None
        days = [day for day in (self.valid_until, self.ends_on, once) if day]
        return min(days, default=None)
