"""Pages hold under a strict content security policy: nothing inline that runs or styles."""

import re

import pytest

from tests.house.reading import listed, python_files, short, templates

FAULTS = {
    "inline style": re.compile(r"""\sstyle\s*=\s*["']?""", re.IGNORECASE),
    "style element": re.compile(r"<style\b", re.IGNORECASE),
    "inline script": re.compile(r"<script(?![^>]*\bsrc=)[^>]*>(?!\s*</script)", re.IGNORECASE),
    "script beside its source": re.compile(r"<script[^>]*\bsrc=[^>]*>\s*[^<\s]", re.IGNORECASE),
    "event attribute": re.compile(r"""<[a-z][^<]*\son[a-z]+\s*=\s*["']""", re.IGNORECASE),
    "script in an address": re.compile(r"javascript:", re.IGNORECASE),
    "htmx that evaluates": re.compile(r"hx-on|hx-(?:vals|headers)=.js:|hx-vars", re.IGNORECASE),
    "another host": re.compile(r"""(?:src|href)\s*=\s*["'](?:https?:)?//(?!www\.w3\.org)""", re.IGNORECASE),
}
MARKUP = re.compile(r"<[a-z][^<>]*\sstyle=|<script\b|<style\b", re.IGNORECASE)


def faults(text: str) -> list[str]:
    return [name for name, pattern in FAULTS.items() if pattern.search(text)]


def test_no_template_has_anything_inline():
    found = {short(path): faults(path.read_text(encoding="utf-8")) for path in templates()}
    assert not listed(found), listed(found)


def test_no_drawing_in_python_has_anything_inline():
    assert [short(path) for path in python_files() if MARKUP.search(path.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('<p style="color: red">', ["inline style"]),
        ("<style>p {}</style>", ["style element"]),
        ("<script>go()</script>", ["inline script"]),
        ('<script type="module">go()</script>', ["inline script"]),
        ('<script src="a.js">go()</script>', ["script beside its source"]),
        ('<script src="a.js" defer></script>', []),
        ('<button class="go" onclick="go()">', ["event attribute"]),
        ('<a href="javascript:go()">', ["script in an address"]),
        ('<b hx-on:click="go()">', ["htmx that evaluates"]),
        ('<img src="https://example.org/a.png">', ["another host"]),
        ('<link rel="stylesheet" href="{% static "look/style.css" %}">', []),
    ],
)
def test_each_fault_is_recognised(text, found):
    assert faults(text) == found
