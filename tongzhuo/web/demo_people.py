"""The people of the demo whom one may be with one press. They exist only where the demo is on."""

from dataclasses import dataclass

from django.db.models import Prefetch, Q, QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from tongzhuo.organisations.models import Mandate
from tongzhuo.organisations.states import Role
from tongzhuo.people.models import Account, Person

DOMAIN = "@demo.tongzhuo.example"
MOST = 12


@dataclass(frozen=True)
class DemoPerson:
    """`code` is that of the account; `role` says in a few words who this is."""

    code: str
    name: str
    role: str


def demo_accounts() -> QuerySet[Account]:
    """Accounts of the demo, known by the domain of their e-mail address, which nobody can receive mail at."""
    return Account.objects.filter(email__endswith=DOMAIN, is_active=True)


def demo_people() -> list[DemoPerson]:
    today = localdate()
    held = Mandate.objects.filter(Q(ends_on=None) | Q(ends_on__gte=today), starts_on__lte=today)
    mandates = Prefetch("mandates", held.select_related("organisation").order_by("pk"), to_attr="held")
    people = Person.objects.filter(account__in=demo_accounts(), merged_into=None).select_related("account", "home")
    found = people.prefetch_related(mandates).order_by("account__pk")[:MOST]
    return [DemoPerson(person.account.code, person.shown_name, _role(person)) for person in found if person.account]


def _role(person: Person) -> str:
    for mandate in getattr(person, "held", ()):
        return _("%(role)s, %(where)s") % {"role": Role(mandate.role).label, "where": mandate.organisation.name}
    return _("Neighbour, %(where)s") % {"where": person.home.name}
