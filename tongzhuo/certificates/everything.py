"""Everything that is kept about one person, for that person: JSON that programs read, and the papers as PDF."""

import json
import zipfile
from collections.abc import Iterable, Mapping
from datetime import datetime
from tempfile import TemporaryFile
from typing import IO, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import F, Q, QuerySet

from tongzhuo.certificates.made_out import pdf_of
from tongzhuo.certificates.models import Certificate
from tongzhuo.certificates.states import CertificateState
from tongzhuo.honours.models import Award, Evaluation, Honour, Noted, StarRating, TrainingRecord
from tongzhuo.notices.models import Notice
from tongzhuo.people.models import Consent, ContactWay, Person, PersonSkill
from tongzhuo.records.models import Attendance, ServiceRecord
from tongzhuo.service.models import SignUp

Rows = Iterable[Mapping[str, Any]]


def everything_of(person: Person, *, at: datetime) -> IO[bytes]:
    """A ZIP in a temporary file, at its beginning. Other people are in it only where a record of theirs names them."""
    made = TemporaryFile()  # noqa: SIM115 - whoever sends it closes it
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as parcel:
        for name, rows in _tables(person, at).items():
            parcel.writestr(f"{name}.json", _json(rows))
        for paper in _papers(person).iterator(chunk_size=50):
            parcel.writestr(f"certificates/{paper.shown_code}.pdf", pdf_of(paper))
            parcel.writestr(f"certificates/{paper.shown_code}.json", paper.seal.document)
    made.seek(0)
    return made


def _tables(person: Person, at: datetime) -> dict[str, Rows]:
    return {
        "person": _who(person),
        "contact_ways": ContactWay.objects.filter(person=person).values("way", "value", "note", "seen_by"),
        "skills": PersonSkill.objects.filter(person=person).values(
            "level", "shown_by", "until", shelf=F("term__shelf"), skill=F("term__slug")
        ),
        "consents": Consent.objects.filter(person=person).values(
            "purpose", "given_to", "how", "given_on", "withdrawn_at"
        ),
        "sign_ups": _sign_ups(person),
        "attendances": Attendance.objects.filter(sign_up__person=person).values(
            "came", "left", "way", "forgot", sign_up_code=F("sign_up__code")
        ),
        "records": _records(person),
        "trainings": _noted(TrainingRecord, person).values(
            *NOTED,
            "name",
            "content",
            "minutes",
            "organiser",
            "held_on",
            "skill_until",
            "proved_at",
            **NOTED_ALSO,
            proves=F("skill__slug"),
        ),
        "awards": _noted(Award, person).values(*NOTED, "name", "given_on", "granted_by", "seen", **NOTED_ALSO),
        "evaluations": _noted(Evaluation, person).values(
            *NOTED, "quality", "evaluated_on", "words", **NOTED_ALSO, service_code=F("service__code")
        ),
        "stars": StarRating.objects.filter(person=person)
        .order_by("pk")
        .values("code", "state", "stars", "hours", "published_on", "ends_on", "began_at", "ended_at", "because"),
        "honours": Honour.objects.filter(person=person)
        .order_by("pk")
        .values("code", "state", "deed", "done_on", "reason", organisation_code=F("organisation__code")),
        "certificates": _certificates(person),
        "notices": Notice.objects.filter(to=person, due__lte=at).values(
            "code", "kind", "facts", "due", "seen_at", "taken_back_at"
        ),
    }


NOTED = ("code", "created", "struck", "reason")
NOTED_ALSO = {"corrects_code": F("corrects__code"), "recorder": F("recorded_by__code")}


def _noted(model: type[Noted], person: Person) -> QuerySet[Noted]:
    return model._default_manager.filter(person=person).order_by("pk")


def _who(person: Person) -> Rows:
    names = ("code", "name", "display_name", "birth_date", "identity_number", "volunteer_number", "door", "created")
    languages = list(person.languages.values_list("slug", flat=True))
    return [{name: getattr(person, name) for name in names} | {"home": person.home.path, "languages": languages}]


def _sign_ups(person: Person) -> Rows:
    rows = SignUp.objects.filter(person=person).order_by("starts", "pk")
    also = {
        "activity": F("shift__activity__title"),
        "entered_later": Q(past__isnull=False),
        "guests": F("past__guests"),
    }
    names = ("code", "created", "state", "came_by", "starts", "ends", "reason")
    found: Rows = rows.annotate(**also).values(*names, *also)
    return found


def _records(person: Person) -> Rows:
    rows = ServiceRecord.objects.filter(person=person).order_by("starts", "pk")
    names = ("code", "state", "activity_name", "content", "starts", "ends", "minutes", "in_charge", "proof", "reason")
    also = {"corrects_code": F("corrects__code"), "place_path": F("place__path"), "recorder": F("recorded_by__code")}
    found: Rows = rows.values(*names, "confirmed_at", **also)
    return found


def _certificates(person: Person) -> Rows:
    rows = Certificate.objects.filter(person=person).order_by("pk")
    names = ("code", "state", "first_day", "last_day", "issued_on", "name", "volunteer_number", "issuer_name")
    found: Rows = rows.values(*names, "proven", "lines", "taken_back", "reason", instead_code=F("instead__code"))
    return found


def _papers(person: Person) -> QuerySet[Certificate]:
    """Those that still count: one that was taken back is handed out no more."""
    rows = Certificate.objects.filter(person=person, state=CertificateState.ISSUED)
    return rows.select_related("seal", "recorded_by").order_by("pk")


def _json(rows: Rows) -> str:
    return json.dumps(list(rows), cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
