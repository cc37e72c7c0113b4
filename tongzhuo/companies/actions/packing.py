"""A company writes down what it brings, step by step, and takes it off the table again."""

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from tongzhuo.companies import rules
from tongzhuo.companies.drafts import Site
from tongzhuo.companies.models import Package, PackageItem, Proposal
from tongzhuo.companies.states import PackageState, ProposalState
from tongzhuo.kernel.memory import record
from tongzhuo.kernel.verdicts import require
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.organisations.models import Organisation
from tongzhuo.resources import actions as resources
from tongzhuo.resources.drafts import OfferDraft
from tongzhuo.resources.models import Offer
from tongzhuo.resources.states import OfferState

Words = Mapping[str, list[str]]
MOST_NAME = 120


@transaction.atomic
def begin_package(*, by: Viewer, organisation: Organisation) -> Package:
    """An empty one. Nobody else sees it before it is finished."""
    require(rules.may_bring(by, organisation))
    package = Package.objects.create(organisation=organisation, made_by_id=by.person_id or 0)
    record(by=by, did="package.begun", on=package, path=organisation.place.path)
    return package


@transaction.atomic
def say_of_package(*, by: Viewer, package: Package, step: str, words: Words) -> Package:
    """Keep what was answered on one page of the form."""
    package = locked(package)
    require(rules.may_write_package(by, package))
    package.said = package.said | {step: dict(words)}
    package.save(update_fields=["said"])
    record(by=by, did="package.said", on=package, path=package.organisation.place.path, step=step)
    return package


@transaction.atomic
def finish_package(*, by: Viewer, package: Package, name: str, drafts: Sequence[OfferDraft], site: Site) -> Package:
    """Everything in it goes on the table, or nothing does."""
    package = locked(package)
    require(rules.may_finish_package(by, package, offers=len(drafts)))
    offers = [resources.make_offer(by=by, draft=draft, organisation=package.organisation) for draft in drafts]
    for offer in offers:
        PackageItem.objects.create(package=package, offer=offer)
    package.name = (name.strip() or _(", ").join(offer.title for offer in offers))[:MOST_NAME]
    package.state, package.said = PackageState.READY, {}
    package.power, package.ground_m2, package.needs_keeper = site.power, site.ground_m2, site.needs_keeper
    package.save()
    record(by=by, did="package.finished", on=package, path=package.organisation.place.path, offers=len(drafts))
    return package


@transaction.atomic
def close_package(*, by: Viewer, package: Package) -> Package:
    """Off the table, with all that is in it. What was promised stays promised."""
    package = locked(package)
    waiting = Proposal.objects.filter(package=package, state=ProposalState.PROPOSED).exists()
    require(rules.may_close_package(by, package, waiting=waiting))
    package.state = PackageState.CLOSED
    package.save(update_fields=["state"])
    for offer in Offer.objects.filter(package_item__package=package, state=OfferState.OPEN).order_by("pk"):
        resources.withdraw_offer(by=by, offer=offer)
    package.lookouts.filter(ended_at=None).update(ended_at=now())
    record(by=by, did="package.closed", on=package, path=package.organisation.place.path)
    return package


def locked(package: Package) -> Package:
    rows = Package.objects.select_for_update(of=("self",)).select_related("organisation__place")
    return rows.get(pk=package.pk)
