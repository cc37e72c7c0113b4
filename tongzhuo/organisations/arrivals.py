"""Organisations that arrive from a file, a batch at a time. One transaction and one line of the memory for each."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.timezone import now

from tongzhuo.kernel.memory import record
from tongzhuo.kernel.verdicts import require
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.organisations.models import Organisation
from tongzhuo.places.arriving import Arrived, put
from tongzhuo.places.models import Place
from tongzhuo.places.queries import common_path
from tongzhuo.places.rules import may_bring_all
from tongzhuo.vocabulary.models import Term

_SAID = (
    "kind",
    "name_zh",
    "name_en",
    "place",
    "registration",
    "capacity",
    "capacity_said",
    "phone",
    "address",
    "opening",
)
_FIELDS = (*_SAID, "website", "lat", "lon")


@dataclass(frozen=True)
class OrganisationRow:
    """One organisation of a file; `key` is its own name for it. What is empty says nothing. The point is in WGS-84."""

    key: str
    kind: str
    place: Place
    name_zh: str = ""
    name_en: str = ""
    registration: str = ""
    capacity: int | None = None
    capacity_said: Any = None
    phone: str = ""
    address: str = ""
    opening: str = ""
    website: str = ""
    lat: float | None = None
    lon: float | None = None
    causes: tuple[Term, ...] = ()

    @property
    def values(self) -> dict[str, Any]:
        said = {name: getattr(self, name) for name in _FIELDS}
        return {name: value for name, value in said.items() if value not in ("", None)}


@transaction.atomic
def arrive_organisations(*, by: Viewer, rows: Sequence[OrganisationRow], source: str) -> Arrived:
    """Write a batch; the keys of `rows` differ from one another. A file adds and corrects, it removes nothing."""
    require(may_bring_all(by, (row.place.path for row in rows), at=now()))
    root = common_path(row.place.path for row in rows)
    standing = {o.source_key: o for o in _locked(source, [row.key for row in rows])}
    arrived = Arrived()
    changed = []
    for row in (row for row in rows if row.key in standing):
        if put(standing[row.key], row.values):
            changed.append(standing[row.key])
        else:
            arrived.same += 1
    Organisation.objects.bulk_update(changed, _FIELDS, batch_size=100)
    new = [row for row in rows if row.key not in standing]
    made = Organisation.objects.bulk_create(
        [Organisation(source=source, source_key=row.key, **row.values) for row in new]
    )
    standing |= {row.key: organisation for row, organisation in zip(new, made, strict=True)}
    _write_causes(standing, rows)
    arrived.new, arrived.changed = len(new), len(changed)
    if arrived.wrote:
        on = Place.objects.filter(path=root).first() or rows[0].place
        record(by=by, did="organisations.arrived", on=on, path=root, source=source, **arrived.facts())
    return arrived


def _locked(source: str, keys: Sequence[str]) -> Sequence[Organisation]:
    found = Organisation.objects.select_for_update(of=("self",)).select_related("place")
    return list(found.filter(source=source, source_key__in=keys))


def _write_causes(standing: dict[str, Organisation], rows: Sequence[OrganisationRow]) -> None:
    pairs = [(standing[row.key].pk, term.pk) for row in rows for term in row.causes]
    through = Organisation.causes.through
    links = [through(organisation_id=organisation, term_id=term) for organisation, term in pairs]
    through._default_manager.bulk_create(links, ignore_conflicts=True)
