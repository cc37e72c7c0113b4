"""What somebody without an account says they would bring. A claim itself is a link: there is nothing else of it."""

from django.db import models
from django.db.models import Q

from tongzhuo.kernel.fields import SealedTextField
from tongzhuo.kernel.models import Coded
from tongzhuo.linkages.models import Link
from tongzhuo.needs.models import Occasion
from tongzhuo.people.models import Person
from tongzhuo.wishes.states import WordState


class LeftWord(Coded):
    """`quantity` in base units of the ask. It holds nothing until the office has called: then it becomes a link.
    `reach` is the office's alone, and is forgotten once it has answered."""

    occasion = models.ForeignKey(Occasion, on_delete=models.PROTECT, related_name="left_words")
    quantity = models.PositiveBigIntegerField()
    bring_by = models.DateField()
    name = models.CharField(max_length=80)
    reach = SealedTextField(blank=True, default="")
    state = models.CharField(max_length=10, choices=WordState.choices, default=WordState.WAITING)
    link = models.OneToOneField(Link, null=True, blank=True, on_delete=models.PROTECT, related_name="left_word")
    answered_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gte=1), name="word_of_something"),
            models.CheckConstraint(
                condition=Q(state=WordState.CONFIRMED, link__isnull=False)
                | (~Q(state=WordState.CONFIRMED) & Q(link=None)),
                name="confirmed_word_is_a_link",
            ),
        ]
        indexes = [models.Index(fields=["state", "created"])]

    def __str__(self) -> str:
        return f"{self.name}: {self.quantity}"
