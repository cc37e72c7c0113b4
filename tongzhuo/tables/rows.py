"""From an opened file to its rows, one after another, so that memory stays flat whatever the size.

A row is its number and its cells as text. Rows of a table are numbered as a spreadsheet shows them, the first line
being 1; entries of a JSON list are numbered from 1.
"""

import csv
import datetime as dt
import io
import json
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO, Any
from xml.etree.ElementTree import ParseError

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from tongzhuo.tables.opening import CHUNK, CannotRead, Opened, bytes_of, damaged, seekable

Line = tuple[int, list[str]]
Entry = tuple[int, str, Any]
LONGEST_CELL = 1 << 20
_AFTER_A_VALUE = tuple(",:]} \t\r\n")
_BROKEN_BOOK = (
    KeyError,
    ValueError,
    TypeError,
    zipfile.BadZipFile,
    zlib.error,
    ParseError,
    InvalidFileException,
    EOFError,
)


@dataclass
class Progress:
    """How much of the file has been read, in bytes on disk (of a workbook: in rows)."""

    done: int = 0
    total: int = 0


def lines_of(opened: Opened, sheet: str, progress: Progress) -> Iterator[Line]:
    """The rows of a CSV file or of one sheet; blank ones are left out but counted."""
    lines = _sheet_lines(opened, sheet, progress) if opened.shape == "xlsx" else _csv_lines(opened, progress)
    for number, cells in lines:
        if any(cells):
            yield number, cells


def _csv_lines(opened: Opened, progress: Progress) -> Iterator[Line]:
    csv.field_size_limit(LONGEST_CELL)
    number = 0
    progress.total = opened.size
    try:
        with bytes_of(opened.path) as (content, raw):
            text = io.TextIOWrapper(content, encoding=opened.encoding, newline="")
            for number, cells in enumerate(csv.reader(text, delimiter=opened.delimiter), start=1):
                progress.done = raw.tell()
                yield number, [cell.strip() for cell in cells]
    except csv.Error:
        raise CannotRead(
            _("After row %(row)d a quotation mark opens that never closes, or there is a sign no table has.")
            % {"row": number}
        ) from None
    except (EOFError, zlib.error):
        raise damaged() from None


def _sheet_lines(opened: Opened, sheet: str, progress: Progress) -> Iterator[Line]:
    try:
        with seekable(opened.path) as file:
            book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
            table = _sheet(book, sheet)
            progress.total = table.max_row or 0
            table.reset_dimensions()
            for number, cells in enumerate(table.iter_rows(values_only=True), start=1):
                progress.done = number
                yield number, [text_of(cell) for cell in cells]
    except _BROKEN_BOOK:
        raise CannotRead(_("This workbook cannot be read. Open it and save it again as .xlsx, or as CSV.")) from None


def _sheet(book: Any, sheet: str) -> Any:
    names = [table.title for table in book.worksheets]
    if not names:
        raise CannotRead(_("There is no table in this workbook."))
    if sheet and sheet not in names:
        raise CannotRead(
            _("There is no sheet “%(sheet)s” in this workbook. It has: %(sheets)s.")
            % {"sheet": sheet, "sheets": ", ".join(names)}
        )
    return book[sheet or names[0]]


def sheet_names(opened: Opened) -> list[str]:
    if opened.shape != "xlsx":
        return []
    with seekable(opened.path) as file:
        return [table.title for table in load_workbook(file, read_only=True).worksheets]


def text_of(cell: Any) -> str:
    """What stands in a cell, as somebody would type it: dates as 2026-12-01, whole numbers without a point."""
    if isinstance(cell, str) or cell is None:
        return _whole(cell or "").strip()
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, dt.datetime):
        return _moment(cell)
    if isinstance(cell, dt.date | dt.time):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return json.dumps(cell, ensure_ascii=False) if isinstance(cell, list | dict) else str(cell)


def _whole(text: str) -> str:
    """Without the signs that no database keeps: zero bytes, and halves of a character."""
    if text.isascii() and "\0" not in text:
        return text
    return text.encode(errors="replace").decode().replace("\0", "")


def _moment(cell: dt.datetime) -> str:
    return cell.date().isoformat() if cell.time() == dt.time(0) else cell.isoformat(sep=" ", timespec="minutes")


def entries_of(opened: Opened, progress: Progress) -> Iterator[Entry]:
    """The entries of a JSON list, or of the lists and objects in a JSON object, each with the key it stands under."""
    progress.total = opened.size
    try:
        with bytes_of(opened.path) as (content, raw):
            text = io.TextIOWrapper(content, encoding=opened.encoding)
            for number, (key, entry) in enumerate(_Json(text, lambda: _tell(progress, raw)).entries(), start=1):
                yield number, key, entry
    except (EOFError, zlib.error):
        raise damaged() from None


def _tell(progress: Progress, raw: IO[bytes]) -> None:
    progress.done = raw.tell()


class _Json:
    """Reads one entry after another and forgets it."""

    def __init__(self, file: io.TextIOWrapper, on_read: Callable[[], None]) -> None:
        self._file, self._on_read = file, on_read
        self._text, self._at, self._ended = "", 0, False
        self._line = 1
        self._decoder = json.JSONDecoder()

    def entries(self) -> Iterator[tuple[str, Any]]:
        opening = self._sign()
        if opening == "[":
            for entry in self._list():
                yield "", entry
        elif opening == "{":
            yield from self._object()
        else:
            raise self._broken()
        if self._peek():
            raise self._broken()

    def _object(self) -> Iterator[tuple[str, Any]]:
        if self._peek() == "}":
            self._sign()
            return
        while True:
            key = self._value()
            if not isinstance(key, str) or self._sign() != ":":
                raise self._broken()
            if self._peek() == "[":
                self._sign()
                for entry in self._list():
                    yield key, entry
            else:
                yield key, self._value()
            sign = self._sign()
            if sign == "}":
                return
            if sign != ",":
                raise self._broken()

    def _list(self) -> Iterator[Any]:
        if self._peek() == "]":
            self._sign()
            return
        while True:
            yield self._value()
            sign = self._sign()
            if sign == "]":
                return
            if sign != ",":
                raise self._broken()

    def _value(self) -> Any:
        self._peek()
        while True:
            try:
                value, end = self._decoder.raw_decode(self._text, self._at)
            except (json.JSONDecodeError, RecursionError):
                if not self._more():
                    raise self._broken() from None
                continue
            # A number may go on behind the window: 1 is a value, and so is the beginning of 1.5.
            if self._text[end : end + 1] in _AFTER_A_VALUE or not self._more():
                self._at = end
                return value

    def _peek(self) -> str:
        """The next sign that is no blank, left where it is; "" at the end."""
        while True:
            while self._at < len(self._text) and self._text[self._at] in " \t\r\n\ufeff":
                self._at += 1
            if self._at < len(self._text) or not self._more():
                return self._text[self._at : self._at + 1]

    def _sign(self) -> str:
        sign = self._peek()
        self._at += 1
        return sign

    def _more(self) -> bool:
        if self._ended or len(self._text) - self._at > 32 * CHUNK:
            return False
        chunk = self._file.read(CHUNK)
        self._on_read()
        self._line += self._text.count("\n", 0, self._at)
        self._text, self._at = self._text[self._at :] + chunk, 0
        self._ended = not chunk
        return not self._ended

    def _broken(self) -> CannotRead:
        line = self._line + self._text.count("\n", 0, self._at)
        return CannotRead(_("This JSON file is broken off or malformed near line %(line)d.") % {"line": line})
