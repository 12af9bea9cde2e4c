"""The scan that gates every publication, over the hand-written corpus and over arbitrary text."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.analysis.labels import PERSONAL_KINDS
from portal.analysis.personal_data import _NEEDS, _SIMPLE, mask, scan
from tests.analysis.personal_data_cases import MARKED, unmarked
from tests.pace import within


def test_the_corpus_is_scanned_with_the_recall_and_precision_reached() -> None:
    expected: set[tuple[int, str, int, int]] = set()
    found: set[tuple[int, str, int, int]] = set()
    for number, marked in enumerate(MARKED):
        text, data = unmarked(marked)
        expected |= {(number, *datum) for datum in data}
        found |= {(number, datum.kind, datum.start, datum.end) for datum in scan(text)}
    recall, precision = len(expected & found) / len(expected), len(expected & found) / len(found)
    print(f"recall {recall:.3f} precision {precision:.3f}")
    assert recall >= 0.98
    assert precision >= 0.98


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("电话13900001234。", "电话139****1234。"),
        ("电话１３９-0000-1234。", "电话139****1234。"),
        ("联系人：秦岚", "联系人：秦*"),
        ("联系人：秦小岚", "联系人：秦*岚"),
        ("联系人：欧阳明月", "联系人：欧**月"),
        ("写到lin@example.cn", "写到l***@example.cn"),
        ("座机0999-5550123", "座机0999-*****23"),
        (
            "住在云川市青山区和平街道人民路12号3栋2单元501室",
            "住在云川市青山区和平街道***",
        ),
        ("车牌云A12345", "车牌云A****5"),
        ("身份证11010519491231002X", "身份证1****************X"),
    ],
)
def test_masking_follows_the_practice_of_government_sites(text: str, shown: str) -> None:
    assert mask(text, scan(text)) == shown


def test_what_is_already_masked_is_left_alone() -> None:
    text = "138****1234，张*，z***@example.cn"
    assert scan(text) == []
    assert mask(text, scan(text)) == text


def test_a_number_with_a_wrong_check_sign_is_no_identity_number() -> None:
    assert [datum.kind for datum in scan("编号11010519491231002X")] == ["id_number"]
    assert scan("编号110105194912310021") == []
    assert scan("编号110105194913310038") == []


def test_a_masked_text_shows_nothing_more_to_mask() -> None:
    for marked in MARKED:
        text, _ = unmarked(marked)
        shown = mask(text, scan(text))
        again = [datum for datum in scan(shown) if datum.kind in ("mobile", "id_number", "email")]
        assert again == [], shown


@given(st.text(st.sampled_from("138一二 -@.aX住我叫本人王路号栋室云A身份证。\n"), max_size=80))
def test_places_are_ordered_apart_and_inside_the_text(text: str) -> None:
    data = scan(text)
    borders = [place for datum in data for place in (datum.start, datum.end)]
    assert borders == sorted(borders)
    assert all(0 <= datum.start < datum.end <= len(text) for datum in data)
    assert {datum.kind for datum in data} <= set(PERSONAL_KINDS)
    assert isinstance(mask(text, data), str)


@given(st.text(st.sampled_from("13幺一三九零 -·@.aAtX[](）云京挂0987"), max_size=60))
def test_the_quick_look_never_hides_a_datum(text: str) -> None:
    for kind, pattern in _SIMPLE:
        if pattern.search(text):
            assert _NEEDS[kind].search(text), (kind, text)


@pytest.mark.parametrize("piece", ["路1号", "川A1234", "13800138000 "])
def test_many_data_in_one_text_took_quadratic_time(piece: str) -> None:
    with within(2):
        assert scan(piece * (100_000 // len(piece)))


def test_the_scan_loads_nothing_heavy() -> None:
    heavy = "{'numpy', 'scipy', 'sklearn', 'rjieba', 'snownlp', 'sqlalchemy', 'flask'}"
    code = (
        "import sys, portal.analysis.personal_data, portal.analysis.labels, portal.analysis.types;"
        f"print(sorted({heavy} & set(sys.modules)))"
    )
    # The command is this interpreter with a constant text.
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
