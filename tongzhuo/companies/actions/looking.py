"""No community fits yet: be told when one does."""

from django.db import transaction
from django.utils.timezone import now

from tongzhuo.companies import rules
from tongzhuo.companies.actions.packing import locked
from tongzhuo.companies.models import Lookout, Package
from tongzhuo.kernel.memory import record
from tongzhuo.kernel.verdicts import require
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.needs.models import Need


@transaction.atomic
def look_out(*, by: Viewer, package: Package) -> Lookout:
    package = locked(package)
    looking = package.lookouts.filter(ended_at=None).exists()
    require(rules.may_look_out(by, package, looking=looking))
    lookout = Lookout.objects.create(package=package, asked_by_id=by.person_id or 0)
    record(by=by, did="lookout.begun", on=package, path=package.organisation.place.path)
    return lookout


@transaction.atomic
def end_lookout(*, by: Viewer, lookout: Lookout, found: Need | None = None) -> bool:
    """A need fits, or the company does not wait any more. False when it had ended already."""
    package = locked(lookout.package)
    if not by.is_system:
        require(rules.may_find(by, package))
    ended = Lookout.objects.filter(pk=lookout.pk, ended_at=None).update(ended_at=now(), found=found)
    if ended:
        need = found.code if found else ""
        record(by=by, did="lookout.ended", on=package, path=package.organisation.place.path, need=need)
    return bool(ended)
