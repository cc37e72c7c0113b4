"""`tongzhuo import …` as somebody at the keyboard sees it, in both languages."""

import io

import pytest
from django.core.management import call_command
from django.db import OperationalError

from tongzhuo.imports import running
from tongzhuo.people.models import Person

ROWS = "姓名,电话,星座\n周敏,138 0000 0000,双鱼\n何大爷,12,\n"


def typed(*arguments, **options):
    """Exit code, what was said, what was complained of."""
    out, err, code = io.StringIO(), io.StringIO(), 0
    try:
        call_command("import", *map(str, arguments), stdout=out, stderr=err, **options)
    except SystemExit as ended:
        code = ended.code
    return code, out.getvalue(), err.getvalue()


def without_time(text):
    return text.splitlines()[:-1]


def test_the_summary(cast, brings, tmp_path):
    path, rejects = brings.file(ROWS), tmp_path / "not-taken.csv"
    code, said, _ = typed("people", path, "--place", "/cn/99/01/05/001/", "--rejects", rejects)
    assert code == 0
    assert without_time(said) == [
        "2 rows read (own).",
        "1 new, 0 changed, 0 the same, 1 rejected.",
        "Columns not read: 星座.",
        f"The rejected rows, each with the reason: {rejects}",
    ]
    assert said.splitlines()[-1].endswith("rows a second.")


def test_the_summary_in_chinese(cast, brings):
    code, said, _ = typed(
        "people", brings.file(ROWS), "--place", "/cn/99/01/05/001/", "--dry-run", "--language", "zh-hans"
    )
    assert code == 0
    assert without_time(said)[:4] == [
        "只是演练：什么也没有写入。",
        "读了 2 行（own）。",
        "新增 1，更改 0，相同 0，退回 1。",
        "没有读的列：星座。",
    ]
    assert not Person.objects.filter(name="周敏").exists()


def test_the_report_says_its_reasons_in_chinese(cast, brings, tmp_path):
    rejects = tmp_path / "rejected.csv"
    typed("people", brings.file(ROWS), "--place", "/cn/99/01/05/001/", "--rejects", rejects, "--language", "zh-hans")
    assert rejects.read_text(encoding="utf-8-sig").splitlines() == ["行,列,内容,原因", "3,电话,12,用这个联系不到人。"]


def test_rejected_rows_are_kept_under_var_when_nobody_says_where(cast, brings, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    typed("people", brings.file(ROWS, "名单.csv"), "--place", "/cn/99/01/05/001/")
    assert (tmp_path / "rejected" / "名单.csv.people.csv").exists()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "The file is empty."),
        ("颜色\n红\n", "These columns are not known here: 颜色."),
        (b"\0\0", "This is not a table."),
    ],
)
def test_a_bad_file_is_one_sentence_and_a_code(cast, brings, content, sentence):
    code, said, complained = typed("people", brings.file(content))
    assert (code, said) == (1, "")
    assert complained.startswith(sentence)
    assert "Traceback" not in complained


def test_acting_as_somebody(cast, brings):
    assert typed("people", brings.file(ROWS), "--as", "chen@example.org")[0] == 0
    assert Person.objects.get(name="周敏").home == cast.willow
    code, _, complained = typed(
        "people", brings.file(ROWS), "--as", "outsider@example.org", "--place", "/cn/99/01/05/001/"
    )
    assert (code, complained) == (1, "You have no mandate over this place.\n")
    assert (
        typed("people", brings.file(ROWS), "--as", "nobody@example.org")[2]
        == "Nobody here signs in with nobody@example.org.\n"
    )


@pytest.mark.parametrize(
    ("error", "code", "sentence"),
    [
        (OperationalError("database is locked"), 1, "The database is busy."),
        (KeyboardInterrupt(), 130, "Stopped."),
    ],
)
def test_what_stops_a_run_says_that_it_goes_on_there(cast, brings, monkeypatch, error, code, sentence):
    def stop(*_args, **_options):
        raise error

    monkeypatch.setattr(running, "open_file", stop)
    ended, _, complained = typed("people", brings.file(ROWS), "--place", "/cn/99/01/05/001/")
    assert ended == code
    assert complained == f"{sentence} What was written stays; run this again and it goes on from there.\n"
