"""Who is told what, by which channel, once."""

from django.db import models
from django.utils.timezone import now

from tongzhuo.kernel.fields import PathField, SealedTextField
from tongzhuo.kernel.models import Coded
from tongzhuo.notices.quiet import Night
from tongzhuo.notices.sentences import Said, said
from tongzhuo.notices.states import Answer, Channel, Passage
from tongzhuo.organisations.models import Organisation
from tongzhuo.people.models import Person


class Call(Coded):
    """One urgent word to several people, so that whoever sent it sees whom it has reached.
    `at_one_table`: readers and sender serve together, and may know each other's display names."""

    key = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=40)
    sent_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="calls")
    acting_for = models.ForeignKey(Organisation, null=True, on_delete=models.SET_NULL, related_name="+")
    path = PathField(blank=True, db_index=True)
    at_one_table = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.kind} in {self.path}"


class Notice(Coded):
    """One thing one person is told. `key` makes it once; `kind` and `facts` become a sentence in their language.

    Nobody reads it before `due`, it leaves the house only until `useful_until`, and only while the reader agrees to
    `consent`. `handed_on_at`: its messages have been written.
    """

    to = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=40)
    about = models.CharField(max_length=60, db_index=True)
    url = models.CharField(max_length=200, blank=True)
    facts = models.JSONField(default=dict)
    key = models.CharField(max_length=160, unique=True)
    urgent = models.BooleanField(default=False)
    consent = models.CharField(max_length=20, blank=True, default="")
    call = models.ForeignKey(Call, null=True, on_delete=models.SET_NULL, related_name="notices")
    due = models.DateTimeField(default=now)
    useful_until = models.DateTimeField(null=True)
    handed_on_at = models.DateTimeField(null=True)
    taken_back_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["to", "seen_at", "-created"]),
            models.Index(fields=["due"], condition=models.Q(handed_on_at=None), name="notice_not_handed_on"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} about {self.about}"

    @property
    def said(self) -> Said:
        """The sentence in the active language, with times as they are at the reader's home."""
        return said(self.kind, self.facts, self.to.home.time_zone)


class Question(Coded):
    """What a notice asks, to be answered with one press until then."""

    notice = models.OneToOneField(Notice, on_delete=models.CASCADE, related_name="question")
    until = models.DateTimeField()
    answer = models.CharField(max_length=5, choices=Answer.choices, blank=True)
    answered_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.answer} to {self.notice_id}"


class AgreedChannel(models.Model):
    """A person wants to be told by this channel too, in this language. No row: only here.

    Nothing goes to an address before it is confirmed, nor after it came back. `asked_at` is when six digits were
    last asked for: they follow from it, and are kept nowhere.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="agreed_channels")
    channel = models.CharField(max_length=10, choices=Channel.choices)
    address = SealedTextField(default="")
    language = models.CharField(max_length=10)
    agreed_at = models.DateTimeField(default=now)
    asked_at = models.DateTimeField(null=True)
    wrong_digits = models.PositiveSmallIntegerField(default=0)
    confirmed_at = models.DateTimeField(null=True)
    came_back_at = models.DateTimeField(null=True)
    came_back_why = models.CharField(max_length=400, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "channel"], name="one_agreement_per_channel")]

    def __str__(self) -> str:
        return f"{self.channel}: {self.person_id}"

    @property
    def is_open(self) -> bool:
        return self.confirmed_at is not None and self.came_back_at is None


class QuietHours(models.Model):
    """When a person is not to be disturbed, local time of their home. No row: the usual night."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="quiet_hours")
    starts = models.TimeField()
    ends = models.TimeField()
    urgent_passes = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.starts}-{self.ends}"

    @property
    def night(self) -> Night:
        return Night(self.starts, self.ends)


class SendingQuerySet(models.QuerySet["Sending"]):
    def waiting(self) -> "SendingQuerySet":
        """Due, and not in the hands of a worker that still has time."""
        free = models.Q(claimed_until=None) | models.Q(claimed_until__lt=now())
        return self.filter(free, state=Passage.WAITING, due__lte=now())


class Sending(Coded):
    """A notice on its way by one channel; without a notice, the six digits that confirm an address.

    A worker claims it, hands it over and notes what came of it. A claim that ran out means that nobody knows:
    then only a channel that drops repetitions may try again by itself.
    """

    notice = models.ForeignKey(Notice, null=True, on_delete=models.CASCADE, related_name="sendings")
    way = models.ForeignKey(AgreedChannel, null=True, on_delete=models.SET_NULL, related_name="sendings")
    channel = models.CharField(max_length=10, choices=Channel.choices)
    state = models.CharField(max_length=10, choices=Passage.choices, default=Passage.WAITING)
    due = models.DateTimeField(default=now)
    claimed_until = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)

    objects = SendingQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["notice", "channel"], name="one_sending_per_channel")]
        indexes = [
            models.Index(fields=["due"], condition=models.Q(state=Passage.WAITING), name="sending_waiting"),
            models.Index(
                fields=["-due"], condition=models.Q(state__in=["failed", "unknown"]), name="sending_undelivered"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel}: {self.notice_id}"
