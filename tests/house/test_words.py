"""Everything the house says, it says in both languages."""

from pathlib import Path

from tests.house.reading import PACKAGE, listed, short
from tongzhuo.look import words

CATALOGUES = sorted(PACKAGE.glob("*/locale/zh_Hans/LC_MESSAGES/django.po"))


def test_every_text_has_chinese_words():
    known = words.translated()
    silent = {room: said - known for room, said in words.extracted_messages().items()}
    assert not listed(silent), listed(silent)


def test_no_catalogue_has_empty_or_doubtful_words():
    found = {short(path): words.missing(path) for path in CATALOGUES}
    assert not listed(found), listed(found)


def test_a_text_without_words_is_recognised(tmp_path: Path):
    room = tmp_path / "parlour"
    (room / "templates" / "parlour").mkdir(parents=True)
    (room / "views.py").write_text('from django.utils.translation import gettext as _\n_("Come in")\n')
    (room / "templates" / "parlour" / "door.html").write_text('{% translate "Sit down" %}')
    assert words.extracted_messages(tmp_path)["parlour"] == {("", "Come in"), ("", "Sit down")}
    assert words.translated(tmp_path) == set()
