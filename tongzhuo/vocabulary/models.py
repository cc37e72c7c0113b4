"""The words that asks and offers share. A word stands on one shelf and may stand under a wider word."""

from django.db import models

from tongzhuo.kernel.models import Coded
from tongzhuo.places.models import TwoNames
from tongzhuo.vocabulary.states import Shelf


class Term(Coded, TwoNames):
    """One word. `slug` is its name in files and code; a unit has its `base` and the `factor` to it;
    an item has its unit as `base`. Quantities are stored in base units. `aliases` are other ways of writing it."""

    shelf = models.CharField(max_length=12, choices=Shelf.choices)
    slug = models.CharField(max_length=80)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="narrower")
    base = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    factor = models.PositiveBigIntegerField(default=1)
    aliases = models.JSONField(default=list, blank=True)
    retired = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shelf", "slug"], name="one_word_per_shelf")]
        ordering = ["shelf", "slug"]

    def __str__(self) -> str:
        return self.name
