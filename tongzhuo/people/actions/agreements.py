"""What somebody agreed to, and who looked at their record."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils.timezone import localdate, now

from tongzhuo.kernel.memory import record
from tongzhuo.kernel.models import Line
from tongzhuo.kernel.verdicts import require
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.people import rules
from tongzhuo.people.actions.locking import locked
from tongzhuo.people.models import Consent, Person
from tongzhuo.people.queries import guardians_of, opened_lately
from tongzhuo.people.states import HowAgreed

ONE_LOOK = dt.timedelta(hours=1)


@transaction.atomic
def give_consent(
    *,
    by: Viewer,
    person: Person,
    purpose: str,
    how: str = HowAgreed.TICK,
    given_on: dt.date | None = None,
    given_to: str = "",
    agreed_by: Person | None = None,
) -> Consent:
    """Agree oneself, or note at the desk how somebody did. `agreed_by`: the guardian who agreed for a minor."""
    person, day, at = locked(person), given_on or localdate(), now()
    guardians = guardians_of(person, day)
    if agreed_by is None and by.person_id in guardians:
        agreed_by = Person.objects.get(pk=by.person_id)
    living = person.consents.filter(purpose=purpose, withdrawn_at=None).exists()
    require(
        rules.may_agree(
            by,
            person,
            purpose=purpose,
            how=how,
            given_on=day,
            guardians=guardians,
            agreed_by=agreed_by.pk if agreed_by else None,
            living=living,
            at=at,
        )
    )
    consent = person.consents.create(
        purpose=purpose, how=how, given_on=day, given_to=given_to, noted_by_id=by.person_id, agreed_by=agreed_by
    )
    record(by=by, did="consent.given", on=person, path=person.home.path, purpose=purpose, how=how)
    return consent


@transaction.atomic
def withdraw_consent(*, by: Viewer, consent: Consent) -> Consent:
    """Take a yes back. From this moment nothing is shown or sent that needs it."""
    person, at = locked(consent.person), now()
    require(rules.may_withdraw(by, person, guardians_of(person), at=at))
    consent = Consent.objects.select_for_update(of=("self",)).get(pk=consent.pk)
    if consent.withdrawn_at is None:
        consent.withdrawn_at = at
        consent.save(update_fields=["withdrawn_at"])
        record(by=by, did="consent.withdrawn", on=person, path=person.home.path, purpose=consent.purpose)
    return consent


@transaction.atomic
def record_opened(*, by: Viewer, person: Person, saw: Iterable[str] = (), why: str = "") -> Line | None:
    """Note who looked at a record and what they saw; the person reads this list. One line an hour is enough."""
    at, seen = now(), sorted(saw)
    require(rules.may_open_record(by, person, guardians_of(person), at=at))
    if by.person_id == person.pk or opened_lately(person, by, at - ONE_LOOK, seen):
        return None
    return record(by=by, did="person.opened", on=person, path=person.home.path, saw=seen, why=why)
