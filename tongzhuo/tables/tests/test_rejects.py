"""The list of rejected rows: whole, private, and cut back to what holds."""

import stat

import pytest

from tongzhuo.tables.opening import CannotRead
from tongzhuo.tables.reading import Fault
from tongzhuo.tables.rejects import Rejects

FAULT = Fault(3, "phone", "12", "Nobody could be reached by this.")
HEAD = "\ufeffrow,column,value,reason\n"


def written(path):
    return path.read_bytes().decode().replace("\r\n", "\n")


def test_it_is_a_table_for_the_eyes_of_its_owner(tmp_path):
    path = tmp_path / "deep" / "rejected.csv"
    with Rejects(path, 0) as rejects:
        rejects.add([FAULT, FAULT._replace(row=9, value="=1+1")])
        assert rejects.kept() == path
    assert (
        written(path)
        == HEAD + "3,phone,12,Nobody could be reached by this.\n9,phone,'=1+1,Nobody could be reached by this.\n"
    )
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_nothing_rejected_no_file(tmp_path):
    with Rejects(tmp_path / "rejected.csv", 0) as rejects:
        assert rejects.add([]) == 0
        assert rejects.kept() is None
    assert list(tmp_path.iterdir()) == []


def test_what_was_written_after_the_last_batch_goes(tmp_path):
    path = tmp_path / "rejected.csv"
    with Rejects(path, 0) as rejects:
        size = rejects.add([FAULT])
        rejects.add([FAULT._replace(row=4)])
    with Rejects(path, size) as rejects:
        rejects.add([FAULT._replace(row=5)])
    assert [line.split(",")[0] for line in written(path).splitlines()] == ["\ufeffrow", "3", "5"]


def test_a_batch_that_was_not_written_leaves_nothing(tmp_path):
    path = tmp_path / "rejected.csv"
    with Rejects(path, 0) as rejects:
        size = rejects.add([FAULT])
        rejects.add([FAULT._replace(row=4)])
        rejects.rewind(size)
    assert len(written(path).splitlines()) == 2


def test_a_list_that_was_taken_away_begins_anew(tmp_path):
    with Rejects(tmp_path / "rejected.csv", 500) as rejects:
        rejects.add([FAULT])
    assert written(tmp_path / "rejected.csv").startswith(HEAD)


def test_where_nothing_can_be_written(tmp_path):
    (tmp_path / "file").write_text("")
    with (
        pytest.raises(CannotRead, match="cannot be written"),
        Rejects(tmp_path / "file" / "rejected.csv", 0) as rejects,
    ):
        rejects.add([FAULT])
