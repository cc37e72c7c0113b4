"""Who was there, and the record of service with the fields that Civil Affairs Order 67 asks for."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.timezone import now

from tongzhuo.kernel.models import Coded, Sourced, once_per_source
from tongzhuo.organisations.models import Organisation
from tongzhuo.people.models import Person
from tongzhuo.places.models import Place
from tongzhuo.records.states import Direction, Oddity, Proof, RecordState, Way
from tongzhuo.service.models import Shift, SignUp


class Scan(models.Model):
    """One coming or going as a device told it. `key` is random and made by the device: the same scan sent again changes
    nothing. `at` is what was said, `received` when we heard it, `clock_off` the seconds by which the device's clock
    was wrong when it told us (null: it did not say). Never edited."""

    key = models.CharField(max_length=40, unique=True)
    shift = models.ForeignKey(Shift, on_delete=models.PROTECT, related_name="scans")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    direction = models.CharField(max_length=3, choices=Direction.choices)
    way = models.CharField(max_length=8, choices=Way.choices)
    at = models.DateTimeField()
    received = models.DateTimeField(default=now)
    clock_off = models.IntegerField(null=True, blank=True)
    noted_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["shift", "person"])]

    def __str__(self) -> str:
        return f"{self.person_id} {self.direction} {self.at:%F %R}"


class Attendance(Coded):
    """When the person of a sign-up came and left. `forgot`: nobody noted the leaving; the planned end stands for it."""

    sign_up = models.OneToOneField(SignUp, on_delete=models.PROTECT, related_name="attendance")
    came = models.DateTimeField()
    left = models.DateTimeField(null=True, blank=True)
    way = models.CharField(max_length=8, choices=Way.choices)
    forgot = models.BooleanField(default=False)
    noted_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(left=None) | Q(left__gte=F("came")), name="left_after_coming")
        ]

    def __str__(self) -> str:
        return f"{self.sign_up_id} from {self.came:%F %R}"


class ServiceRecord(Coded, Sourced):
    """One line of somebody's service. A correction is a line of its own with the difference in `minutes`, so that the
    sum over confirmed lines is always what counts. `recorded_by` is the recording unit, `in_charge` the person in
    charge as a name; both as they were on the day. `due_on`: the tenth working day after; whatever is entered later
    than that has the proof "later" for ever."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="service_records")
    attendance = models.ForeignKey(Attendance, null=True, blank=True, on_delete=models.PROTECT, related_name="records")
    corrects = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrections")
    state = models.CharField(max_length=9, choices=RecordState.choices, default=RecordState.PROPOSED)
    activity_name = models.CharField(max_length=200)
    content = models.TextField(blank=True)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    spot = models.CharField(max_length=200, blank=True)
    starts = models.DateTimeField()
    ends = models.DateTimeField()
    minutes = models.IntegerField()
    recorded_by = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="service_records")
    in_charge = models.CharField(max_length=120)
    proof = models.CharField(max_length=7, choices=Proof.choices)
    due_on = models.DateField()
    entered_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            once_per_source("service_record"),
            models.CheckConstraint(condition=Q(ends__gte=F("starts")), name="record_ends_after_start"),
            models.CheckConstraint(condition=Q(minutes__gte=0) | Q(corrects__isnull=False), name="no_hours_below_none"),
            models.CheckConstraint(
                condition=~Q(state=RecordState.CONFIRMED)
                | Q(confirmed_by__isnull=False) & ~Q(confirmed_by=F("person")),
                name="hours_confirmed_by_another",
            ),
            models.UniqueConstraint(fields=["attendance"], condition=Q(corrects=None), name="one_record_for_a_day"),
        ]
        indexes = [models.Index(fields=["person", "state", "starts"]), models.Index(fields=["state", "due_on"])]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.minutes} min"

    @property
    def hours(self) -> str:
        """Hours with at most two digits behind the point, as certificates print them."""
        return f"{self.minutes / 60:.2f}".rstrip("0").rstrip(".")


class Flag(models.Model):
    """Something about a record that somebody should look at. `facts` says what was compared."""

    record = models.ForeignKey(ServiceRecord, on_delete=models.CASCADE, related_name="flags")
    oddity = models.CharField(max_length=12, choices=Oddity.choices)
    facts = models.JSONField(default=dict)
    looked_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    looked_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["record", "oddity"], name="flagged_once")]

    def __str__(self) -> str:
        return f"{self.oddity}: {self.record_id}"

    @property
    def told(self) -> list[tuple[str, datetime]]:
        """What a telephone told too late: "came" or "left", and when."""
        scans = self.facts.get("scans", [])
        return [(str(Direction(scan["direction"]).label), datetime.fromisoformat(scan["at"])) for scan in scans]
