"""What was given: promised, agreed, received with a receipt, kept in a store, handed over, seen in use.

How much is where stands in the ledger, which knows a gift by its lots (`about` is `gift:CODE`). Here is what was said
and signed about it."""

from django.db import models
from django.db.models import F, Q

from tongzhuo.gifts.states import (
    GiftKind,
    GiftState,
    HandOverState,
    LossKind,
    LossState,
    Naming,
    Reply,
    Shows,
)
from tongzhuo.kernel.models import Coded
from tongzhuo.ledger.models import Account, Lot, Transaction
from tongzhuo.needs.models import Ask, Need
from tongzhuo.organisations.models import OfParty, Organisation, one_party
from tongzhuo.people.models import Person
from tongzhuo.places.models import Place, TwoNames
from tongzhuo.projects.models import Project
from tongzhuo.resources.models import Offer
from tongzhuo.vocabulary.models import Term


def _optional(to: type[models.Model] | str, related: str = "+") -> models.ForeignKey:  # type: ignore[type-arg]
    return models.ForeignKey(to, null=True, blank=True, on_delete=models.PROTECT, related_name=related)


class Store(Coded, TwoNames):
    """Where an organisation keeps what it was given. `account` is its shelf in the ledger; `spot` is where exactly."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="stores")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="stores")
    spot = models.CharField(max_length=200, blank=True)
    account = models.OneToOneField(Account, on_delete=models.PROTECT, related_name="store")
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["place"])]

    def __str__(self) -> str:
        return self.name


class Gift(Coded, OfParty):
    """What one party promises or has given. `quantity` is in base units (fen, pieces, grams; minutes of what is given
    by the hour); null means "to be agreed". `receiver` takes it and answers for it: of money a charity or the giver's
    own organisation. Both sides agree to the terms as they stand: a changed term asks the other side again.
    `source` says what it came from ("link:CODE"): it comes once. `short_of` is what the giver could not keep."""

    kind = models.CharField(max_length=12, choices=GiftKind.choices)
    state = models.CharField(max_length=12, choices=GiftState.choices, default=GiftState.PLEDGED)
    item = _optional(Term)
    item_text = models.CharField(max_length=200, blank=True)
    unit = _optional(Term)
    quantity = models.PositiveBigIntegerField(null=True, blank=True)
    short_of = models.PositiveBigIntegerField(default=0)
    quality = models.CharField(max_length=200, blank=True)
    purpose = _optional(Term)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="gifts")
    receiver = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="gifts_received")
    deliver_by = models.DateField(null=True, blank=True)
    deliver_to = models.CharField(max_length=200, blank=True)
    return_on = models.DateField(null=True, blank=True)
    naming = models.CharField(max_length=10, choices=Naming.choices, default=Naming.KEPT)
    offer = _optional(Offer, "gifts")
    need = _optional(Need, "gifts")
    ask = _optional(Ask, "gifts")
    project = _optional(Project, "gifts")
    source = models.CharField(max_length=60, blank=True)
    giver_agreed_by = _optional(Person)
    giver_agreed_at = models.DateTimeField(null=True, blank=True)
    receiver_agreed_by = _optional(Person)
    receiver_agreed_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            one_party("gift"),
            models.UniqueConstraint(fields=["source"], condition=~Q(source=""), name="gift_comes_once"),
            models.CheckConstraint(condition=Q(quantity=None) | Q(quantity__gte=1), name="gift_of_something"),
            models.CheckConstraint(
                condition=Q(return_on=None) | Q(deliver_by=None) | Q(return_on__gte=F("deliver_by")),
                name="loan_returns_after_it_came",
            ),
        ]
        indexes = [
            models.Index(fields=["place", "state"]),
            models.Index(fields=["organisation", "state"]),
            models.Index(fields=["state", "deliver_by"]),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return self.item_text or (self.item.name if self.item else str(GiftKind(self.kind).label))

    @property
    def about(self) -> str:
        """How the ledger names this gift."""
        return f"gift:{self.code}"

    @property
    def is_whole(self) -> bool:
        """Nothing of its terms is left "to be agreed": only then somebody can agree to them."""
        return self.quantity is not None and (self.kind != GiftKind.LOAN or self.return_on is not None)

    @property
    def is_agreed(self) -> bool:
        """Both sides have said yes to the terms as they stand."""
        return self.giver_agreed_at is not None and self.receiver_agreed_at is not None


class Delivery(Coded):
    """What came in at once. `note` is the number of the giver's own delivery note: one of a gift counts once.
    `store` is null for what is given by the hour: it is used where it is given."""

    gift = models.ForeignKey(Gift, on_delete=models.PROTECT, related_name="deliveries")
    store = _optional(Store, "deliveries")
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="+")
    quantity = models.PositiveBigIntegerField()
    on = models.DateField()
    note = models.CharField(max_length=60, blank=True)
    handler = _optional(Person)
    transaction = models.ForeignKey(Transaction, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["gift", "note"], condition=~Q(note=""), name="one_delivery_of_a_note"),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="delivery_of_something"),
        ]
        verbose_name_plural = "deliveries"

    def __str__(self) -> str:
        return f"{self.quantity} of {self.gift_id}"


class Receipt(Coded):
    """For one delivery, once, with the next number of whoever issues it in that year. `donor` as it was printed; empty
    when the giver wanted no name."""

    delivery = models.OneToOneField(Delivery, on_delete=models.PROTECT, related_name="receipt")
    issuer = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="receipts")
    number = models.CharField(max_length=20)
    donor = models.CharField(max_length=200, blank=True)
    on = models.DateField()
    handler = _optional(Person)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["issuer", "number"], name="receipt_number_once")]

    def __str__(self) -> str:
        return self.number


class HandOver(Coded):
    """So much of a lot goes from a store to a project. Whoever receives counts it and says so; never who sent it."""

    gift = models.ForeignKey(Gift, on_delete=models.PROTECT, related_name="hand_overs")
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="+")
    store = models.ForeignKey(Store, on_delete=models.PROTECT, related_name="hand_overs")
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="hand_overs")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    receiver = _optional(Person)
    quantity = models.PositiveBigIntegerField()
    on = models.DateField()
    state = models.CharField(max_length=10, choices=HandOverState.choices, default=HandOverState.SENT)
    by = _optional(Person)
    counted = models.PositiveBigIntegerField(null=True, blank=True)
    confirmed_by = _optional(Person)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    words = models.CharField(max_length=300, blank=True)
    transaction = models.ForeignKey(Transaction, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gte=1), name="hand_over_of_something"),
            models.CheckConstraint(
                condition=Q(counted=None) | Q(counted__lte=F("quantity")), name="no_more_arrives_than_was_sent"
            ),
        ]
        indexes = [models.Index(fields=["project", "state"])]

    def __str__(self) -> str:
        return f"{self.quantity} to {self.project_id}"

    @property
    def difference(self) -> int:
        return self.quantity - (self.quantity if self.counted is None else self.counted)


class UseNote(Coded):
    """Seen in use, or spent: how much, on which day, in whose words. `people` are only ever counted."""

    gift = models.ForeignKey(Gift, on_delete=models.PROTECT, related_name="use_notes")
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="+")
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+")
    quantity = models.PositiveBigIntegerField()
    people = models.PositiveIntegerField(null=True, blank=True)
    on = models.DateField()
    words = models.CharField(max_length=300, blank=True)
    by = _optional(Person)
    transaction = models.ForeignKey(Transaction, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(quantity__gte=1), name="use_of_something")]

    def __str__(self) -> str:
        return f"{self.quantity} in use"


class GiftPhoto(Coded):
    """A photo of the thing or of its use, smaller and without what the telephone wrote into it. Everybody sees it."""

    gift = models.ForeignKey(Gift, on_delete=models.PROTECT, related_name="photos")
    photo = models.FileField(upload_to="gifts/%Y/%m/")
    shows = models.CharField(max_length=8, choices=Shows.choices)
    words = models.CharField(max_length=200, blank=True)
    by = _optional(Person)
    taken_down_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.photo.name or ""


class Loss(Coded):
    """One says that something in a store is spoiled or missing; only when another confirms it the book says so too."""

    store = models.ForeignKey(Store, on_delete=models.PROTECT, related_name="losses")
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=LossKind.choices)
    quantity = models.PositiveBigIntegerField()
    words = models.CharField(max_length=300)
    state = models.CharField(max_length=10, choices=LossState.choices, default=LossState.SAID)
    said_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    answered_by = _optional(Person)
    answered_at = models.DateTimeField(null=True, blank=True)
    transaction = _optional(Transaction)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gte=1), name="loss_of_something"),
            models.CheckConstraint(
                condition=Q(answered_by=None) | ~Q(answered_by=F("said_by")), name="loss_seen_by_two"
            ),
        ]
        indexes = [models.Index(fields=["store", "state"])]
        verbose_name_plural = "losses"

    def __str__(self) -> str:
        return f"{self.kind}: {self.quantity}"


class UseChange(Coded):
    """Whoever holds the gift asks its giver whether it may be used for something else. The answer stays."""

    gift = models.ForeignKey(Gift, on_delete=models.PROTECT, related_name="use_changes")
    before = _optional(Term)
    after = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)
    asked_by = _optional(Person)
    answer = models.CharField(max_length=8, choices=Reply.choices, default=Reply.WAITING)
    answered_by = _optional(Person)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["gift"], condition=Q(answer=Reply.WAITING), name="one_question_of_use")
        ]

    def __str__(self) -> str:
        return f"{self.gift_id}: {self.answer}"
