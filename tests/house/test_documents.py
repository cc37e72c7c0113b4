"""What is written about the house is true of it."""

import re

import pytest
from django.apps import apps
from django.db.models import Choices

from tests.house.reading import BASE, PACKAGE, rooms, tracked_files
from tongzhuo.gifts.states import GiftState
from tongzhuo.ledger.states import AccountKind, AssetKind
from tongzhuo.linkages.states import LinkState
from tongzhuo.needs.states import AskKind, Seat, State
from tongzhuo.organisations.states import Kind, Role
from tongzhuo.places.states import Level, WhenKind
from tongzhuo.planning.states import RunState
from tongzhuo.projects.states import DutyKind, ProjectState
from tongzhuo.resources.states import OfferState
from tongzhuo.seals.states import KeyState
from tongzhuo.service.states import ShiftState, SignUpState

SPOKEN: list[type[Choices]] = [LinkState, AskKind, Seat, State, Kind, Role, Level, WhenKind, OfferState, RunState]
SPOKEN += [GiftState, KeyState, ProjectState, DutyKind, ShiftState, SignUpState, AccountKind, AssetKind]
OURS = [model for model in apps.get_models() if model.__module__.startswith("tongzhuo.")]
ROW = re.compile(r"^\|(?P<word>[^|]+)\|(?P<code>[^|]*)\|(?P<zh>[^|]*)\|(?P<meaning>[^|]*)\|$", re.MULTILINE)


def text(name: str) -> str:
    return (BASE / name).read_text(encoding="utf-8")


def glossary_rows() -> list[re.Match[str]]:
    return [row for row in ROW.finditer(text("GLOSSARY.md")) if row["word"].strip(" -") not in {"", "Word"}]


def coded(rows: list[re.Match[str]]) -> set[str]:
    return {code for row in rows for code in re.findall(r"`([^`]+)`", row["code"])}


def test_every_room_is_in_the_plan_of_the_house():
    described = set(re.findall(r"`(\w+)`", text("docs/house.md")))
    assert [room for room in rooms() if room not in described] == []


def test_every_shape_and_state_is_in_the_glossary():
    known = coded(glossary_rows())
    wanted = {model.__name__ for model in OURS} | {str(value) for choices in SPOKEN for value in choices.values}
    assert sorted(wanted - known) == []


def test_every_word_of_the_glossary_has_its_chinese():
    assert [row["word"] for row in glossary_rows() if not re.search(r"[\u4e00-\u9fff]", row["zh"])] == []


def test_every_code_name_of_the_glossary_exists():
    sources = "\n".join(path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py"))
    names = set(re.findall(r"\w+", sources)) | {path.name for path in PACKAGE.rglob("*.py")} | {"null", "Skill"}
    assert sorted(coded(glossary_rows()) - names) == []


@pytest.mark.parametrize(
    "name", ["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "docs/engine.md", "docs/settings.md"]
)
def test_the_documents_are_there(name):
    assert len(text(name)) > 300


def test_every_link_between_documents_leads_somewhere():
    documents = [path for path in tracked_files() if path.suffix == ".md"]
    broken = [
        f"{document.name}: {target}"
        for document in documents
        for target in re.findall(r"\]\(([^)#:]+?)(?:#[^)]*)?\)", document.read_text(encoding="utf-8"))
        if not (document.parent / target).exists()
    ]
    assert broken == []


# What belongs to whoever builds the product, not to the product: folders of a machine, hosts of a registry.
ELSEWHERE = re.compile(
    r"/(?:root|home/\w+|Users/\w+|tmp/tz|work/(?:main|shared))/|--(?:extra-)?index-url|--find-links|file://|devpi|artifactory"
)


def machine_words(content: str) -> list[str]:
    return ELSEWHERE.findall(content)


def test_no_file_knows_the_machine_it_was_written_on():
    here = "test_documents.py"
    found = []
    for path in tracked_files():
        if path.name != here and path.suffix not in {".png", ".gz", ".xlsx", ".woff2", ".ico"}:
            found += [f"{path.relative_to(BASE)}: {word}" for word in machine_words(path.read_text(encoding="utf-8"))]
    assert found == []


@pytest.mark.parametrize("line", ["cd /root/x", "open('/home/ann/x')", "--index-url https://a.example", "file:///x"])
def test_a_word_of_a_machine_is_recognised(line):
    assert machine_words(line)


def test_the_development_list_pins_what_the_product_pins():
    def pins(name: str) -> set[str]:
        return set(re.findall(r"^([\w.\[\]-]+==[^\s;\\]+)", text(f"requirements/{name}.txt"), re.MULTILINE))

    assert pins("base") - pins("dev") == set()


@pytest.mark.parametrize("name", ["base", "dev"])
def test_every_requirement_is_pinned_by_hash(name):
    entries = re.split(r"\n(?=\w)", text(f"requirements/{name}.txt"))
    assert [entry.split()[0] for entry in entries if re.match(r"\w", entry) and "--hash=sha256:" not in entry] == []
