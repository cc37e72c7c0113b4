"""From facts to a PDF, by Typst: one template, one JSON of facts, fonts that come with the packages.

The PDF is PDF/A-3 and PDF/UA-1: every letter in it has a shape and a meaning, which the compiler refuses to break. So a
letter that no font has cannot vanish: the compilation fails, the letter is written as its code, and it is tried again.
The same facts give the same bytes.
"""

import datetime as dt
import json
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import typst

TEMPLATES = Path(__file__).parent / "typst"
FONT_PACKAGES = ("manimgx_fonts_cjk", "pylopdf_fonts_zh_cn", "manimgx_fonts")
STANDARDS: list[Any] = ["a-3u", "ua-1"]
PROBE = b"""#import "base.typ": paper
#set document(title: "?", date: datetime(year: 2000, month: 1, day: 1))
#show: paper
#sys.inputs.letters"""


def pdf(template: str, facts: Mapping[str, Any], *, made_on: dt.date, attached: bytes = b"") -> bytes:
    """`template` without its ending. `attached` is a credential that travels inside the file."""
    try:
        return _compiled(template, facts, made_on, attached)
    except typst.TypstError:
        missing = without_shape("".join(sorted(_letters(facts))))
        if not missing:
            raise
        codes = {ord(letter): f"[U+{ord(letter):04X}]" for letter in missing}
        return _compiled(template, _spelled(facts, codes), made_on, attached)


def _compiled(template: str, facts: Mapping[str, Any], made_on: dt.date, attached: bytes) -> bytes:
    compiler = typst.Compiler(
        TEMPLATES / f"{template}.typ", root=TEMPLATES, font_paths=_fonts(), ignore_system_fonts=True
    )
    said = {"facts": json.dumps(facts, ensure_ascii=False), "made_on": f"{made_on:%Y-%m-%d}"}
    return _bytes(
        compiler.compile(
            format="pdf",
            pdf_standards=STANDARDS,
            sys_inputs=said | ({"credential": attached.decode()} if attached else {}),
            timestamp=dt.datetime.combine(made_on, dt.time(), dt.UTC),
        )
    )


def without_shape(letters: str) -> set[str]:
    """Those of the letters that no font can draw: asked of the compiler itself, half by half."""
    if _can_draw(letters):
        return set()
    half = len(letters) // 2
    return without_shape(letters[:half]) | without_shape(letters[half:]) if half else {letters}


def _can_draw(letters: str) -> bool:
    compiler = typst.Compiler(PROBE, root=TEMPLATES, font_paths=_fonts(), ignore_system_fonts=True)
    try:
        compiler.compile(format="pdf", pdf_standards=STANDARDS, sys_inputs={"letters": " ".join(letters)})
    except typst.TypstError:
        return False
    return True


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    folders = [str(files(package)) for package in FONT_PACKAGES]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)


def _letters(facts: Any) -> set[str]:
    """Every letter in the texts of nested facts."""
    if isinstance(facts, str):
        return set(facts)
    inside = facts.values() if isinstance(facts, Mapping) else facts if isinstance(facts, list | tuple) else ()
    return set().union(*map(_letters, inside))


def _spelled(facts: Any, codes: Mapping[int, str]) -> Any:
    """The same facts with some letters written as codes."""
    if isinstance(facts, str):
        return facts.translate(codes)
    if isinstance(facts, Mapping):
        return {name: _spelled(fact, codes) for name, fact in facts.items()}
    return [_spelled(fact, codes) for fact in facts] if isinstance(facts, list | tuple) else facts


def _bytes(made: bytes | list[bytes] | None) -> bytes:
    if not isinstance(made, bytes):
        raise TypeError("Typst made no single file.")
    return made
