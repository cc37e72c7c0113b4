"""What a project counts, in words and as columns: months for the picture and its table, and every line."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tongzhuo.look.dates import month_name
from tongzhuo.projects.models import Measure, Measurement
from tongzhuo.projects.queries import Measured
from tongzhuo.vocabulary.amounts import format_amount

LINES_SHOWN = 60


@dataclass(frozen=True)
class Told:
    """`columns`: (month, height, words) for the picture, the same for the table. `lines`: (line, words, corrected)."""

    measure: Measure
    total: str
    columns: list[tuple[str, int, str]]
    lines: list[tuple[Measurement, str, bool]]

    @property
    def label(self) -> str:
        return _("%(name)s, month by month") % {"name": self.measure.name}


def told(measured: Iterable[Measured]) -> list[Told]:
    return [_told(one) for one in measured]


def _told(one: Measured) -> Told:
    unit = one.measure.unit
    return Told(
        measure=one.measure,
        total=format_amount(one.total, unit),
        columns=[(month_name(month), amount, format_amount(amount, unit)) for month, amount in one.months],
        lines=[(line, format_amount(line.amount, unit), line.pk in one.corrected) for line in one.lines[:LINES_SHOWN]],
    )
