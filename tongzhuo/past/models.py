"""What came in from a list long after it took place. Whatever has a row here is marked *entered later* for ever."""

from django.db import models

from tongzhuo.kernel.models import Coded, Sourced, once_per_source
from tongzhuo.service.models import Shift, SignUp


class PastShift(Coded, Sourced):
    """A shift that a list tells of. It is done, and nobody signs up for it."""

    shift = models.OneToOneField(Shift, on_delete=models.CASCADE, related_name="past")

    class Meta:
        constraints = [once_per_source("past_shift")]

    def __str__(self) -> str:
        return f"{self.source}: {self.source_key}"


class PastSignUp(Coded, Sourced):
    """An answer that a list tells of. `guests`: how many came along, or meant to; nobody knows who, so that they hold
    no place and have no hours."""

    sign_up = models.OneToOneField(SignUp, on_delete=models.CASCADE, related_name="past")
    guests = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [once_per_source("past_sign_up")]

    def __str__(self) -> str:
        return f"{self.source}: {self.source_key}"
