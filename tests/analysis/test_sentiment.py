"""Mood: SnowNLP's own numbers where it is asked alone, and a fused score that says when it is unsure."""

import subprocess
import sys

import pytest

from portal.analysis import mood_words, mood_words_daily, review_voice, sentiment
from portal.analysis.normalise import plain
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
    praise: set[str] = set()
    blame: set[str] = set()
    for source in (mood_words, mood_words_daily):
        praise |= {*source.PRAISE.split(), *source.PRAISE_STRONG.split()}
        blame |= {*source.BLAME.split(), *source.BLAME_STRONG.split()}
    assert len(praise) + len(blame) >= 3000
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
    for text in ("", " ", "。", "🚲", "\x00"):
        found = sentiment.mood(text)
        assert (found.score, found.is_clear) == (0.5, False)


def test_the_mood_of_a_comment_never_runs_snownlps_costly_start() -> None:
    code = "import sys; from portal.analysis.sentiment import mood; mood('满意'); print('snownlp' in sys.modules)"
    # The command is this interpreter with a constant text.
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_a_face_speaks_and_is_named_among_the_reasons() -> None:
    good, bad = sentiment.mood("今天开会[鼓掌]👍"), sentiment.mood("今天开会[泪]")
    assert good.score > 0.5 > bad.score
    assert good.praise == ["[鼓掌]", "👍"]
    assert bad.blame == ["[泪]"]


def test_to_ask_for_a_change_is_neither_praise_nor_blame() -> None:
    for text in ("建议将第三条第二款修改为三十日。", "应当明确由哪个部门负责。", "请补充细则"):
        assert not sentiment.mood(text).is_clear, text
    assert sentiment.mood("规定很明确").score > sentiment.mood("规定不明确").score


def test_praise_asked_as_a_question_is_doubt() -> None:
    assert sentiment.mood(plain("这样收费合理吗？")).score < 0.5
    assert sentiment.mood(plain("这样收费合理。")).score > 0.5


def test_an_address_of_the_net_has_no_mood() -> None:
    plain_text = sentiment.mood("看这里")
    assert sentiment.mood("看这里 https://example.cn/best/good").score == plain_text.score


def test_the_shipped_weights_load_and_praise_what_reviewers_praise() -> None:
    assert 5_000 < len(review_voice.weights()) < 40_000
    assert review_voice.voice(words("房间很干净，服务周到")) > 0
    assert review_voice.voice(words("房间很脏，再也不来")) < 0
    assert review_voice.voice([]) == 0
