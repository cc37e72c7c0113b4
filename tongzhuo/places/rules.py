"""Who may change the tree. What a place is called is decided above it; what lies in it is decided there."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from tongzhuo.kernel.verdicts import OK, Verdict, no
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.places.models import Place

# The roles that tend a place, by the names that `organisations` gives them: it lies above this room.
TENDERS = ("coordinator", "official")


def may_make_place(viewer: Viewer, parent: Place | None, *, at: datetime) -> Verdict:
    """`parent` None means a country."""
    if viewer.is_system or (parent is not None and viewer.holds(parent.path, *TENDERS)):
        return OK
    return no("no_mandate_here", _("You have no mandate over this place."))


def may_move_point(viewer: Viewer, place: Place, *, at: datetime) -> Verdict:
    if viewer.is_system or viewer.holds(place.path, *TENDERS):
        return OK
    return no("no_mandate_here", _("You have no mandate over this place."))


def may_rename_place(viewer: Viewer, place: Place, *, at: datetime) -> Verdict:
    if viewer.is_system or viewer.holds(_above(place.path), *TENDERS):
        return OK
    return no("decided_above", _("What this place is called is decided by the place above it."))


def may_merge_places(viewer: Viewer, place: Place, into: Place, *, at: datetime) -> Verdict:
    if place.succeeded_by_id is not None:
        return no("merged_already", _("%(place)s has been merged already.") % {"place": place.name})
    if into.path.startswith(place.path):
        return no("into_itself", _("A place cannot be merged into itself or into a part of it."))
    if into.succeeded_by_id is not None:
        return no("target_merged", _("%(place)s has been merged already.") % {"place": into.name})
    if place.level != into.level:
        return no("other_level", _("Only places of the same level can be merged."))
    if not (may_rename_place(viewer, place, at=at) and may_rename_place(viewer, into, at=at)):
        return no("decided_above", _("Merging is decided by the place that holds them both."))
    return OK


def may_bring(viewer: Viewer, path: str, *, at: datetime) -> Verdict:
    """Whether rows of a file may be written at or under the place at `path`."""
    if viewer.is_system or (path and viewer.holds(path, *TENDERS)):
        return OK
    return no("no_mandate_here", _("You have no mandate over this place."), path=path)


def may_bring_all(viewer: Viewer, paths: Iterable[str], *, at: datetime) -> Verdict:
    """The same for every row of a batch: the first refusal, if there is one."""
    if viewer.is_system:
        return OK
    return next((verdict for path in set(paths) if not (verdict := may_bring(viewer, path, at=at))), OK)


def _above(path: str) -> str:
    return path[: path.rstrip("/").rfind("/") + 1]
