"""A company and a community stay together: suggested by one side, agreed by the other, with goals for a year."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.timezone import localdate, now

from tongzhuo.kernel.memory import record
from tongzhuo.kernel.verdicts import require
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.organisations.models import Organisation
from tongzhuo.organisations.states import SPEAKERS
from tongzhuo.organisations.viewers import viewer_of
from tongzhuo.partners import rules
from tongzhuo.partners.drafts import Goals
from tongzhuo.partners.models import Alignment, Goal, Partnership
from tongzhuo.partners.sdg import in_order, is_target
from tongzhuo.partners.states import PartnershipState
from tongzhuo.places.models import Place
from tongzhuo.vocabulary.models import Term

LIVING = (PartnershipState.SUGGESTED, PartnershipState.AGREED)


@transaction.atomic
def suggest_partnership(*, by: Viewer, organisation: Organisation, place: Place, purpose: str = "") -> Partnership:
    place = Place.objects.select_for_update(of=("self",)).get(pk=place.pk)
    standing = Partnership.objects.filter(organisation=organisation, place=place, state__in=LIVING).exists()
    require(rules.may_suggest_partnership(by, organisation, place, standing=standing))
    partnership = Partnership.objects.create(
        organisation=organisation, place=place, purpose=purpose.strip()[:240], suggested_by_id=by.person_id or 0
    )
    record(by=by, did="partnership.suggested", on=partnership, path=place.path, organisation=organisation.code)
    return partnership


@transaction.atomic
def answer_partnership(*, by: Viewer, partnership: Partnership, agreed: bool, reason: str = "") -> Partnership:
    """The other side says yes or no."""
    partnership = _locked(partnership)
    by_company = viewer_of(partnership.suggested_by).speaks_for(partnership.organisation_id, *SPEAKERS)
    require(rules.may_answer_partnership(by, partnership, suggested_by_company=by_company))
    partnership.state = PartnershipState.AGREED if agreed else PartnershipState.REFUSED
    partnership.agreed_by_id, partnership.reason = by.person_id, reason.strip()[:240]
    partnership.agreed_on = localdate() if agreed else None
    partnership.save(update_fields=["state", "agreed_by", "agreed_on", "reason"])
    record(by=by, did=f"partnership.{partnership.state}", on=partnership, path=partnership.place.path)
    return partnership


@transaction.atomic
def end_partnership(*, by: Viewer, partnership: Partnership, reason: str = "") -> Partnership:
    """It ends today; what was done together stays written down."""
    partnership = _locked(partnership)
    require(rules.may_end_partnership(by, partnership))
    partnership.state, partnership.ended_on = PartnershipState.ENDED, localdate()
    partnership.reason = reason.strip()[:240]
    partnership.save(update_fields=["state", "ended_on", "reason"])
    record(by=by, did="partnership.ended", on=partnership, path=partnership.place.path)
    return partnership


@transaction.atomic
def set_goals(*, by: Viewer, partnership: Partnership, goals: Goals) -> list[Goal]:
    """What both want to reach in a year; a number left empty is no goal."""
    partnership = _locked(partnership)
    require(rules.may_set_goals(by, partnership, goals, at=now()))
    partnership.goals.filter(year=goals.year).delete()
    rows = [
        Goal(partnership=partnership, year=goals.year, kind=kind, wanted=wanted)
        for kind, wanted in goals.wanted.items()
        if wanted
    ]
    Goal.objects.bulk_create(rows)
    record(by=by, did="partnership.goals_set", on=partnership, path=partnership.place.path, year=goals.year)
    return rows


@transaction.atomic
def align(*, by: Viewer, kind: Term, targets: Sequence[str]) -> Alignment:
    """Say which targets a kind of need serves."""
    wanted = in_order(set(targets)) if all(map(is_target, targets)) else list(targets)
    require(rules.may_align(by, wanted))
    row, _made = Alignment.objects.update_or_create(kind=kind, defaults={"targets": wanted})
    record(by=by, did="alignment.set", on=kind, targets=wanted)
    return row


def _locked(partnership: Partnership) -> Partnership:
    rows = Partnership.objects.select_for_update(of=("self",))
    return rows.select_related("organisation__place", "place", "suggested_by").get(pk=partnership.pk)
