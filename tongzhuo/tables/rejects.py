"""The list of rejected rows: a table that can be opened, mended and brought again."""

import csv
import io
import os
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType

from django.utils.translation import gettext as _

from tongzhuo.tables.opening import CannotRead
from tongzhuo.tables.reading import Fault


class Rejects:
    """Kept from others' eyes (mode 600), because rows may be about people. Nothing rejected: no file.

    `size` is how much of an earlier list holds, in bytes: what an interrupted run wrote after its last batch goes.
    """

    def __init__(self, path: Path, size: int) -> None:
        self._path, self.size = path, size
        self._file: io.FileIO | None = None

    def __enter__(self) -> "Rejects":
        if self.size and (not self._path.exists() or self._path.stat().st_size < self.size):
            self.size = 0
        return self

    def add(self, faults: Iterable[Fault]) -> int:
        """Write them through to the disk; the size of the list from now on."""
        rows = list(faults)
        if rows:
            file = self._file or self._open()
            file.seek(self.size)
            text = io.StringIO()
            csv.writer(text).writerows((row, column, _harmless(value), reason) for row, column, value, reason in rows)
            file.write(text.getvalue().encode())
            os.fsync(file.fileno())
            self.size = file.tell()
        return self.size

    def rewind(self, size: int) -> None:
        """Forget what was added by a batch that was not written."""
        if self._file is not None and size < self.size:
            self._file.truncate(size)
            self.size = size

    def kept(self) -> Path | None:
        return self._path if self.size else None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.truncate(self.size)
            self._file.close()

    def _open(self) -> io.FileIO:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            number = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError:
            raise CannotRead(
                _("The list of rejected rows cannot be written to %(path)s.") % {"path": self._path}
            ) from None
        self._file = io.FileIO(number, "r+")
        self._file.truncate(self.size)
        if not self.size:
            head = io.StringIO()
            csv.writer(head).writerow((_("row"), _("column"), _("value"), _("reason")))
            self._file.write(b"\xef\xbb\xbf" + head.getvalue().encode())
            self.size = self._file.tell()
        return self._file


def _harmless(value: str) -> str:
    """A cell that a spreadsheet would take for a formula is shown as text."""
    return f"'{value}" if value[:1] in ("=", "+", "@", "\t", "\r") else value
