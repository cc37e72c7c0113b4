"""How far each file has got, and what it said last time."""

from django.db import models
from django.utils.timezone import now

from tongzhuo.imports.states import Kind
from tongzhuo.kernel.models import Coded


class Journal(Coded):
    """One run through one file. It is written in the transaction of each batch, so that what it says is what stands.

    `rows_done` is the number of the last row that is written or rejected; `rejects_size` is how long the list of
    rejected rows was then, in bytes. An unfinished journal is taken up again by the next run of the same file.
    """

    digest = models.CharField(max_length=64, db_index=True)
    kind = models.CharField(max_length=16, choices=Kind.choices)
    layout = models.CharField(max_length=80)
    source = models.CharField(max_length=80)
    root = models.CharField(max_length=160, blank=True)
    file_name = models.CharField(max_length=240)
    rows_done = models.PositiveBigIntegerField(default=0)
    rejects_size = models.PositiveBigIntegerField(default=0)
    counts = models.JSONField(default=dict)
    started = models.DateTimeField(default=now)
    finished = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.kind}: {self.file_name}, {self.rows_done}"


class Said(models.Model):
    """What a source said about one thing last time, as a digest: said again it changes nothing, even where somebody
    has corrected the thing by hand since. `journal` is the run that met it last: a key twice in one file is a fault."""

    kind = models.CharField(max_length=16, choices=Kind.choices)
    source = models.CharField(max_length=80)
    key = models.CharField(max_length=160)
    digest = models.CharField(max_length=32)
    journal = models.ForeignKey(Journal, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "source", "key"], name="said_once")]

    def __str__(self) -> str:
        return f"{self.source}: {self.key}"
