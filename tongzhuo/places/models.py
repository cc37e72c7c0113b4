"""The tree of places, and how a time is said at a place."""

from django.db import models
from django.utils.translation import get_language

from tongzhuo.kernel.fields import PathField
from tongzhuo.kernel.models import Coded
from tongzhuo.places.states import Level, WhenKind


class TwoNames(models.Model):
    """A name in Chinese, in English, or in both. `name` is the one for the language in use."""

    name_zh = models.CharField(max_length=120, blank=True)
    name_en = models.CharField(max_length=160, blank=True)

    class Meta:
        abstract = True

    @property
    def name(self) -> str:
        if (get_language() or "").startswith("zh"):
            return self.name_zh or self.name_en
        return self.name_en or self.name_zh


class Place(Coded, TwoNames):
    """One place of the tree. `path` begins with the path of its parent; the point is in WGS-84 degrees."""

    path = PathField(unique=True)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    official_code = models.CharField(max_length=24, blank=True, db_index=True)
    official_year = models.PositiveSmallIntegerField(null=True)
    level = models.CharField(max_length=12, choices=Level.choices)
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    time_zone = models.CharField(max_length=40)
    succeeded_by = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="predecessors"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(path__startswith="/") & models.Q(path__endswith="/"), name="path_has_both_slashes"
            ),
            models.CheckConstraint(
                condition=models.Q(lat__isnull=True, lon__isnull=True)
                | models.Q(lat__range=(-90, 90), lon__range=(-180, 180)),
                name="point_on_earth",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def paths_above(self) -> list[str]:
        """The paths of all ancestors, widest first: `/cn/11/` gives `["/cn/"]`."""
        segments = self.path.strip("/").split("/")
        return ["/" + "/".join(segments[:depth]) + "/" for depth in range(1, len(segments))]


class FormerCode(models.Model):
    """An official code, or a path, by which a place was known: a renamed or merged place keeps answering."""

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="former_codes")
    official_code = models.CharField(max_length=24, blank=True, db_index=True)
    path = PathField(blank=True, db_index=True)
    official_year = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["official_code", "official_year", "path", "place"], name="former_code_once")
        ]

    def __str__(self) -> str:
        return self.official_code or self.path


class Timed(models.Model):
    """When something is wanted or on offer, in the local time of its place.

    `due` uses `ends_on`; `interval` uses `starts_on`, `from_time`, `ends_on` (same day when null) and
    `until_time`; `weekly` repeats on `weekdays` (bit 0 is Monday) from `starts_on` to `ends_on`.
    """

    when = models.CharField(max_length=10, choices=WhenKind.choices, default=WhenKind.OPEN)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    from_time = models.TimeField(null=True, blank=True)
    until_time = models.TimeField(null=True, blank=True)
    weekdays = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True
