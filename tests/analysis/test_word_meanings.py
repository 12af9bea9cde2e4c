"""What words mean elsewhere helps where the comments are too few or too short to teach it."""

import numpy as np
import pytest

from portal.analysis.topic_fit import fit_topics
from portal.analysis.topic_place import place
from portal.analysis.types import Opinion
from portal.analysis.word_meanings import FEWEST_WORDS, MOST_WORDS, PARTS, word_meanings

# Two matters, and no word of one comment in another.
BUSES = ["公交车", "巴士", "地铁", "班车", "轻轨", "高铁", "火车", "汽车", "飞机", "电车", "出租车", "客车"]
CLINICS = ["医院", "门诊", "大夫", "护士", "药店", "手术", "疫苗", "体检", "病房", "急诊", "医生", "诊所"]


def _seen_alike(words: list[str]) -> np.ndarray:
    return np.ones(len(words))


def test_words_of_one_matter_lie_closer_than_those_of_two() -> None:
    found = word_meanings([*BUSES, *CLINICS], _seen_alike([*BUSES, *CLINICS]))
    found = found / np.linalg.norm(found, axis=1, keepdims=True)
    alike = found @ found.T
    half = len(BUSES)
    within = (alike[:half, :half].mean() + alike[half:, half:].mean()) / 2
    assert within > alike[:half, half:].mean() + 0.2


def test_short_comments_without_a_word_in_common_stayed_scattered() -> None:
    comments = [Opinion(word, f"增加{word}") for word in [*BUSES, *CLINICS]]
    model = fit_topics(comments, 2)
    keys = place(model, comments).keys.tolist()
    half = len(BUSES)
    together = max(keys[:half].count(k) for k in (0, 1)) + max(
        keys[half:].count(k) for k in (0, 1)
    )
    assert together >= 0.8 * len(comments)


def test_the_commonest_words_are_looked_up_and_the_rarest_left_out() -> None:
    words = [f"第{number}" for number in range(MOST_WORDS + 5)]
    rarity = np.arange(len(words), dtype=float)[::-1]
    found = word_meanings(words, rarity)
    assert found.shape == (len(words), PARTS)
    assert not found[:5].any()
    assert np.abs(found[5:]).sum(axis=1).all()


@pytest.mark.parametrize("words", [[], ["停车"], ["停车"] * (FEWEST_WORDS - 1)])
def test_too_few_words_have_no_direction(words: list[str]) -> None:
    assert not word_meanings(words, _seen_alike(words)).any()


def test_the_same_words_have_the_same_meanings_every_time() -> None:
    words = [*BUSES, *CLINICS]
    rarity = _seen_alike(words)
    assert np.array_equal(word_meanings(words, rarity), word_meanings(words, rarity))
