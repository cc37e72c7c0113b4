"""Place paths are compared byte by byte, whatever the database thinks of alphabets."""

import pytest
from django.db import connection

from tongzhuo.kernel.fields import subtree, subtrees
from tongzhuo.kernel.models import Line

PATHS = [
    "/cn/",
    "/cn/11/",
    "/cn/11-a/",
    "/cn/11/01/",
    "/cn/11/01/05/",
    "/cn/11/Z/",
    "/cn/11/a-1/",
    "/cn/11/é/",
    "/cn/11/社区/",
    "/cn/110/",
    "/cn/11a/",
    "/cn/12/",
    "/CN/11/",
    "/us/",
]


@pytest.fixture
def lines(db) -> None:
    Line.objects.bulk_create(
        [Line(actor="anonymous", did="place.named", on=f"place:{n}", path=path) for n, path in enumerate(PATHS)]
    )


def found(condition) -> set[str]:
    return set(Line.objects.filter(condition).values_list("path", flat=True))


@pytest.mark.parametrize("path", PATHS)
def test_a_subtree_is_the_place_and_whatever_begins_with_its_path(lines, path):
    assert found(subtree(path)) == {other for other in PATHS if other.startswith(path)}


def test_everywhere_is_everything(lines):
    assert found(subtree("")) == set(PATHS)


def test_several_subtrees_are_joined_and_none_is_nothing(lines):
    assert found(subtrees(("/cn/11/01/", "/us/"))) == {"/cn/11/01/", "/cn/11/01/05/", "/us/"}
    assert found(subtrees(())) == set()


def test_paths_are_sorted_by_their_bytes(lines):
    assert list(Line.objects.order_by("path").values_list("path", flat=True)) == sorted(PATHS, key=str.encode)


@pytest.mark.only_on("postgresql")
def test_a_foreign_collation_would_tear_the_range_apart(lines):
    """Shows that the tests above prove something: the same range on a plain column loses most of the subtree."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT datcollate FROM pg_database WHERE datname = current_database()")
        if not cursor.fetchone()[0].startswith("en_US"):
            pytest.skip("this machine cannot make another collation: localedef and its sources are not installed")
        default = 'path COLLATE "default"'
        cursor.execute(f"SELECT count(*) FROM kernel_line WHERE {default} >= '/cn/11/' AND {default} < '/cn/110'")
        assert cursor.fetchone()[0] < len(found(subtree("/cn/11/")))
