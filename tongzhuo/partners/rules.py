"""What people may do with partnerships and the list of goals. Each rule looks only at what it is handed."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from tongzhuo.companies.rules import MOVED_ON, speaks
from tongzhuo.kernel.verdicts import OK, Verdict, no
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.organisations.models import Organisation
from tongzhuo.organisations.states import KEEPERS, Role
from tongzhuo.partners.drafts import Goals
from tongzhuo.partners.models import Partnership
from tongzhuo.partners.sdg import is_target
from tongzhuo.partners.states import PartnershipState
from tongzhuo.places.models import Place

YEARS_AHEAD = 10


def may_suggest_partnership(viewer: Viewer, organisation: Organisation, place: Place, *, standing: bool) -> Verdict:
    """The company, or the keeper of the place. `standing`: the two have one already."""
    keeps = viewer.holds(place.path, *KEEPERS)
    if not (speaks(viewer, organisation.pk) or keeps):
        return no("not_yours", _("Only the company or the office of the community may do that."))
    if organisation.seat != "resources":
        return no("no_giver", _("This is for companies, schools, charities and foundations."), kind=organisation.kind)
    if standing:
        return no("partners_already", _("The two have one already."), field="place")
    return OK


def sides(viewer: Viewer, partnership: Partnership) -> tuple[bool, bool]:
    """Whether the viewer acts for the company, and for the community."""
    return speaks(viewer, partnership.organisation_id), viewer.holds(partnership.place.path, *KEEPERS)


def may_answer_partnership(viewer: Viewer, partnership: Partnership, *, suggested_by_company: bool) -> Verdict:
    """The other side."""
    company, community = sides(viewer, partnership)
    if not (community if suggested_by_company else company):
        return no("other_side", _("The other side answers."))
    return OK if partnership.state == PartnershipState.SUGGESTED else no(*MOVED_ON, state=partnership.state)


def may_end_partnership(viewer: Viewer, partnership: Partnership) -> Verdict:
    if not any(sides(viewer, partnership)):
        return no("not_yours", _("Only the company or the office of the community may do that."))
    living = partnership.state in (PartnershipState.SUGGESTED, PartnershipState.AGREED)
    return OK if living else no(*MOVED_ON, state=partnership.state)


def may_set_goals(viewer: Viewer, partnership: Partnership, goals: Goals | None = None, *, at: datetime) -> Verdict:
    """Either side, for a year from this one on."""
    verdict = may_end_partnership(viewer, partnership)
    if verdict and goals is not None and not at.year <= goals.year <= at.year + YEARS_AHEAD:
        return no("year_over", _("Goals are set for this year or a later one."), field="year")
    return verdict


def may_align(viewer: Viewer, targets: list[str] | None = None) -> Verdict:
    """Say which goals a kind of need serves: officials."""
    if not viewer.paths(Role.OFFICIAL):
        return no("not_official", _("An official keeps this list."))
    wrong = [target for target in targets or [] if not is_target(target)]
    if wrong:
        return no("no_target", _("There is no target “%(target)s”.") % {"target": wrong[0]}, field="targets")
    return OK
