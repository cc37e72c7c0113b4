"""The journal of a file and what its rows said, written in the transaction of each batch beside the rows."""

from collections.abc import Iterable, Mapping

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from tongzhuo.imports.models import Journal, Said
from tongzhuo.tables.opening import CannotRead


@transaction.atomic
def open_journal(*, digest: str, kind: str, layout: str, source: str, root: str, file_name: str) -> Journal:
    """The unfinished journal of this file, brought in in this way, or a new one."""
    same = {"digest": digest, "kind": kind, "layout": layout, "source": source, "root": root}
    left = Journal.objects.filter(**same, finished=None).order_by("-pk").first()
    return left or Journal.objects.create(**same, file_name=file_name[:240])


@transaction.atomic
def advance(*, journal: Journal, rows_done: int, rejects_size: int, counts: Mapping[str, int]) -> None:
    """From where this run knows it to be, to `rows_done`. Raises CannotRead when another run has taken it further."""
    moved = Journal.objects.filter(pk=journal.pk, rows_done=journal.rows_done, finished=None).update(
        rows_done=rows_done, rejects_size=rejects_size, counts=counts
    )
    if not moved:
        raise CannotRead(_("Somebody else is bringing in this file right now."))


@transaction.atomic
def finish(*, journal: Journal) -> None:
    Journal.objects.filter(pk=journal.pk).update(finished=now())


@transaction.atomic
def remember_said(*, journal: Journal, said: Mapping[str, str], met: Iterable[str]) -> None:
    """New digests by key; `met` are the keys that said the same as last time."""
    common = {"kind": journal.kind, "source": journal.source}
    Said.objects.filter(**common, key__in=list(met)).update(journal=journal)
    Said.objects.bulk_create(
        [Said(**common, key=key, digest=digest, journal=journal) for key, digest in said.items()],
        update_conflicts=True,
        update_fields=["digest", "journal"],
        unique_fields=["kind", "source", "key"],
    )
