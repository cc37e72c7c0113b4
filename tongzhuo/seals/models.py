"""Signing keys, and what was sealed with them."""

from django.db import models
from django.db.models import Q

from tongzhuo.kernel.fields import PathField, SealedTextField
from tongzhuo.kernel.models import Coded
from tongzhuo.seals.states import KeyState


class SigningKey(Coded):
    """An Ed25519 key. Only the one in use has its private half, encrypted; retiring a key destroys it."""

    multikey = models.CharField(max_length=64, unique=True)
    secret = SealedTextField(blank=True)
    state = models.CharField(max_length=10, choices=KeyState, default=KeyState.ACTIVE)
    ended = models.DateTimeField(null=True)
    because = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["state"], condition=Q(state=KeyState.ACTIVE), name="one_key_in_use"),
            models.CheckConstraint(
                condition=Q(state=KeyState.ACTIVE, ended=None) & ~Q(secret="")
                | ~Q(state=KeyState.ACTIVE) & Q(ended__isnull=False, secret=""),
                name="only_the_key_in_use_has_its_secret",
            ),
        ]

    def __str__(self) -> str:
        return self.multikey


class Seal(Coded):
    """One sealed paper, as it was handed out. `subject` is its address, the public check page."""

    subject = models.CharField(max_length=200, unique=True)
    key = models.ForeignKey(SigningKey, on_delete=models.PROTECT, related_name="seals")
    document = SealedTextField()
    proof_value = models.CharField(max_length=100)
    organisation = models.CharField(max_length=10, blank=True)
    path = PathField(blank=True)
    taken_back = models.DateTimeField(null=True)
    because = models.CharField(max_length=200, blank=True)
    instead = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["id"], condition=Q(taken_back__isnull=False), name="seals_taken_back"),
            models.Index(fields=["proof_value"], name="seals_by_proof"),
        ]

    def __str__(self) -> str:
        return self.subject
