"""Who may lack something for what they have signed up for, and whether who stands at the door may come in."""

from datetime import UTC, datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils.timezone import localdate

from tongzhuo.kernel.verdicts import OK, Verdict, no
from tongzhuo.people.models import Consent, Person, PersonSkill
from tongzhuo.people.states import OF_AGE, Agreement
from tongzhuo.service import rules
from tongzhuo.service.models import Requirement, Shift, SignUp
from tongzhuo.service.queries import goes_alone
from tongzhuo.service.standing import standing_of
from tongzhuo.service.states import AHEAD


def perhaps_unfit(ahead_of: datetime | None) -> QuerySet[SignUp]:
    """Sign-ups, ahead of that moment or all, whose person may lack something: expiries that come by date alone, too.
    A few too many rather than one too few; what is so is told by `rules.may_stay`."""
    owner, day = OuterRef(OuterRef("person")), OuterRef(OuterRef("first_day"))
    has = PersonSkill.objects.filter(Q(until=None) | Q(until__gt=day), person=owner)
    required = Requirement.objects.filter(activity=OuterRef("shift__activity"))
    lacking = Exists(required.filter(~Exists(has.filter(term=OuterRef("term")))))
    said = Consent.objects.filter(person=OuterRef("person"), purpose=Agreement.BE_RECORDED)
    took_back = Exists(said.filter(withdrawn_at__isnull=False)) & ~Exists(said.filter(withdrawn_at=None))
    until = "shift__activity__insured_until"
    uncovered = Q(shift__activity__dangerous=True) & (Q(**{until: None}) | Q(**{f"{until}__lte": F("last_day")}))
    minors = Q(person__birth_date__gt=localdate() - timedelta(days=366 * OF_AGE))
    ahead = SignUp.objects.filter(state__in=AHEAD, **({"starts__gt": ahead_of} if ahead_of else {}))
    ahead = ahead.annotate(first_day=TruncDate("starts", tzinfo=UTC), last_day=TruncDate("ends", tzinfo=UTC))
    return ahead.filter(Q(lacking) | Q(took_back) | minors | uncovered | Q(blocked_since__isnull=False))


def still_fit(person: Person, shift: Shift, sign_up: SignUp) -> Verdict:
    """Whether who comes may come, as things are now. One query for nearly everybody."""
    if shift.activity.home_visit and goes_alone(shift):
        return no(*rules.NEEDS_TWO)
    if sign_up.blocked_since is None and not perhaps_unfit(ahead_of=None).filter(pk=sign_up.pk).exists():
        return OK
    standing = standing_of(person, shift)
    return rules.may_stay(shift, sign_up, standing, asked=True)
