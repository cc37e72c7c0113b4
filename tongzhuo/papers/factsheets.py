"""A report on paper: a title, a sentence, and tables of facts. Texts come in the language in which they are printed."""

import datetime as dt
from dataclasses import asdict, dataclass

from tongzhuo.papers.printing import pdf
from tongzhuo.papers.wording import page_language


@dataclass(frozen=True)
class Leads:
    """Words that lead somewhere."""

    words: str
    address: str

    def __str__(self) -> str:
        return self.words


@dataclass(frozen=True)
class Part:
    """One table: its heading, its columns, rows of as many cells, and perhaps a word on what they are."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str | Leads, ...], ...]
    note: str = ""


@dataclass(frozen=True)
class FactSheet:
    title: str
    subtitle: str
    author: str
    lead: str
    printed_on: dt.date
    parts: tuple[Part, ...]


def fact_sheet_pdf(sheet: FactSheet, *, language: str) -> bytes:
    """On A4, in one language."""
    facts = page_language((language,)) | {
        "title": sheet.title,
        "subtitle": sheet.subtitle,
        "author": sheet.author,
        "lead": sheet.lead,
        "parts": [
            {
                "title": one.title,
                "columns": list(one.columns),
                "rows": [[asdict(cell) if isinstance(cell, Leads) else cell for cell in row] for row in one.rows],
                "note": one.note,
            }
            for one in sheet.parts
        ],
    }
    return pdf("factsheet", facts, made_on=sheet.printed_on)
