"""Opening what people bring: encodings, packed files, and files that are no tables."""

import gzip

import pytest

from tongzhuo.tables.opening import CannotRead, bytes_of, open_file, seekable

TABLE = "姓名,电话\n刘芳,138 0000 0000\n"
CUT_OFF = gzip.compress(TABLE.encode() * 99, mtime=0)[:-9]


def brought(tmp_path, content, name="list.csv"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize(
    ("encoding", "found"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("gb18030", "gb18030"), ("gbk", "gb18030"), ("utf-16", "utf-16")],
)
@pytest.mark.parametrize("packed", [False, True])
def test_the_encoding_is_found(tmp_path, encoding, found, packed):
    content = TABLE.encode(encoding)
    opened = open_file(brought(tmp_path, gzip.compress(content, mtime=0) if packed else content))
    assert (opened.shape, opened.encoding, opened.delimiter) == ("csv", found, ",")


def test_the_encoding_is_that_of_the_whole_file(tmp_path):
    late = "name,note\n" + "a,b\n" * 400_000
    assert open_file(brought(tmp_path, late)).encoding == "utf-8"
    assert open_file(brought(tmp_path, late.encode() + "刘芳,记\n".encode("gb18030"))).encoding == "gb18030"


def test_a_character_cut_by_the_reading_window_is_no_fault(tmp_path):
    assert open_file(brought(tmp_path, "n" + "中" * 700_000)).encoding == "utf-8"


@pytest.mark.parametrize(
    ("first", "delimiter"), [("a\tb,c\td", "\t"), ("a;b;c", ";"), ("a|b|c", "|"), ("a,b;c,d", ","), ("a", ",")]
)
def test_the_separator_is_found(tmp_path, first, delimiter):
    assert open_file(brought(tmp_path, first + "\n")).delimiter == delimiter


@pytest.mark.parametrize("content", ["[]", ' \n {"a": 1}', "\ufeff[1]"])
def test_json_is_known_by_its_first_sign(tmp_path, content):
    assert open_file(brought(tmp_path, content)).shape == "json"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty."),
        (b" \n\n", "The file is empty."),
        (gzip.compress(b"", mtime=0), "The file is empty."),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "This is not a table. Bring a CSV, TSV, XLSX or JSON file."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "This is an old Excel file. Open it and save it as .xlsx or as CSV."),
        (b"name\nJos\xe9,\xff\xff\n", "The characters of this file are neither UTF-8 nor GB18030. Save it as UTF-8."),
        (CUT_OFF, "The compressed file is cut off or damaged. Fetch it again."),
        (b"\x1f\x8b\x08garbage", "The compressed file is cut off or damaged. Fetch it again."),
    ],
)
def test_each_bad_file_gets_one_sentence(tmp_path, content, sentence):
    with pytest.raises(CannotRead) as refused:
        open_file(brought(tmp_path, content))
    assert str(refused.value) == sentence


def test_what_is_not_there_or_is_a_folder(tmp_path):
    for path, sentence in ((tmp_path / "no.csv", "There is no file"), (tmp_path, "is a folder, not a file.")):
        with pytest.raises(CannotRead, match=sentence):
            open_file(path)


def test_the_digest_is_that_of_the_bytes(tmp_path):
    one, two = brought(tmp_path, TABLE, "a.csv"), brought(tmp_path, TABLE, "b.csv")
    other = brought(tmp_path, TABLE + "孙伟,\n", "c.csv")
    assert open_file(one).digest == open_file(two).digest != open_file(other).digest


def test_packed_content_can_be_read_from_any_point(tmp_path):
    path = brought(tmp_path, gzip.compress(b"0123456789", mtime=0))
    with seekable(path) as file:
        file.seek(7)
        assert file.read() == b"789"
    with bytes_of(path) as (content, raw):
        assert content.read() == b"0123456789"
        assert raw.tell() > 0
