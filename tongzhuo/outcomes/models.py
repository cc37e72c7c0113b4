"""What is said to be done, what shows it, and the word of the person helped."""

from django.db import models
from django.db.models import Q

from tongzhuo.kernel.codes import new_code, shown_code
from tongzhuo.kernel.models import Coded
from tongzhuo.needs.models import Need
from tongzhuo.organisations.models import Organisation
from tongzhuo.outcomes.states import Answer, ClaimState, Felt, How, Shows
from tongzhuo.people.models import Person


class Claim(Coded):
    """Somebody at the table says that a need is solved. `slip` is a secret of the person helped: the code on the paper
    that the office hands them; whoever claims never sees it. `counted` names what `count` counts ("trips")."""

    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="claims")
    state = models.CharField(max_length=10, choices=ClaimState.choices, default=ClaimState.WAITING)
    claimed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    note = models.TextField()
    count = models.PositiveIntegerField(null=True, blank=True)
    counted = models.CharField(max_length=60, blank=True)
    slip = models.CharField(max_length=10, unique=True, default=new_code, editable=False)
    answer_by = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["need"], condition=Q(state=ClaimState.WAITING), name="one_claim_waits_for_a_need"
            )
        ]
        indexes = [models.Index(fields=["state", "answer_by"])]

    def __str__(self) -> str:
        return f"{self.need_id}: {self.state}"

    @property
    def is_waiting(self) -> bool:
        return self.state == ClaimState.WAITING

    @property
    def shown_slip(self) -> str:
        return shown_code(self.slip)


class Evidence(Coded):
    """A photo of what was done, smaller and without what the telephone wrote into it."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="photos")
    photo = models.FileField(upload_to="outcomes/%Y/%m/")
    shows = models.CharField(max_length=8, choices=Shows.choices)

    def __str__(self) -> str:
        return self.photo.name or ""


class Confirmation(Coded):
    """What the person helped, or a delegate, answers. `person` is null when nobody knows their name: then they had the
    slip or spoke to the office. `written_by` wrote it down for them."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="confirmations")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(max_length=10, choices=Answer.choices)
    words = models.TextField(blank=True)
    felt = models.CharField(max_length=4, choices=Felt.choices, blank=True)
    how = models.CharField(max_length=5, choices=How.choices)
    written_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["claim", "person"], name="one_word_of_each")]

    def __str__(self) -> str:
        return f"{self.claim_id}: {self.answer}"
