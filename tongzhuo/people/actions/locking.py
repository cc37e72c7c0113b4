"""Every action on a record holds it first."""

from tongzhuo.people.models import Person


def locked(person: Person) -> Person:
    return Person.objects.select_for_update(of=("self",)).select_related("home").get(pk=person.pk)
