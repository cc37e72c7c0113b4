"""Whom somebody sees, and how much of them. Hidden looks the same as absent."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Concat
from django.utils.timezone import localdate
from django.utils.translation import pgettext

from tongzhuo.kernel.fields import subtree, subtrees
from tongzhuo.kernel.models import Line
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.people.models import Account, Consent, ContactWay, Guardianship, Person, PersonSkill
from tongzhuo.people.states import DESK, OF_AGE, Agreement, Seen, Way
from tongzhuo.people.times import age_on
from tongzhuo.places.models import Place
from tongzhuo.places.states import Level


def has_agreed(purpose: str, person: str = "pk") -> Exists:
    """For a filter: `Person.objects.filter(has_agreed(Agreement.BE_ASKED))`."""
    return Exists(Consent.objects.filter(person=OuterRef(person), purpose=purpose, withdrawn_at=None))


def agreed(person: Person, purpose: str) -> bool:
    """Whether this person agrees to that today. Ask this before anything is shown or sent."""
    return Consent.objects.filter(person=person, purpose=purpose, withdrawn_at=None).exists()


def may_be_recorded() -> Q:
    """Everybody but those who took back their yes to being written down."""
    took_back = Consent.objects.filter(person=OuterRef("pk"), purpose=Agreement.BE_RECORDED, withdrawn_at__isnull=False)
    return Q(has_agreed(Agreement.BE_RECORDED)) | ~Q(Exists(took_back))


def people_visible_to(viewer: Viewer) -> QuerySet[Person]:
    """Oneself and one's wards; who lives where one keeps the desk; the volunteers of one's own community.

    What of them may be read is told by `seen`.
    """
    if not viewer.is_somebody:
        return Person.objects.none()
    own = Q(pk=viewer.person_id) | Q(pk__in=wards_of(viewer.person_id))
    desk = subtrees(viewer.paths(*DESK), "home__path")
    neighbours = Q(neighbourhood(viewer.home, "home__path"), has_agreed(Agreement.BE_ASKED))
    return Person.objects.filter(own | Q(desk | neighbours, may_be_recorded()), merged_into=None).select_related("home")


def people_kept_by(viewer: Viewer) -> QuerySet[Person]:
    """Who lives where this viewer keeps the desk."""
    desk = subtrees(viewer.paths(*DESK), "home__path")
    return Person.objects.filter(desk, may_be_recorded(), merged_into=None).select_related("home")


def neighbourhood(path: str, field: str = "path") -> Q:
    """Rows in the same community as the place at `path`; above communities, only those at the very same place."""
    found = community_of(path)
    return subtree(found, field) if found else Q(**{field: path})


def same_community(path: str, other: str) -> bool:
    found = community_of(path)
    return other.startswith(found) if found else other == path


def community_of(path: str) -> str:
    """The path of the community that this path lies in, or "" above communities."""
    segments = path.strip("/").split("/")
    paths = ["/" + "/".join(segments[:depth]) + "/" for depth in range(1, len(segments) + 1)]
    return Place.objects.filter(path__in=paths, level=Level.COMMUNITY).values_list("path", flat=True).first() or ""


def same_person(code: str) -> Person | None:
    """The person with this code today: a record that was joined with another answers as that one."""
    found = Person.objects.select_related("home", "merged_into__home").filter(code=code).first()
    return found and (found.merged_into or found)


def wards_of(person_id: int | None, on: dt.date | None = None) -> QuerySet[Guardianship, int]:
    """Primary keys of the minors this person answers for."""
    return _guarding(on or localdate()).filter(guardian=person_id).values_list("minor", flat=True)


def guardians_of(person: Person, on: dt.date | None = None) -> frozenset[int]:
    """Primary keys of who answers for this person on that day: nobody, once they are of age."""
    age = age_on(person.birth_date, on or localdate())
    if age is None or age >= OF_AGE:
        return frozenset()
    return frozenset(_guarding(on or localdate()).filter(minor=person).values_list("guardian", flat=True))


def bonds_of(person: Person) -> QuerySet[Guardianship]:
    """Who answers for this minor today, to be shown and ended."""
    return _guarding(localdate()).filter(minor=person).select_related("guardian").order_by("pk")


def valid_skills(on: dt.date | None = None) -> QuerySet[PersonSkill]:
    """Skills and checks that have not run out on that day."""
    return PersonSkill.objects.filter(Q(until=None) | Q(until__gte=on or localdate()))


def likely_same(name: str, home: Place, birth_date: dt.date | None = None) -> QuerySet[Person]:
    """People of the same community written down under this name already (and with no other birth date)."""
    found = Person.objects.filter(neighbourhood(home.path, "home__path"), name=name.strip(), merged_into=None)
    if birth_date is not None:
        found = found.filter(Q(birth_date=None) | Q(birth_date=birth_date))
    return found.select_related("home")


def doubles_of(viewer: Viewer, person: Person) -> QuerySet[Person]:
    """Other records at this viewer's desk under the same name, with no other birth date."""
    found = people_kept_by(viewer).filter(name=person.name).exclude(pk=person.pk)
    return found.filter(Q(birth_date=None) | Q(birth_date=person.birth_date)) if person.birth_date else found


@dataclass(frozen=True)
class AgreementRow:
    """One thing that may be agreed to: the living yes, or else the last one that was taken back."""

    purpose: str
    label: str
    living: Consent | None = None
    withdrawn: Consent | None = None


def agreements_of(person: Person) -> list[AgreementRow]:
    """Everything somebody may agree to, with what they said."""
    said: dict[str, Consent] = {}
    for consent in person.consents.select_related("noted_by", "agreed_by").order_by("pk"):
        if consent.withdrawn_at is None or said.get(consent.purpose, consent).withdrawn_at is not None:
            said[consent.purpose] = consent
    return [_agreement_row(purpose, str(label), said.get(purpose)) for purpose, label in Agreement.choices]


def _agreement_row(purpose: str, label: str, consent: Consent | None) -> AgreementRow:
    living = consent if consent and consent.withdrawn_at is None else None
    return AgreementRow(purpose, label, living, None if living else consent)


@dataclass(frozen=True)
class Opening:
    """One look at somebody's record: by whom, when, why, and what was seen."""

    when: dt.datetime
    code: str
    name: str
    why: str
    saw: tuple[str, ...]

    @property
    def saw_words(self) -> str:
        labels = dict(Seen.choices)
        return pgettext("between things", ", ").join(str(labels.get(thing, thing)) for thing in self.saw)


def who_opened(person: Person, limit: int = 20) -> list[Opening]:
    """The last looks at this record and at those joined with it, newest first."""
    joined = Person.objects.filter(merged_into=person).values(on=Concat(Value("person:"), "code"))
    names = Person.objects.filter(code=OuterRef("actor")).values("name")[:1]
    about = Q(on=f"person:{person.code}") | Q(on__in=joined)
    lines = Line.objects.filter(about, did="person.opened")
    return [
        Opening(line.created, line.actor, line.who or "", line.facts.get("why", ""), tuple(line.facts.get("saw", ())))
        for line in lines.annotate(who=Subquery(names)).order_by("-created")[:limit]
    ]


def opened_lately(person: Person, viewer: Viewer, since: dt.datetime, saw: Iterable[str]) -> bool:
    """Whether the same viewer has been noted since then for the same look."""
    lines = Line.objects.filter(did="person.opened", on=f"person:{person.code}", actor=viewer.code, created__gte=since)
    return any(set(saw) <= set(facts.get("saw", ())) for facts in lines.values_list("facts", flat=True))


def _guarding(day: dt.date) -> QuerySet[Guardianship]:
    return Guardianship.objects.filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day)


def people_known_by(address: str) -> list[Person]:
    """Whom the office has written down under this e-mail address or telephone, and who has no account yet."""
    way, spellings = _spellings(address)
    reached = ContactWay.objects.filter(way=way, value__in=spellings)
    found = Person.objects.filter(pk__in=reached.values("person"), account=None, merged_into=None)
    return list(found.select_related("home").order_by("pk")[:6])


def is_known_by(person: Person, address: str) -> bool:
    way, spellings = _spellings(address)
    return bool(address) and ContactWay.objects.filter(person=person, way=way, value__in=spellings).exists()


def empty_accounts(before: dt.datetime) -> QuerySet[Account]:
    """Accounts opened before then, never signed in with, and nobody's."""
    return Account.objects.filter(created__lt=before, last_login=None, person=None, is_staff=False)


def _spellings(address: str) -> tuple[str, list[str]]:
    """The ways in which people write an address down; a Chinese mobile number is in groups of 3, 4 and 4."""
    if "@" in address:
        return Way.EMAIL, [address.lower()]
    local = address.removeprefix("+86") if len(address) == len("+8613800000000") else address
    groups = (local[:3], local[3:7], local[7:])
    return Way.PHONE, [address, local, " ".join(groups), "-".join(groups), f"+86 {local}", f"+86 {' '.join(groups)}"]
