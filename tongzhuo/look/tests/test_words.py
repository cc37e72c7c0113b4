import os
from pathlib import Path

import polib
import pytest

from tongzhuo.look import words

CATALOGUE = """
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\nPlural-Forms: nplurals=1; plural=0;\\n"

msgid "Send"
msgstr "发出去"

msgid "Nobody yet"
msgstr ""

#, fuzzy
msgid "Perhaps"
msgstr "也许"

msgid "%(n)d seat"
msgid_plural "%(n)d seats"
msgstr[0] "%(n)d席"
"""


@pytest.fixture
def package(tmp_path: Path) -> Path:
    folder = tmp_path / "needs" / "locale" / "zh_Hans" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text(CATALOGUE, encoding="utf-8")
    return tmp_path


def test_catalogues_are_compiled_once_and_again_when_their_text_is_newer(package):
    source = package / "needs/locale/zh_Hans/LC_MESSAGES/django.po"

    assert words.compile_catalogues(package) == 1
    assert words.compile_catalogues(package) == 0
    later = source.with_suffix(".mo").stat().st_mtime + 5
    os.utime(source, (later, later))
    assert words.compile_catalogues(package) == 1
    assert polib.mofile(str(source.with_suffix(".mo"))).find("Send").msgstr == "发出去"


def test_untranslated_and_doubtful_words_are_missing(package):
    assert words.missing(package / "needs/locale/zh_Hans/LC_MESSAGES/django.po") == ["Nobody yet", "Perhaps"]
    assert words.translated(package) == {("", "Send"), ("", "%(n)d seat")}


def test_words_are_found_in_code_and_in_pages(package):
    (package / "needs" / "rules.py").write_text(
        'reason = _("A seat "\n  "is waiting")\n'
        'ngettext("%d seat", "%d seats", 2)\nnpgettext("ring", "one", "more", 1)\n'
        'translation.pgettext_lazy("seat", "asked")\n_(variable)\ngettext(f"{x}")\n'
    )
    pages = package / "needs" / "templates" / "needs"
    pages.mkdir(parents=True)
    (pages / "need.html").write_text(
        '{% translate "It’s here" %}{% translate "asked" context "party" %}{{ x|default:_("Undo") }}'
        '{% blocktranslate count n=n trimmed %}\n one "thing"\n{% plural %} {{ n }} things {% endblocktranslate %}'
    )
    tests = package / "needs" / "tests"
    tests.mkdir()
    (tests / "test_x.py").write_text('_("only a test")')

    assert words.extracted_messages(package) == {
        "needs": {
            ("", "A seat is waiting"),
            ("", "%d seat"),
            ("ring", "one"),
            ("seat", "asked"),
            ("", "It’s here"),
            ("party", "asked"),
            ("", "Undo"),
            ("", 'one "thing"'),
        }
    }


def test_every_word_of_this_room_is_translated():
    assert words.extracted_messages()["look"] - words.translated() == set()
    assert words.missing(words.PACKAGE / "look/locale/zh_Hans/LC_MESSAGES/django.po") == []
