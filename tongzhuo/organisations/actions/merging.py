"""Two records of one person become one, without losing a line."""

from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils.timezone import now

from tongzhuo.kernel.memory import record
from tongzhuo.kernel.verdicts import require
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.organisations import rules
from tongzhuo.organisations.models import Mandate, in_force
from tongzhuo.people.models import Consent, Person

FILLED_IN = ("birth_date", "identity_number", "display_name", "door", "lat", "lon", "acts_through", "volunteer_number")


@transaction.atomic
def merge_people(*, by: Viewer, kept: Person, gone: Person) -> Person:
    """Everything that points to `gone` points to `kept` from now on; what both have stays with the record it was on.

    `gone` is kept as a signpost: its code, its account and its lines in the memory answer for `kept`.
    A yes that was taken back on either record is taken back.
    """
    records = Person.objects.select_for_update(of=("self",)).select_related("home").order_by("pk")
    found = records.in_bulk([kept.pk, gone.pk])
    kept, gone = found[kept.pk], found[gone.pk]
    mandates = Mandate.objects.filter(in_force(), person__in=[kept, gone]).select_related(
        "organisation__place", "place"
    )
    require(rules.may_merge_people(by, kept, gone, mandates=mandates, at=now()))
    _move_what_points(gone, kept)
    _take_back(kept, gone)
    _fill_in(kept, gone)
    gone.merged_into = kept
    gone.save(update_fields=["merged_into", "account", "volunteer_number"])
    record(by=by, did="person.merged", on=gone, path=kept.home.path, into=kept.code)
    return kept


def _move_what_points(gone: Person, kept: Person) -> None:
    for relation in Person._meta.get_fields(include_hidden=True):
        if isinstance(relation, models.ManyToOneRel):
            _repoint(relation.field, gone, kept)
    kept.languages.add(*gone.languages.all())


def _repoint(field: Any, gone: Person, kept: Person) -> None:
    """Row by row where one move of all breaks "only once": those that both records have stay where they are."""
    rows = field.model._default_manager.filter(**{field.name: gone}).exclude(pk=_own_key(field, kept))
    try:
        with transaction.atomic():
            rows.update(**{field.name: kept})
    except IntegrityError:
        for row in list(rows):
            try:
                with transaction.atomic():
                    rows.filter(pk=row.pk).update(**{field.name: kept})
            except IntegrityError:
                continue


def _own_key(field: Any, kept: Person) -> int | None:
    """`kept` itself must not come to act through itself."""
    return kept.pk if field.model is Person else None


def _take_back(kept: Person, gone: Person) -> None:
    """Where one record says no later than the other said yes, it is no."""
    for living in Consent.objects.filter(person=kept, withdrawn_at=None):
        later = Consent.objects.filter(
            person__in=[kept, gone], purpose=living.purpose, withdrawn_at__date__gte=living.given_on
        )
        if later.exists():
            living.withdrawn_at = now()
            living.save(update_fields=["withdrawn_at"])
    Consent.objects.filter(person=gone, withdrawn_at=None).update(withdrawn_at=now())


def _fill_in(kept: Person, gone: Person) -> None:
    """What the kept record does not say is taken from the other."""
    taken = [
        field for field in FILLED_IN if getattr(kept, field) in (None, "") and getattr(gone, field) not in (None, "")
    ]
    values = {field: getattr(gone, field) for field in taken}
    if kept.account_id is None and gone.account_id is not None:
        values["account"] = gone.account
        taken.append("account")
        gone.account = None
    if "volunteer_number" in values:
        gone.volunteer_number = None
    # Both are unique: the other record lets go first.
    gone.save(update_fields=["account", "volunteer_number"])
    for field, value in values.items():
        setattr(kept, field, value)
    if taken:
        kept.save(update_fields=taken)
