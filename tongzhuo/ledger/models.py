"""The book: accounts, what is counted, lots, and transactions whose entries come to nothing.

Accounts, assets and lots are written once; transactions and entries are never changed or taken out: the database itself
refuses it (see the first migration), and refuses a transaction that does not balance. Balances are the sums of entries.
"""

from django.db import models
from django.db.models import F, Q

from tongzhuo.kernel.codes import LENGTH, new_code
from tongzhuo.kernel.fields import PathField
from tongzhuo.kernel.models import Coded
from tongzhuo.ledger.states import HOLDING, ONE_PER_PLACE, AccountKind, AssetKind
from tongzhuo.organisations.models import Organisation
from tongzhuo.people.models import Person
from tongzhuo.places.models import Place, TwoNames
from tongzhuo.vocabulary.models import Term


class Account(Coded, TwoNames):
    """Where something can be. At most one owner; a group of people helped and a loss have none. `purpose`: what is
    kept here may be used for nothing else."""

    kind = models.CharField(max_length=14, choices=AccountKind.choices)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="accounts")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    purpose = models.ForeignKey(Term, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    about = models.CharField(max_length=60, blank=True, db_index=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(person=None) | Q(organisation=None), name="account_has_one_owner_at_most"
            ),
            models.UniqueConstraint(
                fields=["place", "kind"], condition=Q(kind__in=ONE_PER_PLACE), name="one_such_account_per_place"
            ),
        ]
        indexes = [models.Index(fields=["place", "kind"])]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return self.name or self.owner_name or str(AccountKind(self.kind).label)

    @property
    def owner_name(self) -> str:
        if self.organisation is not None:
            return self.organisation.name
        return self.person.shown_name if self.person else ""

    @property
    def holds(self) -> bool:
        return self.kind in HOLDING


class Asset(models.Model):
    """What is counted, in whole base units: fen of a currency, the base unit of an item, minutes. `key` names it."""

    kind = models.CharField(max_length=8, choices=AssetKind.choices)
    key = models.CharField(max_length=180, unique=True)
    item = models.ForeignKey(Term, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Term, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    currency = models.CharField(max_length=3, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(Q(kind=AssetKind.GOODS) & Q(item__isnull=False, unit__isnull=False, currency=""))
                | (Q(kind=AssetKind.MONEY, item=None, unit=None) & ~Q(currency=""))
                | Q(kind__in=(AssetKind.HOURS, AssetKind.CREDIT), item=None, unit=None, currency=""),
                name="asset_is_of_its_kind",
            )
        ]

    def __str__(self) -> str:
        return self.key


class Lot(Coded):
    """One provenance of one asset: everything that moves names its lot, and keeps it. `about` is the thing it came
    with, for instance `gift:CODE`; `purpose` is what its giver restricted it to; `place` is where it came in."""

    asset = models.ForeignKey(Asset, on_delete=models.PROTECT, related_name="lots")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    about = models.CharField(max_length=60, blank=True, db_index=True)
    serial = models.CharField(max_length=80, blank=True)
    batch = models.CharField(max_length=80, blank=True)
    best_before = models.DateField(null=True, blank=True)
    purpose = models.ForeignKey(Term, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    condition = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["asset", "serial"], condition=~Q(serial=""), name="serial_number_once")
        ]

    def __str__(self) -> str:
        return self.shown_code


class Transaction(Coded):
    """One thing that happened, written after its entries: the row is their seal, and the database takes it only when
    the entries of each lot come to nothing. `key` makes posting it twice the same as once; `witness` is the second
    person where two are needed; `reverses` is the one it undoes."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    memo = models.CharField(max_length=300, blank=True)
    about = models.CharField(max_length=60, blank=True, db_index=True)
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    witness = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=120, unique=True, null=True, blank=True)
    reverses = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.RESTRICT, related_name="reversed_by"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(witness=None) | Q(person=None) | ~Q(witness=F("person")), name="two_are_two_people"
            )
        ]
        indexes = [models.Index(fields=["place", "on"])]

    def __str__(self) -> str:
        return self.shown_code


class Balance(models.Model):
    """How much of a lot is in an account: the sum of its entries, kept beside them and re-added every night."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="balances")
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="balances")
    amount = models.BigIntegerField(default=0)
    holds = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "lot"], name="one_balance_per_lot"),
            models.CheckConstraint(condition=Q(holds=False) | Q(amount__gte=0), name="never_below_nothing"),
        ]
        indexes = [models.Index(fields=["lot"], condition=~Q(amount=0), name="where_a_lot_is")]

    def __str__(self) -> str:
        return f"{self.amount} in {self.account_id}"


class Entry(models.Model):
    """So much of a lot into an account (above nothing) or out of it (below). `asset` is copied from the lot."""

    transaction = models.ForeignKey(
        Transaction, to_field="code", db_column="transaction_code", on_delete=models.PROTECT, related_name="entries"
    )
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="entries", db_index=False)
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="entries")
    asset = models.ForeignKey(Asset, on_delete=models.PROTECT, related_name="+", db_index=False)
    amount = models.BigIntegerField()
    balance = models.ForeignObject(
        Balance,
        from_fields=["account", "lot"],
        to_fields=["account", "lot"],
        on_delete=models.DO_NOTHING,
        null=True,
        related_name="+",
    )

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(amount=0), name="entry_of_something")]
        indexes = [models.Index(fields=["account", "lot", "id"], name="entries_of_an_account")]

    def __str__(self) -> str:
        return f"{self.amount} in {self.account_id}"


class Closing(Coded):
    """The book of a place and of all under it takes nothing more on any day up to `until`."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="closings")
    until = models.DateField()
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["place", "until"], name="closed_once")]

    def __str__(self) -> str:
        return f"{self.place_id} until {self.until}"


class Count(Coded):
    """Somebody counted a lot in an account: what the book said, what was there, and why they differ if they do."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="counts")
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="counts")
    on = models.DateField()
    booked = models.BigIntegerField()
    counted = models.BigIntegerField()
    reason = models.CharField(max_length=300, blank=True)
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    settled_by = models.OneToOneField(
        Transaction, null=True, blank=True, on_delete=models.PROTECT, related_name="settles"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(counted__gte=0), name="counted_something_or_nothing"),
            models.CheckConstraint(
                condition=Q(settled_by=None, booked=F("counted")) | Q(settled_by__isnull=False) & ~Q(reason=""),
                name="a_difference_is_explained",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.counted} in {self.account_id}"

    @property
    def difference(self) -> int:
        return self.counted - self.booked


class AuditRun(Coded):
    """What a night's re-adding of the whole book (or of one place's) found. `findings` are the first of `found`."""

    path = PathField(blank=True)
    transactions = models.PositiveBigIntegerField()
    entries = models.PositiveBigIntegerField()
    milliseconds = models.PositiveBigIntegerField()
    found = models.PositiveBigIntegerField()
    findings = models.JSONField(default=list)

    class Meta:
        indexes = [models.Index(fields=["path", "created"])]

    def __str__(self) -> str:
        return f"{self.entries} entries, {self.found} findings"


class Unsealed(models.Model):
    """While such a row stands, the database lets entries be taken out: for the sample district, which can be cleared
    away, and within one database transaction. One that is left over is a finding of the audit."""

    code = models.CharField(max_length=LENGTH, default=new_code)
    why = models.CharField(max_length=120)

    def __str__(self) -> str:
        return self.why
