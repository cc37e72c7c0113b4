"""The words of both languages: compiles the catalogues, and finds words that have no translation yet.

`python -m tongzhuo.look.words` compiles what is older than its text. It needs no gettext tools.
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import polib

PACKAGE = Path(__file__).resolve().parent.parent

# Where each function keeps its texts: (place of the context, places of the texts).
_CALLS: dict[str, tuple[int | None, tuple[int, ...]]] = {
    "gettext": (None, (0,)),
    "gettext_lazy": (None, (0,)),
    "gettext_noop": (None, (0,)),
    "_": (None, (0,)),
    "ngettext": (None, (0, 1)),
    "ngettext_lazy": (None, (0, 1)),
    "pgettext": (0, (1,)),
    "pgettext_lazy": (0, (1,)),
    "npgettext": (0, (1, 2)),
    "npgettext_lazy": (0, (1, 2)),
}

_STRING = r"""u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
_TEMPLATE_CALL = re.compile(rf"\b(?:n?p?gettext|_)\((?:\s*(?:{_STRING}|count)\s*,?)+\)")

Message = tuple[str, str]
"""Context (or nothing) and text."""


def compile_catalogues(package: Path = PACKAGE) -> int:
    """Writes the .mo beside every .po that is newer; returns how many were written."""
    written = 0
    for source in sorted(package.glob("*/locale/*/LC_MESSAGES/django.po")):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime_ns < source.stat().st_mtime_ns:
            polib.pofile(str(source)).save_as_mofile(str(target))
            written += 1
    return written


def missing(source: Path) -> list[str]:
    """The texts of a catalogue that have no translation, or only a doubtful one."""
    return [
        entry.msgid for entry in polib.pofile(str(source)) if not entry.obsolete and (entry.fuzzy or not _said(entry))
    ]


def translated(package: Path = PACKAGE, language: str = "zh_Hans") -> set[Message]:
    """Everything the catalogues of all rooms have words for."""
    return {
        (entry.msgctxt or "", entry.msgid)
        for source in package.glob(f"*/locale/{language}/LC_MESSAGES/django.po")
        for entry in polib.pofile(str(source))
        if not entry.obsolete and not entry.fuzzy and _said(entry)
    }


def extracted_messages(package: Path = PACKAGE) -> dict[str, set[Message]]:
    """What each room says: room -> the texts in its Python files and its templates (tests left out)."""
    rooms: dict[str, set[Message]] = {}
    for source in sorted([*package.glob("**/*.py"), *package.glob("*/templates/**/*.html")]):
        inside = source.relative_to(package).parts
        if {"tests", "migrations"} & {*inside}:
            continue
        text = source.read_text(encoding="utf-8")
        room = inside[0] if len(inside) > 1 else ""
        rooms.setdefault(room, set()).update(_in_python(text) if source.suffix == ".py" else _in_template(text))
    return rooms


def _said(entry: polib.POEntry) -> bool:
    return all(entry.msgstr_plural.values()) if entry.msgid_plural else bool(entry.msgstr)


def _in_python(text: str) -> Iterator[Message]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call):
            yield from _in_call(node)


def _in_call(call: ast.Call) -> Iterator[Message]:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if name not in _CALLS:
        return
    context_place, places = _CALLS[name]
    # A plural is looked up by its singular: only the first text is a key of the catalogue.
    text = _constant(call, places[0])
    context = "" if context_place is None else _constant(call, context_place)
    if text and context is not None:
        yield context, text


def _constant(call: ast.Call, place: int) -> str | None:
    argument = call.args[place] if place < len(call.args) else None
    return argument.value if isinstance(argument, ast.Constant) and isinstance(argument.value, str) else None


def _in_template(text: str) -> Iterator[Message]:
    # Late import: the compiling half must work before Django and its settings do.
    from django.utils.translation.template import templatize

    yield from _in_python("\n".join(_TEMPLATE_CALL.findall(templatize(text))))


if __name__ == "__main__":
    sys.stdout.write(f"{compile_catalogues()}\n")
