"""Who is looking: built once per request, handed to every rule and query below."""

from typing import Any

from django.db.models import QuerySet, Value
from django.utils.timezone import localdate

from tongzhuo.kernel.viewer import NOBODY, Held, Viewer
from tongzhuo.organisations.models import Mandate, Membership, in_force
from tongzhuo.people.models import Person
from tongzhuo.statements.kept import kept

MEMBER = "member"


def viewer_of(person: Person | None, *, acting_for: str = "") -> Viewer:
    """The viewer that this person is today; `acting_for` is the code of an organisation they hold a mandate of."""
    if person is None:
        return NOBODY
    rows = _rows(person)
    held = tuple(Held(*row) for row in rows if row[0] != MEMBER)
    acting = next((h for h in held if h.organisation_code == acting_for), None)
    return Viewer(
        person_id=person.pk,
        code=person.code,
        name=person.shown_name,
        home=person.home.path,
        acting_for_id=acting.organisation_id if acting else None,
        acting_for_code=acting.organisation_code if acting else "",
        mandates=held,
        member_of=frozenset(row[2] for row in rows if row[0] == MEMBER),
    )


def viewer_of_account(account_id: int | None, *, acting_for: str = "") -> Viewer:
    if account_id is None:
        return NOBODY
    person = Person.objects.select_related("home", "merged_into__home").filter(account_id=account_id).first()
    return viewer_of(person and (person.merged_into or person), acting_for=acting_for)


def _rows(person: Person) -> list[tuple[str, str, int, str]]:
    """Mandates and memberships in one query: (role or MEMBER, place path, organisation, its code)."""
    return sorted(_held(person=person.pk, day=localdate()))


@kept
def _held(*, person: Any, day: Any) -> QuerySet[Mandate, tuple[str, str, int, str]]:
    mandates = Mandate.objects.filter(in_force(on=day), person=person)
    memberships = Membership.objects.filter(in_force(on=day), person=person)
    acting = mandates.values_list("role", "place__path", "organisation_id", "organisation__code")
    belonging = memberships.values_list(
        Value(MEMBER), "organisation__place__path", "organisation_id", "organisation__code"
    )
    return acting.union(belonging, all=True)
