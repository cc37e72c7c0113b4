"""Who is told what, by which channel, once."""

from django.db import models
from django.utils.timezone import now

from tongzhuo.kernel.models import Coded
from tongzhuo.notices.sentences import Said, said
from tongzhuo.notices.states import Channel
from tongzhuo.people.models import Person


class Notice(Coded):
    """One thing one person is told. `key` makes it once; `kind` and `facts` become a sentence in their language."""

    to = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=40)
    about = models.CharField(max_length=60)
    url = models.CharField(max_length=200, blank=True)
    facts = models.JSONField(default=dict)
    key = models.CharField(max_length=120, unique=True)
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["to", "seen_at", "-created"])]

    def __str__(self) -> str:
        return f"{self.kind} about {self.about}"

    @property
    def said(self) -> Said:
        """The sentence in the active language, with times as they are at the reader's home."""
        return said(self.kind, self.facts, self.to.home.time_zone)


class Sending(models.Model):
    """A notice on its way by one channel. `error` is set when the address itself was refused: it is not tried again."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="sendings")
    channel = models.CharField(max_length=10, choices=Channel.choices)
    sent_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["notice", "channel"], name="one_sending_per_channel")]

    def __str__(self) -> str:
        return f"{self.channel}: {self.notice_id}"


class AgreedChannel(models.Model):
    """A person wants to be told by this channel too, in this language. No row: only here."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="agreed_channels")
    channel = models.CharField(max_length=10, choices=Channel.choices)
    language = models.CharField(max_length=10)
    agreed_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "channel"], name="one_agreement_per_channel")]

    def __str__(self) -> str:
        return f"{self.channel}: {self.person_id}"
