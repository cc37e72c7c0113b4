"""What was certified, as it stood on the day: a later correction changes the records, never this."""

from django.db import models
from django.db.models import F, Q

from tongzhuo.certificates.states import CertificateState, Language
from tongzhuo.kernel.models import Coded
from tongzhuo.organisations.models import Organisation
from tongzhuo.people.models import Person
from tongzhuo.people.names import surname_form
from tongzhuo.seals.models import Seal


class Certificate(Coded):
    """The code is its number. `proven`: minutes by level of proof; `lines`: the rows of the paper; both, and the names,
    are what was printed and sealed. `activities` are names; none: everything between the two days counts.
    `press` is the press of a button that made it: pressed twice, it is made once."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="certificates")
    recorded_by = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="certificates")
    seal = models.OneToOneField(Seal, on_delete=models.PROTECT, related_name="certificate")
    state = models.CharField(max_length=10, choices=CertificateState.choices, default=CertificateState.ISSUED)
    language = models.CharField(max_length=4, choices=Language.choices)
    activities = models.JSONField(default=list)
    first_day = models.DateField()
    last_day = models.DateField()
    issued_on = models.DateField()
    name = models.CharField(max_length=120)
    volunteer_number = models.CharField(max_length=32)
    issuer_name = models.CharField(max_length=160)
    issuer_phone = models.CharField(max_length=40, blank=True)
    proven = models.JSONField()
    lines = models.JSONField()
    press = models.CharField(max_length=64, blank=True)
    taken_back = models.DateTimeField(null=True, blank=True)
    taken_back_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200, blank=True)
    instead = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaces")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="certified_days_in_order"),
            models.CheckConstraint(
                condition=Q(state=CertificateState.ISSUED, taken_back=None, reason="")
                | Q(state=CertificateState.TAKEN_BACK, taken_back__isnull=False) & ~Q(reason=""),
                name="taken_back_with_a_reason",
            ),
            models.UniqueConstraint(fields=["person", "press"], condition=~Q(press=""), name="made_once_a_press"),
        ]
        indexes = [models.Index(fields=["person", "created"])]

    def __str__(self) -> str:
        return self.shown_code

    @property
    def minutes(self) -> int:
        return int(sum(self.proven.values()))

    @property
    def times(self) -> int:
        return int(sum(line["times"] for line in self.lines))

    @property
    def short_name(self) -> str:
        """What the public check page shows of the name."""
        return surname_form(self.name)
