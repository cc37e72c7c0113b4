"""A report as a workbook: one sheet for each section; what begins like a formula stays text."""

import io
import re
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from tongzhuo.partners.report_words import Section, Value

LONGEST_TITLE = 31
_FORBIDDEN = re.compile(r"[\\/*?:\[\]]")


def workbook_of(sections: list[Section]) -> bytes:
    book = Workbook(write_only=True)
    for section in sections:
        sheet = book.create_sheet(_FORBIDDEN.sub(" ", section.title)[:LONGEST_TITLE])
        for row in (section.columns, *section.rows, *([(section.note,)] if section.note else [])):
            sheet.append([_cell(sheet, value) for value in row])
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _cell(sheet: Any, value: Value) -> Any:
    cell = WriteOnlyCell(sheet, value=value)
    if isinstance(value, str):
        cell.data_type = "s"
    return cell
