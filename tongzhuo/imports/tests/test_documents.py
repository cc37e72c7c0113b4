"""docs/imports.md names every field, every known layout and every option."""

import re

import pytest
from django.conf import settings
from django.core.management import get_commands, load_command_class

from tongzhuo.imports.kinds import KINDS
from tongzhuo.layouts.known import KNOWN

TEXT = (settings.BASE / "docs" / "imports.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_every_field_is_in_the_table_of_its_kind(kind):
    section = re.split(rf"^### `{kind.name}`.*$", TEXT, flags=re.MULTILINE)[1].partition("\n### ")[0]
    told = dict(re.findall(r"^\| `(\w+)` \| ([^|]*) \|", section, flags=re.MULTILINE))
    assert list(told) == [field.name for field in kind.fields]
    for field in kind.fields:
        assert told[field.name] == "、".join(field.also)


@pytest.mark.parametrize("layout", KNOWN, ids=lambda layout: layout.name)
def test_every_known_layout_is_told(layout):
    assert f"`{layout.name}`" in TEXT


def test_every_option_is_told():
    parser = load_command_class(get_commands()["import"], "import").create_parser("tongzhuo", "import")
    ours = [action.option_strings[0] for action in parser._actions if action.option_strings]
    django = {
        "-h",
        "--version",
        "-v",
        "--settings",
        "--pythonpath",
        "--traceback",
        "--no-color",
        "--force-color",
        "--skip-checks",
    }
    assert [option for option in ours if option not in django and f"`{option}" not in TEXT] == []


@pytest.mark.parametrize("kind", KINDS)
def test_the_example_of_each_kind_can_be_brought_in(cast, brings, kind):
    example = re.search(rf"^### `{kind}`.*?```csv\n(.*?)```", TEXT, flags=re.DOTALL | re.MULTILINE)[1]
    outcome = brings(kind, example, place="/cn/99/01/05/001/")
    assert outcome.counts["new"] > 0
    assert (outcome.counts["rejected"], outcome.unread) == (0, ())
