"""A report as a workbook: one sheet for each section; what begins like a formula stays text."""

import io
import re
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from tongzhuo.papers.factsheets import Leads
from tongzhuo.partners.report_words import Section, Value

LONGEST_TITLE = 31
_FORBIDDEN = re.compile(r"[\\/*?:\[\]]")


def workbook_of(sections: list[Section]) -> bytes:
    book = Workbook(write_only=True)
    for section in sections:
        sheet = book.create_sheet(_FORBIDDEN.sub(" ", section.title)[:LONGEST_TITLE])
        rows = (section.columns, *section.rows, *([(section.note,)] if section.note else []))
        for number, row in enumerate(rows, start=1):
            sheet.append([_cell(sheet, value, at=(number, column)) for column, value in enumerate(row, start=1)])
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _cell(sheet: Any, value: Value, *, at: tuple[int, int]) -> Any:
    cell = WriteOnlyCell(sheet, value=value.words if isinstance(value, Leads) else value)
    if isinstance(value, Leads):
        cell.row, cell.column = at
        cell.hyperlink = value.address
    if isinstance(value, str | Leads):
        cell.data_type = "s"
    return cell
