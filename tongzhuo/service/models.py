"""Activities, their shifts, and who has signed up: the only booking of a person's time."""

import datetime as dt
import secrets

from django.db import models
from django.db.models import F, Q
from django.utils.timezone import now
from django.utils.translation import get_language, gettext

from tongzhuo.kernel.models import Coded
from tongzhuo.needs.models import Ask, Occasion
from tongzhuo.organisations.models import Organisation
from tongzhuo.people.models import Person
from tongzhuo.people.times import WeeklyHours, week_in_words
from tongzhuo.places.models import Place, Timed
from tongzhuo.projects.models import Project
from tongzhuo.service.states import (
    ENDED,
    ON,
    ActivityKind,
    CameBy,
    Demand,
    GuardianWord,
    PlaceKind,
    ShiftState,
    SignUpState,
)
from tongzhuo.vocabulary.models import Term


class Activity(Coded):
    """What volunteers come together for, with the fields that a notice of recruitment and a service record need.

    `recorded_by` is the unit that records the hours and answers for them, `dangerous` a possible danger to the person:
    then `insurer`, `policy_number` and `insured_until` name the accident cover. `ask` is what it serves.
    `opens_hours` and `closes_hours` count back from the start of a shift; null: at any time until it starts.
    A template is an activity that `kept_by` has put by under the name `kept_as`: others begin as copies of it.
    """

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="activities")
    ask = models.ForeignKey(Ask, null=True, blank=True, on_delete=models.PROTECT, related_name="activities")
    kind = models.CharField(max_length=8, choices=ActivityKind.choices, default=ActivityKind.SERVICE)
    title = models.CharField(max_length=200)
    title_en = models.CharField(max_length=240, blank=True)
    content = models.TextField(blank=True)
    conditions = models.TextField(blank=True)
    risks = models.TextField(blank=True)
    protections = models.TextField(blank=True)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="activities")
    meeting_point = models.CharField(max_length=200, blank=True)
    lat = models.FloatField(null=True, blank=True)
    lon = models.FloatField(null=True, blank=True)
    in_charge = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    recorded_by = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="activities"
    )
    dangerous = models.BooleanField(default=False)
    insurer = models.CharField(max_length=120, blank=True)
    policy_number = models.CharField(max_length=80, blank=True)
    insured_until = models.DateField(null=True, blank=True)
    home_visit = models.BooleanField(default=False)
    by_invitation = models.BooleanField(default=False)
    min_age = models.PositiveSmallIntegerField(null=True, blank=True)
    opens_hours = models.PositiveIntegerField(null=True, blank=True)
    closes_hours = models.PositiveIntegerField(null=True, blank=True)
    most_a_week = models.PositiveSmallIntegerField(null=True, blank=True)
    kept_as = models.CharField(max_length=80, blank=True)
    kept_by = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.SET_NULL, related_name="templates"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "ask"], name="one_activity_for_an_ask")]

    def __str__(self) -> str:
        return self.title

    @property
    def shown_title(self) -> str:
        return self.title if (get_language() or "").startswith("zh") else self.title_en or self.title


class Requirement(models.Model):
    """Something whoever comes must have: a skill, a training (a skill shown by training or certificate), a check."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="requirements")
    demand = models.CharField(max_length=8, choices=Demand.choices)
    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["activity", "demand", "term"], name="required_once")]

    def __str__(self) -> str:
        return f"{self.demand}: {self.term_id}"


class Series(Coded, Timed):
    """Shifts that repeat every week. `kinds` is how many places each has of a kind: {"trained": 2, "newcomer": 1}."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="series")
    places = models.PositiveIntegerField()
    kinds = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.activity_id} every week"

    @property
    def week(self) -> str:
        """ "Tue, Thu 9:00 to 11:00"."""
        hours = (self.from_time or dt.time(0), self.until_time or dt.time(0))
        return " · ".join(week_in_words(WeeklyHours(day, *hours) for day in range(7) if self.weekdays >> day & 1))


class SkippedDay(models.Model):
    """A date on which a series does not take place."""

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="skipped")
    day = models.DateField()
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["series", "day"], name="skipped_once")]

    def __str__(self) -> str:
        return f"{self.day}"


class Shift(Coded):
    """One time an activity takes place. `places` null: as many as come. `taken` is counted anew, under lock, by every
    action that gives or frees a place, and the database itself refuses more than there are.
    `first_starts` is when a moved shift was to begin."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="shifts")
    series = models.ForeignKey(Series, null=True, blank=True, on_delete=models.SET_NULL, related_name="shifts")
    occasion = models.ForeignKey(Occasion, null=True, blank=True, on_delete=models.PROTECT, related_name="shifts")
    starts = models.DateTimeField()
    ends = models.DateTimeField()
    first_starts = models.DateTimeField(null=True, blank=True)
    places = models.PositiveIntegerField(null=True, blank=True)
    taken = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=10, choices=ShiftState.choices, default=ShiftState.OPENED)
    reason = models.CharField(max_length=240, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="shift_ends_after_start"),
            models.CheckConstraint(condition=Q(places=None) | Q(taken__lte=F("places")), name="shift_not_overbooked"),
            models.UniqueConstraint(
                fields=["occasion"], condition=~Q(state=ShiftState.CANCELLED), name="one_shift_for_an_occasion"
            ),
        ]
        indexes = [models.Index(fields=["state", "starts"])]

    def __str__(self) -> str:
        return f"{self.activity_id} at {self.starts:%F %R}"

    @property
    def free_places(self) -> int | None:
        """How many may still sign up; None: as many as like."""
        return None if self.places is None else max(0, self.places - self.taken)

    @property
    def is_on(self) -> bool:
        return self.state in ON


class ShiftPlaces(models.Model):
    """How many places of a shift are of a kind: two trained, one newcomer. No rows: anyone may have any."""

    shift = models.ForeignKey(Shift, on_delete=models.CASCADE, related_name="kinds")
    kind = models.CharField(max_length=8, choices=PlaceKind.choices)
    places = models.PositiveIntegerField()
    taken = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shift", "kind"], name="places_of_a_kind_once"),
            models.CheckConstraint(condition=Q(taken__lte=F("places")), name="kind_not_overbooked"),
        ]

    def __str__(self) -> str:
        return f"{self.places} {self.kind}"


class TeamPlaces(models.Model):
    """Places that a shift keeps for an organisation which said how many it sends, until it says who."""

    shift = models.ForeignKey(Shift, on_delete=models.CASCADE, related_name="teams")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    places = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shift", "organisation"], name="team_places_once")]

    def __str__(self) -> str:
        return f"{self.places} for {self.organisation_id}"


class SignUp(Coded):
    """A person and a shift: the only booking of a person's time. `starts` and `ends` are those of its shift.

    `team` is the organisation the person comes with, `signed_by` who wrote it down. A waiting person has
    `waiting_since`; one to whom a place is offered has until `promised_until`. For a minor, `guardian_until` is
    by when the guardian must have agreed; who did is `guardian`.
    `blocked_since`: since when something that the shift demands is missing; `blocked_code` says what (a code of
    `rules.may_come`), `blocked_term` which skill, training or check.
    """

    shift = models.ForeignKey(Shift, on_delete=models.PROTECT, related_name="sign_ups")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="sign_ups")
    team = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=SignUpState.choices, default=SignUpState.SIGNED_UP)
    came_by = models.CharField(max_length=4, choices=CameBy.choices, default=CameBy.OWN)
    place_kind = models.CharField(max_length=8, choices=PlaceKind.choices, blank=True)
    starts = models.DateTimeField()
    ends = models.DateTimeField()
    signed_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    waiting_since = models.DateTimeField(null=True, blank=True)
    promised_until = models.DateTimeField(null=True, blank=True)
    guardian_word = models.CharField(max_length=10, choices=GuardianWord.choices, default=GuardianWord.NOT_NEEDED)
    guardian_until = models.DateTimeField(null=True, blank=True)
    guardian = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500, blank=True)
    blocked_since = models.DateTimeField(null=True, blank=True)
    blocked_code = models.CharField(max_length=20, blank=True)
    blocked_term = models.ForeignKey(Term, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shift", "person"], condition=~Q(state__in=ENDED), name="signed_up_once"),
            models.CheckConstraint(
                condition=~Q(state=SignUpState.OFFERED) | Q(promised_until__isnull=False), name="offer_has_an_end"
            ),
            models.CheckConstraint(
                condition=~Q(state=SignUpState.WAITING) | Q(waiting_since__isnull=False), name="waiting_has_a_start"
            ),
        ]
        indexes = [
            models.Index(fields=["person", "state", "starts"]),
            models.Index(fields=["shift", "state"]),
            models.Index(fields=["promised_until"], condition=Q(state="offered"), name="offered_until"),
            models.Index(fields=["starts"], condition=Q(blocked_since__isnull=False), name="blocked_ahead"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.state}"

    @property
    def is_ahead(self) -> bool:
        return self.state not in ENDED and self.ends > now()

    @property
    def seen_word(self) -> str:
        """What whoever leads reads of something missing: that it is so, never why."""
        return gettext("not checked") if self.blocked_code.startswith("check_") else gettext("not ready")


def new_secret() -> str:
    return secrets.token_urlsafe(24)


class CalendarFeed(models.Model):
    """The secret address of a person's own calendar. A new secret makes the old address lead nowhere."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="calendar_feed")
    secret = models.CharField(max_length=40, unique=True, default=new_secret)
    made = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return f"{self.person_id}"
