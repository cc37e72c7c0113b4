"""Who is looking: built once per request, handed to every rule and query below."""

from tongzhuo.kernel.viewer import NOBODY, Held, Viewer
from tongzhuo.organisations.models import Mandate, Membership, in_force
from tongzhuo.people.models import Person


def viewer_of(person: Person | None, *, acting_for: str = "") -> Viewer:
    """The viewer that this person is today; `acting_for` is the code of an organisation they hold a mandate of."""
    if person is None:
        return NOBODY
    held = tuple(_mandates(person))
    acting = next((h for h in held if h.organisation_code == acting_for), None)
    return Viewer(
        person_id=person.pk,
        code=person.code,
        name=person.shown_name,
        home=person.home.path,
        acting_for_id=acting.organisation_id if acting else None,
        acting_for_code=acting.organisation_code if acting else "",
        mandates=held,
        member_of=frozenset(_memberships(person)),
    )


def viewer_of_account(account_id: int | None, *, acting_for: str = "") -> Viewer:
    if account_id is None:
        return NOBODY
    person = Person.objects.select_related("home", "merged_into__home").filter(account_id=account_id).first()
    return viewer_of(person and (person.merged_into or person), acting_for=acting_for)


def _mandates(person: Person) -> list[Held]:
    rows = Mandate.objects.filter(in_force(), person=person).order_by("pk")
    found = rows.values_list("role", "place__path", "organisation_id", "organisation__code")
    return [Held(*row) for row in found]


def _memberships(person: Person) -> list[int]:
    return list(Membership.objects.filter(in_force(), person=person).values_list("organisation_id", flat=True))
