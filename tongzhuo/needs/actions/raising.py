"""A need comes in: from the person, or from a desk on their behalf."""

import datetime as dt
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils.text import Truncator
from django.utils.timezone import now
from django.utils.translation import gettext

from tongzhuo.kernel.memory import record
from tongzhuo.kernel.models import Facts
from tongzhuo.kernel.verdicts import require
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.needs import rules
from tongzhuo.needs.actions.locking import locked
from tongzhuo.needs.drafts import AttachmentDraft, ConsentNote, Newcomer
from tongzhuo.needs.models import Attachment, Need
from tongzhuo.needs.promises import promised_answer
from tongzhuo.needs.states import CameBy, Urgency
from tongzhuo.people.actions import give_consent, register_person
from tongzhuo.people.models import Person
from tongzhuo.people.rules import keeps_desk
from tongzhuo.places.models import Place
from tongzhuo.vocabulary.models import Term

LONGEST_TITLE = 60


@transaction.atomic
def raise_need(
    *,
    by: Viewer,
    place: Place,
    words: str,
    title: str = "",
    title_en: str = "",
    came_by: str = CameBy.WEB,
    raised_for: Person | Newcomer | None = None,
    helped_as: str = "",
    contact_note: str = "",
    kind: Term | None = None,
    urgency: int = Urgency.ORDINARY,
    size: int = 1,
    spot: str = "",
    lat: float | None = None,
    lon: float | None = None,
    starts_on: dt.date | None = None,
    ends_on: dt.date | None = None,
    private_part: str = "",
    consent: ConsentNote | None = None,
    attachments: Sequence[AttachmentDraft] = (),
    common: bool = False,
    delegates: Sequence[Person] = (),
    answer_by: dt.datetime | None = None,
) -> Need:
    """Raised, with a promised time of answer. Nobody need sign in; for somebody else a consent is recorded."""
    at = now()
    more = bool(attachments or title.strip())
    verdict = rules.may_raise_need(by, place, words=words, has_more=more, raised_for=raised_for, consent=consent, at=at)
    require(verdict)
    if delegates:
        require(rules.delegates_stand(place, delegates, frozenset()))
    person = _written_down(by, raised_for, consent) if isinstance(raised_for, Newcomer) else raised_for
    need = Need.objects.create(
        title=title.strip() or _title_of(words, attachments),
        title_en=title_en,
        words=words,
        came_by=came_by,
        raised_by_id=by.person_id,
        raised_for=person,
        helped_as=helped_as,
        contact_note=contact_note,
        common=common,
        kind=kind,
        place=place,
        spot=spot,
        lat=lat,
        lon=lon,
        urgency=urgency,
        size=size,
        starts_on=starts_on,
        ends_on=ends_on,
        private_part=private_part,
        answer_by=answer_by or promised_answer(urgency, place.time_zone, at),
    )
    _attach(need, attachments, delegates)
    _note_consent(by, person, consent)
    record(by=_for(by, person), did="need.raised", on=need, path=place.path, **_facts(need, consent))
    return need


def _attach(need: Need, attachments: Sequence[AttachmentDraft], delegates: Sequence[Person]) -> None:
    need.delegates.set(delegates)
    Attachment.objects.bulk_create(
        Attachment(need=need, kind=one.kind, file=one.file, seconds=one.seconds) for one in attachments
    )


def _facts(need: Need, consent: ConsentNote | None) -> Facts:
    agreed = {"agreed": str(consent.how)} if consent else {}
    return {"came_by": str(need.came_by), "urgency": need.urgency} | agreed


@transaction.atomic
def leave_contact(*, by: Viewer, need: Need, contact: str, asked_here: bool = False) -> Need:
    """How to reach whoever asked, told after the need was received. `asked_here`: it was raised in this browser."""
    need = locked(need)
    require(rules.may_leave_contact(by, need, asked_here=asked_here, at=now()))
    need.contact_note = contact
    need.save(update_fields=["contact_note"])
    record(by=by, did="need.contact_left", on=need, path=need.place.path)
    return need


def _title_of(words: str, attachments: Iterable[AttachmentDraft]) -> str:
    """The first sentence, until a coordinator writes a better one; a recording or a photo without words says so."""
    first = words.strip()
    for mark in ("\n", "。", "！", "？", ". ", "! ", "? "):
        first = first.partition(mark)[0]
    if first:
        return Truncator(first).chars(LONGEST_TITLE)
    spoken = any(attachment.kind == "audio" for attachment in attachments)
    return gettext("A spoken note") if spoken else gettext("A photo")


def _written_down(by: Viewer, newcomer: Newcomer, consent: ConsentNote | None) -> Person:
    how, day = (consent.how, consent.day) if consent else ("", None)
    return register_person(
        by=by,
        name=newcomer.name,
        home=newcomer.home,
        how=how,
        agreed_on=day,
        contact=newcomer.contact,
        door=newcomer.door,
    )


def _note_consent(by: Viewer, person: Person | None, consent: ConsentNote | None) -> None:
    """In the record of the person, when the desk or the person writes; a relative's word stands in the line alone."""
    if person is None or consent is None or not (by.person_id == person.pk or keeps_desk(by, person.home.path)):
        return
    agreed = set(person.consents.filter(withdrawn_at=None).values_list("purpose", flat=True))
    for purpose in consent.purposes:
        if purpose not in agreed:
            give_consent(
                by=by, person=person, purpose=purpose, how=consent.how, given_on=consent.day, given_to=consent.given_to
            )


def _for(by: Viewer, person: Person | None) -> Viewer:
    if person is None or person.pk == by.person_id:
        return by
    return by.on_behalf_of(person.pk, person.code)
