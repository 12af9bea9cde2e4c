"""A quick pattern finds exactly what the plain one finds."""

from __future__ import annotations

import re
from itertools import product

import pytest

from portal.analysis import kind, personal_patterns, proposals, stance_cues
from portal.analysis.first_signs import quick
from tests.analysis.hard_cases import CASES
from tests.operations.test_topic_edits import LIGHTS, PARKING

SHAPES = [
    "ab|cd", "(?:a|b)c|d", "(?:a?b|^c)d", "(?<!a)(?:b|cd)", "(?:^|[,a])b+(?=c|$)", "[a-c]{0,2}d", "a*",
    "[^a]b", "(?=a)ab", r"\d{2}a|[\db]c", r"[\s,]a|b$", "(?i:a)b", "(?P<one>a|b)c|(?P=one)d", ".a|b", "a{0}b",
    "(?:a|)b", "-a|]b|[\\^\\]]c", "",
]  # fmt: skip
TEXTS = ["".join(signs) for size in range(5) for signs in product("abcd,2 ", repeat=size)]


def _spans(pattern: re.Pattern[str], text: str) -> list[tuple[int, int]]:
    return [hit.span() for hit in pattern.finditer(text)]


@pytest.mark.parametrize("shape", SHAPES)
def test_a_quick_pattern_matches_where_the_plain_one_does(shape: str) -> None:
    plain, fast = re.compile(shape), quick(shape)
    for text in [*TEXTS, "-a]b^c]c", "Ab"]:
        assert _spans(fast, text) == _spans(plain, text)


def test_the_cues_find_in_hard_sentences_what_they_found_before() -> None:
    begun = "(?=["
    found = 0
    texts = [*(str(case) for case in CASES), PARKING.format(1), LIGHTS.format(2), "电话13800138000，微信 abc_12345。"]
    for module in (stance_cues, kind, proposals, personal_patterns):
        for fast in vars(module).values():
            if not isinstance(fast, re.Pattern) or not fast.pattern.startswith(begun):
                continue
            found += 1
            plain = re.compile(fast.pattern[fast.pattern.index("])(?:") + 5 : -1])
            for text in texts:
                assert _spans(fast, text) == _spans(plain, text)
    assert found > 10


def test_signs_no_match_begins_with_are_passed_over() -> None:
    assert quick("(?:ab|c)d").pattern.startswith("(?=[")
    assert quick("[^a]b").pattern == "[^a]b", "any sign may begin it"
