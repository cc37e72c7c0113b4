"""What somebody wrote, in base units, and back in words."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongzhuo.vocabulary.amounts import (
    MOST,
    AmountError,
    AmountNotPositive,
    AmountNotWhole,
    AmountOfOtherUnit,
    AmountTooLarge,
    AmountUnreadable,
    format_amount,
    to_base,
)
from tongzhuo.vocabulary.models import Term
from tongzhuo.vocabulary.queries import unit

PIECE = Term(shelf="unit", slug="piece", name_zh="件", name_en="piece")
YUAN = Term(shelf="unit", slug="yuan", name_zh="元", name_en="yuan", factor=100)
KILOGRAM = Term(shelf="unit", slug="kilogram", name_zh="千克", name_en="kilogram", factor=1000)


@pytest.mark.parametrize(
    ("written", "measured_in", "stored"),
    [
        ("14", PIECE, 14),
        (" 1,800 ", YUAN, 180_000),
        ("¥1,800.50", YUAN, 180_050),
        ("２．５", KILOGRAM, 2_500),
        ("1.2万", PIECE, 12_000),
        ("３万", PIECE, 30_000),
        ("1.5亿", PIECE, 150_000_000),
        ("2百", PIECE, 200),
        ("1，000", PIECE, 1_000),
        (".5", KILOGRAM, 500),
        ("7", None, 7),
        ("1.2万元", YUAN, 1_200_000),
        ("１，８００元", YUAN, 180_000),
        ("14 kg", KILOGRAM, 14_000),
        ("14千克", KILOGRAM, 14_000),
        ("3 件", PIECE, 3),
    ],
)
def test_an_amount_is_read_as_people_write_it(written, measured_in, stored):
    assert to_base(written, measured_in) == stored


@pytest.mark.parametrize(
    ("written", "error"),
    [
        ("", AmountUnreadable),
        ("some", AmountUnreadable),
        ("若干", AmountUnreadable),
        ("1e9", AmountUnreadable),
        ("12,34", AmountUnreadable),
        ("1.2.3", AmountUnreadable),
        ("nan", AmountUnreadable),
        ("0", AmountNotPositive),
        ("-3", AmountNotPositive),
        ("－3", AmountNotPositive),
        ("0.5", AmountNotWhole),
        ("99999999999999999999", AmountTooLarge),
    ],
)
def test_what_is_no_amount_is_refused_by_name_and_with_a_sentence(written, error):
    with pytest.raises(error) as refused:
        to_base(written, PIECE)
    assert refused.value.code == error.code
    assert str(refused.value).startswith(f"“{written}”")


@pytest.mark.parametrize(
    ("written", "measured_in", "code"),
    [
        ("1.234", YUAN, "amount_too_fine"),
        ("0.5", PIECE, "amount_not_whole"),
        ("-12", YUAN, "amount_not_positive"),
        ("9999999亿", YUAN, "amount_too_large"),
        ("14 元", KILOGRAM, "amount_unreadable"),
        ("元", YUAN, "amount_unreadable"),
    ],
)
def test_each_slip_has_a_code_of_its_own(written, measured_in, code):
    with pytest.raises(AmountError) as refused:
        to_base(written, measured_in)
    assert refused.value.code == code


def test_a_unit_that_does_not_fit_the_item_is_refused(db):
    gram = Term.objects.get(shelf="unit", slug="gram")
    rice = Term.objects.create(shelf="item", slug="test-rice", name_zh="大米", name_en="Rice", base=gram)
    kilogram, piece = unit("kilogram"), unit("piece")
    assert to_base("2.5公斤", kilogram, rice) == 2500
    assert (to_base("2.5", kilogram, rice), to_base("2", gram, rice)) == (2500, 2)
    with pytest.raises(AmountOfOtherUnit) as refused:
        to_base("3", piece, rice)
    assert (refused.value.code, str(refused.value)) == ("unit_misfit", "Rice: counted in gram, not in piece.")


@given(st.integers(min_value=1, max_value=MOST))
def test_every_whole_number_comes_back_as_it_was(number):
    assert to_base(f"{number:,}", PIECE) == number


@given(st.text(max_size=30))
def test_any_text_gives_a_positive_amount_or_a_named_error(text):
    with suppress(AmountUnreadable, AmountNotPositive, AmountNotWhole, AmountTooLarge):
        assert 0 < to_base(text, YUAN) <= MOST


@pytest.mark.parametrize(
    ("quantity", "slug", "chinese", "english"),
    [
        (None, "piece", "to be agreed", "to be agreed"),
        (14, "piece", "14 件", "14 pieces"),
        (1, "piece", "1 件", "1 piece"),
        (3, "box", "3 箱", "3 boxes"),
        (2, "person", "2 人", "2 people"),
        (180_000, "fen", "¥1,800", "¥1,800"),
        (180_050, "yuan", "¥1,800.50", "¥1,800.50"),
        (2_500, "kilogram", "2.5 千克", "2.5 kg"),
        (2_500, "gram", "2.5 公斤", "2.5 kg"),
        (500, "gram", "500 克", "500 g"),
        (90, "minute", "1.5 小时", "1.5 h"),
        (60, "square-metre", "60 平方米", "60 m²"),
        (300, "dollar", "$3", "$3"),
    ],
)
def test_a_quantity_is_told_as_people_say_it(db, quantity, slug, chinese, english):
    measured_in = unit(slug)
    assert format_amount(quantity, measured_in, "zh-hans") == chinese
    assert format_amount(quantity, measured_in, "en") == english


def test_a_quantity_without_a_unit_is_a_plain_number():
    assert format_amount(1200) == "1,200"
