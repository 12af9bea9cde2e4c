"""Mood: SnowNLP's own numbers where it is asked alone, and a fused score that says when it is unsure."""

import subprocess
import sys

import pytest

from portal.analysis import mood_words, sentiment
from portal.analysis.segment import words

TEXTS = [
    "服务态度很好，下次还来",
    "质量太差，非常失望",
    "第三条第二款建议修改为三十日",
    "电梯终于装上了，邻居们都说方便",
    "这样收费老百姓负担太重",
]


# SnowNLP leaves its stop-word file open when it is imported, which is not ours to mend.
@pytest.mark.filterwarnings(
    "ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"
)
def test_the_model_read_into_a_table_scores_as_snownlp_does_on_the_same_words() -> None:
    from snownlp import normal
    from snownlp.sentiment import classifier

    for text in TEXTS:
        label, certainty = classifier.classifier.classify(normal.filter_stop(words(text)))
        expected = certainty if label == "pos" else 1 - certainty
        assert sentiment.probability(words(text)) == pytest.approx(expected, abs=1e-9)


def test_the_lexicon_is_large_and_of_one_mind_about_each_word() -> None:
    praise = {*mood_words.PRAISE.split(), *mood_words.PRAISE_STRONG.split()}
    blame = {*mood_words.BLAME.split(), *mood_words.BLAME_STRONG.split()}
    assert len(praise) + len(blame) >= 300
    assert not praise & blame


def test_plain_praise_and_plain_blame_are_clear() -> None:
    good, bad = (
        sentiment.mood("非常满意，服务周到，感谢"),
        sentiment.mood("太差了，又脏又乱，非常失望"),
    )
    assert good.is_clear
    assert good.score > 0.8
    assert "满意" in "".join(good.praise)
    assert bad.is_clear
    assert bad.score < 0.2


def test_a_negation_turns_a_word_and_a_second_one_turns_it_back() -> None:
    assert sentiment.mood("一点也不方便").score < sentiment.mood("方便").score
    assert sentiment.mood("没有人不满意").score > sentiment.mood("不满意").score


def test_what_follows_but_weighs_more_than_what_stands_before() -> None:
    assert sentiment.mood("漂亮，但麻烦").score < sentiment.mood("麻烦，但漂亮").score


def test_nothing_said_is_the_middle_and_unclear() -> None:
    for text in ("", " ", "。", "😀", "\x00"):
        found = sentiment.mood(text)
        assert (found.score, found.is_clear) == (0.5, False)


def test_the_mood_of_a_comment_never_runs_snownlps_costly_start() -> None:
    code = "import sys; from portal.analysis.sentiment import mood; mood('满意'); print('snownlp' in sys.modules)"
    # The command is this interpreter with a constant text.
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
