"""Sign-up chains as they come out of a chat: numbers, emoji, notes, headings, and the same name twice."""

import pytest

from tongzhuo.rota.chain import names_in

CHAIN = """#接龙
周二早上陪6号楼下楼，9点集合
例：1. 姓名 能否早到
1. 刘芳 可以早到🙋‍♀️
2、孙伟（带推车）
3）王 娟 +1
4️⃣ 赵宁😀
5. 6-501 郭先生
6. Mary Ann Li can push
7. 刘芳
8. 🌟
"""


def told(text):
    return [(one.name, one.note) for one in names_in(text)]


def test_a_numbered_chain_with_emoji_notes_and_a_heading():
    assert told(CHAIN) == [
        ("刘芳", "可以早到"),
        ("孙伟", "带推车"),
        ("王娟", "1"),
        ("赵宁", ""),
        ("郭先生", "6-501"),
        ("Mary Ann Li", "can push"),
    ]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("刘芳", ["刘芳"]),
        ("刘芳\n孙伟 晚到十分钟\n\n", ["刘芳", "孙伟"]),
        ("阿依古丽·买买提 会维语", ["阿依古丽·买买提"]),
        ("#接龙\n1.刘芳\n2.刘芳", ["刘芳"]),
        ("", []),
        ("12345\n😀😀", []),
    ],
)
def test_plain_names_and_nothing(text, names):
    assert [one.name for one in names_in(text)] == names


def test_a_very_long_text_ends():
    assert len(names_in("\n".join(f"{n}. 邻居{chr(0x4E00 + n)}" for n in range(1, 2000)))) == 300
