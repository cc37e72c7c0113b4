from itertools import product
from xml.etree import ElementTree

import pytest
from django.utils.translation import override

from tongzhuo.look.ring import CORE_STATES, PARTIES, SEAT_STATES, ring_svg, sentence

LIFT_WORKS = dict(zip(PARTIES, ("seated", "seated", "seated", "asked", "open"), strict=True))


def label_of(svg: str) -> str:
    return ElementTree.fromstring(svg).attrib["aria-label"]


@pytest.mark.parametrize(
    ("states", "core", "english", "chinese"),
    [
        (
            ("seated", "seated", "seated", "asked", "open"),
            "forming",
            "3 of 5 seats taken; still needed: volunteers, resources",
            "5席已坐3席，还缺志愿者、慈善资源",
        ),
        (
            ("seated", "open", "none", "asked", "none"),
            "forming",
            "1 of 3 seats taken; still needed: NGO, volunteers",
            "3席已坐1席，还缺社会组织、志愿者",
        ),
        (("seated",) * 5, "linked", "5 of 5 seats taken; table full", "5席已坐5席，人齐了"),
        (("seated",) * 5, "active", "5 of 5 seats taken; table full; under way", "5席已坐5席，人齐了；正在办"),
        (
            ("seated", "none", "none", "none", "none"),
            "done",
            "1 of 1 seat taken; table full; done",
            "1席已坐1席，人齐了；办成了",
        ),
        (
            ("asked", "none", "none", "none", "none"),
            "unmet",
            "0 of 1 seat taken; still needed: community; not met",
            "1席已坐0席，还缺社区；没办成",
        ),
        (("none",) * 5, "forming", "no seat at this table yet", "这张桌还没有席位"),
    ],
)
def test_the_ring_says_who_sits_and_who_is_missing(states, core, english, chinese):
    seats = dict(zip(PARTIES, states, strict=True))

    assert label_of(ring_svg(seats, core, "m", language="en")) == english
    assert label_of(ring_svg(seats, core, "m", language="zh-hans")) == chinese
    with override("zh-hans"):
        assert sentence(seats, core) == chinese


@pytest.mark.parametrize("size", ["s", "m", "l"])
def test_every_state_is_drawn_and_well_formed(size):
    for states, core in product(product(SEAT_STATES, repeat=5), CORE_STATES):
        drawing = ring_svg(dict(zip(PARTIES, states, strict=True)), core, size, guide=True, progress=0.5)
        classes = [group.attrib["class"].split()[1] for group in ElementTree.fromstring(drawing).findall("g")[:5]]
        assert classes == [f"lk-{state}" for state in states]


def test_neighbours_who_both_sit_are_joined():
    assert ring_svg(LIFT_WORKS).count("lk-join") == 2
    assert ring_svg(dict.fromkeys(PARTIES, "seated")).count("lk-join") == 5


def test_the_middle_counts_only_where_there_is_room():
    assert "lk-of" not in ring_svg(LIFT_WORKS, size="s")
    assert '3<tspan class="lk-of">/5</tspan>' in ring_svg(LIFT_WORKS, size="m")


def test_the_large_ring_names_the_parties_in_both_languages():
    texts = [
        text.text for text in ElementTree.fromstring(ring_svg(LIFT_WORKS, size="l", language="zh-hans")).iter("text")
    ]

    assert texts[1::2] == ["社区", "社会组织", "社工", "志愿者", "慈善资源"]
    assert texts[2::2] == ["已入座", "已入座", "已入座", "已邀请", "空席"]


def test_notes_and_labels_are_escaped_and_cut_where_their_room_ends():
    notes = {"ngo": "<b>&", "volunteers": "five of eight people said yes on Sunday"}
    drawing = ring_svg(LIFT_WORKS, size="l", notes=notes, label='a "table" <of> five')

    assert "<b>" not in drawing
    assert label_of(drawing) == 'a "table" <of> five'
    assert [text.text for text in ElementTree.fromstring(drawing).iter("text")][4::4] == ["<b>&", "five of eight peo…"]


def test_a_ring_without_words_is_decoration():
    assert 'aria-hidden="true"' in ring_svg(LIFT_WORKS, label="")
    assert "role" not in ring_svg(LIFT_WORKS, label="")


def test_only_work_under_way_shows_its_progress():
    assert 'stroke-dasharray="44.0 88.0"' in ring_svg(LIFT_WORKS, "active", progress=0.5)
    assert "lk-prog" not in ring_svg(LIFT_WORKS, "linked", progress=0.5)


def test_a_guiding_government_is_an_outer_ring():
    assert "lk-guide" in ring_svg(LIFT_WORKS, guide=True)
    assert "lk-guide" not in ring_svg(LIFT_WORKS)


def test_an_unknown_state_is_an_error():
    with pytest.raises(ValueError, match="sitting"):
        ring_svg({"ngo": "sitting"})
    with pytest.raises(ValueError, match="finished"):
        ring_svg({}, "finished")
