"""People, the accounts some of them have, what they can do, when they are free and what they agreed to."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.utils.timezone import now

from tongzhuo.kernel.codes import LENGTH, new_code
from tongzhuo.kernel.fields import SealedTextField
from tongzhuo.kernel.models import Coded, Sourced, once_per_source
from tongzhuo.people.names import surname_form
from tongzhuo.people.states import Agreement, HowAgreed, SeenBy, ShownBy, Way
from tongzhuo.places.models import Place
from tongzhuo.vocabulary.models import Term


class AccountManager(BaseUserManager["Account"]):
    def create_user(self, email: str | None = None, phone: str | None = None, **fields: Any) -> "Account":
        account = self.model(email=email or None, phone=phone or None, **fields)
        account.set_unusable_password()
        account.save(using=self._db)
        return account


class Account(AbstractBaseUser, PermissionsMixin):
    """What signs in: by a code sent to the e-mail address or the telephone. Rights come from mandates alone."""

    code = models.CharField(max_length=LENGTH, unique=True, default=new_code, editable=False)
    email = models.EmailField(unique=True, null=True, blank=True)
    phone = models.CharField(max_length=20, unique=True, null=True, blank=True)
    phone_verified = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    created = models.DateTimeField(default=now, editable=False)

    USERNAME_FIELD = "code"
    EMAIL_FIELD = "email"
    objects: ClassVar[AccountManager] = AccountManager()

    def __str__(self) -> str:
        return self.email or self.phone or self.code


class Person(Coded, Sourced):
    """Somebody, with or without an account or a telephone. `name` is the full name: it is for few eyes;
    `display_name` is what the person lets the community see."""

    account = models.OneToOneField(Account, null=True, blank=True, on_delete=models.SET_NULL, related_name="person")
    name = models.CharField(max_length=120)
    display_name = models.CharField(max_length=120, blank=True)
    birth_date = models.DateField(null=True, blank=True)
    identity_number = SealedTextField(blank=True, default="")
    volunteer_number = models.CharField(max_length=32, unique=True, null=True, blank=True)
    languages = models.ManyToManyField(Term, blank=True, related_name="+")
    home = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="people")
    door = models.CharField(max_length=160, blank=True)
    lat = models.FloatField(null=True, blank=True)
    lon = models.FloatField(null=True, blank=True)
    acts_through = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="acts_for")
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged")

    class Meta:
        constraints = [once_per_source("person")]
        indexes = [models.Index(fields=["home", "name"])]

    def __str__(self) -> str:
        return self.shown_name

    @property
    def shown_name(self) -> str:
        """What the community may read; without a choice of the person, the surname form."""
        return self.display_name or surname_form(self.name)


class ContactWay(models.Model):
    """One way to reach a person, perhaps only a neighbour's, and who may see it."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="contact_ways")
    way = models.CharField(max_length=10, choices=Way.choices)
    value = models.CharField(max_length=120)
    note = models.CharField(max_length=160, blank=True)
    seen_by = models.CharField(max_length=10, choices=SeenBy.choices, default=SeenBy.OFFICE)

    def __str__(self) -> str:
        return self.value


class PersonSkill(models.Model):
    """A skill or a check somebody has. One that has run out is none."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="skills")
    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(default=1)
    shown_by = models.CharField(max_length=12, choices=ShownBy.choices, default=ShownBy.SELF)
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "term"], name="one_skill_per_person")]

    def __str__(self) -> str:
        return self.term.name


class Availability(models.Model):
    """How much of their time a person offers: how far, how often, and until when they rest."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="availability")
    radius_m = models.PositiveIntegerField(default=3000)
    bookings_a_week = models.PositiveSmallIntegerField(default=2)
    minutes_a_week = models.PositiveIntegerField(default=480)
    rest_until = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.person_id}"


class Window(models.Model):
    """Free every week on `weekday` (0 is Monday), local time of the person's home."""

    availability = models.ForeignKey(Availability, on_delete=models.CASCADE, related_name="windows")
    weekday = models.PositiveSmallIntegerField()
    from_time = models.TimeField()
    until_time = models.TimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(weekday__lte=6), name="weekday_of_a_week"),
            models.CheckConstraint(
                condition=models.Q(until_time__gt=models.F("from_time")), name="window_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.from_time}-{self.until_time}"


class DayException(models.Model):
    """A date that differs from the week: away all day, or free at other hours."""

    availability = models.ForeignKey(Availability, on_delete=models.CASCADE, related_name="exceptions")
    day = models.DateField()
    free = models.BooleanField(default=False)
    from_time = models.TimeField(null=True, blank=True)
    until_time = models.TimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.day}"


class Consent(Coded):
    """What a person agreed to, how it was said and who wrote it down. Withdrawing works at once.
    `agreed_by` is the guardian who said it for a minor."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=20, choices=Agreement.choices)
    given_to = models.CharField(max_length=160, blank=True)
    how = models.CharField(max_length=10, choices=HowAgreed.choices, default=HowAgreed.TICK)
    given_on = models.DateField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    noted_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    agreed_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "purpose"], condition=models.Q(withdrawn_at=None), name="one_living_consent"
            )
        ]

    def __str__(self) -> str:
        return self.purpose


class Guardianship(models.Model):
    """Who answers for a minor, and for how long."""

    minor = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="guardians")
    guardian = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="wards")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.guardian_id} for {self.minor_id}"
