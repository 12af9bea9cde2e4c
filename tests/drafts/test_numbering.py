from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.drafts.numbering import from_int, to_int


@given(st.integers(min_value=1, max_value=9999))
def test_a_numeral_read_back_is_the_number_written(value: int) -> None:
    assert to_int(from_int(value)) == value


@pytest.mark.parametrize(
    ("numeral", "value"),
    [
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("一百一十", 110),
        ("一百二十", 120),
        ("一百零三", 103),
        ("一千二百六十", 1260),
        ("两百", 200),
        ("一〇三", 103),
        ("一百十五", 115),
        ("12", 12),
    ],
)
def test_numerals_in_use_are_understood(numeral: str, value: int) -> None:
    assert to_int(numeral) == value


@pytest.mark.parametrize("word", ["", "甲", "十百", "一百千", "第三"])
def test_what_is_no_numeral_has_no_value(word: str) -> None:
    assert to_int(word) is None


@pytest.mark.parametrize("value", [0, -1, 10000])
def test_numbers_outside_four_digits_are_not_written(value: int) -> None:
    with pytest.raises(ValueError, match=str(value)):
        from_int(value)
