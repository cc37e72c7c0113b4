"""Kinds of organisation, and the roles that a mandate gives."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    COMMITTEE = "committee", _("Residents' committee")
    NGO = "ngo", _("Social organisation")
    FILED_GROUP = "filed_group", _("Filed community group")
    CIRCLE = "circle", _("Circle")
    TEAM = "team", _("Volunteer team")
    STATION = "station", _("Social work station")
    COMPANY = "company", _("Company")
    SCHOOL = "school", _("School")
    CHARITY = "charity", _("Charity")
    FOUNDATION = "foundation", _("Foundation")
    GOVERNMENT = "government", _("Government office")


class Role(TextChoices):
    COORDINATOR = "coordinator", _("Coordinator")
    SOCIAL_WORKER = "social_worker", _("Social worker")
    OPERATOR = "operator", _("Operator")
    LEADER = "leader", _("Leader")
    DONOR_CONTACT = "donor_contact", _("Contact for gifts")
    OFFICIAL = "official", _("Official")
    AUDITOR = "auditor", _("Auditor")


# Which roles somebody who holds one may give to others, within the own subtree.
MAY_GIVE: dict[str, frozenset[str]] = {
    Role.OFFICIAL: frozenset(Role.values),
    Role.COORDINATOR: frozenset({Role.COORDINATOR, Role.SOCIAL_WORKER, Role.OPERATOR, Role.LEADER, Role.DONOR_CONTACT}),
    Role.SOCIAL_WORKER: frozenset(),
    Role.OPERATOR: frozenset({Role.OPERATOR, Role.LEADER}),
    Role.LEADER: frozenset({Role.LEADER}),
    Role.DONOR_CONTACT: frozenset({Role.DONOR_CONTACT}),
    Role.AUDITOR: frozenset(),
}

# Who may answer in the name of an organisation, and who keeps the table of a place.
SPEAKERS = (Role.OPERATOR, Role.LEADER, Role.DONOR_CONTACT, Role.COORDINATOR, Role.SOCIAL_WORKER)
KEEPERS = (Role.COORDINATOR, Role.SOCIAL_WORKER)

# Who tends a place: founds its organisations, gives its roles.
TENDERS = (Role.COORDINATOR, Role.OFFICIAL)
# What a resident may join without being asked; the others write their members down themselves.
OPEN_TO_JOIN = (Kind.CIRCLE, Kind.TEAM, Kind.FILED_GROUP)
# Which seat of the ring an organisation of that kind takes, for its icon and colour.
PARTY_OF: dict[str, str] = {
    Kind.COMMITTEE: "community",
    Kind.GOVERNMENT: "community",
    Kind.NGO: "ngo",
    Kind.FILED_GROUP: "ngo",
    Kind.CIRCLE: "volunteers",
    Kind.TEAM: "volunteers",
    Kind.STATION: "social_worker",
    Kind.COMPANY: "resources",
    Kind.SCHOOL: "resources",
    Kind.CHARITY: "resources",
    Kind.FOUNDATION: "resources",
}
