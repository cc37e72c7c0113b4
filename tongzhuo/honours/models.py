"""What a record says beside hours: training, awards and evaluations, stars under publication, thanks for a deed."""

import datetime as dt

from django.db import models
from django.db.models import F, Q

from tongzhuo.honours.drafts import MOST_DEED, MOST_NAME, MOST_WORDS
from tongzhuo.honours.states import LIVING, HonourState, ObjectionState, Quality, StarState
from tongzhuo.kernel.models import Coded
from tongzhuo.needs.models import Need
from tongzhuo.organisations.models import Organisation
from tongzhuo.people.models import Person
from tongzhuo.places.models import Place
from tongzhuo.records.models import ServiceRecord
from tongzhuo.vocabulary.models import Term


class Noted(Coded):
    """A line that an organisation wrote about somebody. A correction is a line of its own that stands in the place of
    the one it `corrects`, with the `reason`; `struck` says that there is nothing in its place."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    recorded_by = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    entered_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    corrects = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrected_by"
    )
    struck = models.BooleanField(default=False)
    reason = models.CharField(max_length=MOST_WORDS, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(condition=~Q(entered_by=F("person")), name="%(class)s_by_another"),
            models.CheckConstraint(
                condition=Q(corrects=None, struck=False) | Q(corrects__isnull=False) & ~Q(reason=""),
                name="%(class)s_corrected_because",
            ),
        ]
        indexes = [models.Index(fields=["person", "created"])]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.shown_code}"


class TrainingRecord(Noted):
    """Article 8: name, main content, hours of learning, who held it, and the day. `skill` is what it proves; from
    `proved_at` on it is among what the person can do."""

    name = models.CharField(max_length=MOST_NAME)
    content = models.TextField()
    minutes = models.PositiveIntegerField()
    organiser = models.CharField(max_length=160)
    held_on = models.DateField()
    skill = models.ForeignKey(Term, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    skill_until = models.DateField(null=True, blank=True)
    proved_at = models.DateTimeField(null=True, blank=True)


class Award(Noted):
    """Article 9: name, day, and who granted it. `seen` is the paper that was looked at where that was another unit."""

    name = models.CharField(max_length=MOST_NAME)
    given_on = models.DateField()
    granted_by = models.CharField(max_length=160)
    seen = models.CharField(max_length=MOST_NAME, blank=True)


class Evaluation(Noted):
    """Article 10: how a service was done, and the day on which that was said. `is_late`: later than article 11 says."""

    service = models.ForeignKey(ServiceRecord, on_delete=models.PROTECT, related_name="evaluations")
    quality = models.CharField(max_length=9, choices=Quality.choices)
    evaluated_on = models.DateField()
    words = models.CharField(max_length=MOST_WORDS, blank=True)

    class Meta(Noted.Meta):
        constraints = [
            *Noted.Meta.constraints,
            models.UniqueConstraint(fields=["service"], condition=Q(corrects=None), name="one_evaluation_of_a_service"),
        ]

    @property
    def is_late(self) -> bool:
        return self.evaluated_on > self.service.due_on


class StarRating(Coded):
    """So many stars for so many confirmed hours, as the rule stood on that day. Publicised until `ends_on` (inclusive,
    where the person lives); then in effect by itself. `minutes` and `because` say what was so when it ended."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="star_ratings")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=StarState.choices, default=StarState.PUBLICISED)
    stars = models.PositiveSmallIntegerField()
    hours = models.PositiveIntegerField()
    minutes = models.PositiveIntegerField()
    volunteer_number = models.CharField(max_length=32)
    published_on = models.DateField()
    ends_on = models.DateField()
    proposed_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    began_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    because = models.CharField(max_length=MOST_WORDS, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "stars"], condition=Q(state__in=LIVING), name="one_living_rating_of_so_many_stars"
            ),
            models.CheckConstraint(
                condition=Q(state__in=LIVING, ended_at=None) | ~Q(state__in=LIVING) & Q(ended_at__isnull=False),
                name="rating_ended_when_not_living",
            ),
        ]
        indexes = [models.Index(fields=["state", "ends_on"]), models.Index(fields=["person", "state"])]

    def __str__(self) -> str:
        return f"{self.volunteer_number}: {self.stars}"

    def is_open_on(self, day: dt.date) -> bool:
        """Whether everybody may read it: while it is publicised, and where it was stopped, until its term is over."""
        return self.state == StarState.PUBLICISED or (self.state == StarState.STOPPED and day <= self.ends_on)


class Objection(Coded):
    """A sentence against a rating, from anybody. Somebody of the office looks at it, by name."""

    rating = models.ForeignKey(StarRating, on_delete=models.PROTECT, related_name="objections")
    state = models.CharField(max_length=9, choices=ObjectionState.choices, default=ObjectionState.OPEN)
    words = models.CharField(max_length=MOST_WORDS)
    said_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    looked_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    looked_at = models.DateTimeField(null=True, blank=True)
    because = models.CharField(max_length=MOST_WORDS, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state=ObjectionState.OPEN, looked_by=None)
                | ~Q(state=ObjectionState.OPEN) & Q(looked_by__isnull=False) & ~Q(because=""),
                name="objection_answered_by_name",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rating_id}: {self.state}"


class Honour(Coded):
    """Thanks for one deed, in plain words, from an organisation or from somebody who was helped (`thanked_by`, with the
    need). `place` is where it may be read once the person says yes."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="honours")
    state = models.CharField(max_length=10, choices=HonourState.choices, default=HonourState.GIVEN)
    deed = models.CharField(max_length=MOST_DEED)
    done_on = models.DateField()
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    thanked_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    need = models.ForeignKey(Need, null=True, blank=True, on_delete=models.PROTECT, related_name="honours")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    entered_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=MOST_WORDS, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation__isnull=False, thanked_by=None)
                | Q(organisation=None, thanked_by__isnull=False, need__isnull=False),
                name="honour_has_one_giver",
            ),
            models.CheckConstraint(condition=~Q(entered_by=F("person")), name="honour_by_another"),
            models.UniqueConstraint(
                fields=["thanked_by", "need", "person"],
                condition=Q(thanked_by__isnull=False) & ~Q(state=HonourState.TAKEN_BACK),
                name="thanked_once_for_a_need",
            ),
        ]
        indexes = [models.Index(fields=["place", "state", "done_on"])]

    def __str__(self) -> str:
        return self.deed
