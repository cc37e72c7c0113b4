"""The memory: one line for every action, one delivery for every reaction to it."""

from datetime import datetime
from typing import Any

from django.db import models
from django.utils.timezone import now

from tongzhuo.kernel.codes import LENGTH, new_code, shown_code
from tongzhuo.kernel.fields import PathField


class Coded(models.Model):
    """Every row that a person may name has a public code and remembers when it was made."""

    code = models.CharField(max_length=LENGTH, unique=True, default=new_code, editable=False)
    created = models.DateTimeField(default=now, editable=False)

    class Meta:
        abstract = True

    @property
    def shown_code(self) -> str:
        return shown_code(self.code)


class Sourced(models.Model):
    """Where an imported row came from, so that importing it again changes nothing."""

    source = models.CharField(max_length=80, blank=True, default="")
    source_key = models.CharField(max_length=160, blank=True, default="")

    class Meta:
        abstract = True


def once_per_source(name: str) -> models.UniqueConstraint:
    return models.UniqueConstraint(
        fields=["source", "source_key"], condition=~models.Q(source_key=""), name=f"{name}_once_per_source"
    )


class Line(Coded):
    """Who did what, for whom, in whose name, where, to which thing. Never edited."""

    actor = models.CharField(max_length=40)
    on_behalf = models.CharField(max_length=LENGTH, blank=True)
    acting_for = models.CharField(max_length=LENGTH, blank=True)
    did = models.CharField(max_length=60, db_index=True)
    on = models.CharField(max_length=60, db_index=True)
    path = PathField(blank=True, db_index=True)
    facts = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.actor} {self.did} {self.on}"

    @property
    def on_code(self) -> str:
        return self.on.partition(":")[2]


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def waiting(self, at: datetime) -> "DeliveryQuerySet":
        """Not done, due, and not in the hands of a worker that still has time."""
        free = models.Q(claimed_until=None) | models.Q(claimed_until__lt=at)
        return self.filter(free, done=None, due__lte=at)


class Delivery(models.Model):
    """One reaction that one line still owes. Written in the action's transaction."""

    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="deliveries")
    reaction = models.CharField(max_length=120)
    due = models.DateTimeField(default=now)
    claimed_until = models.DateTimeField(null=True)
    tries = models.PositiveIntegerField(default=0)
    done = models.DateTimeField(null=True)
    error = models.TextField(blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["line", "reaction"], name="one_delivery_per_reaction")]
        indexes = [models.Index(fields=["due"], condition=models.Q(done=None), name="delivery_waiting")]

    def __str__(self) -> str:
        return f"{self.reaction} for {self.line_id}"


Facts = dict[str, Any]
