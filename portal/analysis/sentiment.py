"""Mood of a comment: SnowNLP's trained model and the project's lexicon vote, and agreement is what is called clear."""

import gzip
import marshal
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from portal.analysis import mood_lexicon
from portal.analysis.normalise import MASK
from portal.analysis.segment import words as cut

MODEL_SHARE = 1.0
LEXICON_SHARE = 1.2
CLEAR_BY = 0.25
REASONS = 6


@dataclass(frozen=True, slots=True)
class Mood:
    """Unit: `score` 0 (negative) to 1 (positive), 0.5 where nothing speaks."""

    score: float
    is_clear: bool
    praise: list[str]
    blame: list[str]


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


def mood(text: str) -> Mood:
    """The mood of a plain text whose quotations are masked."""
    return mood_of_words([word for word in cut(text.replace(MASK, " ")) if word != " "])


def mood_of_words(words: Sequence[str]) -> Mood:
    """The mood of a segmented text."""
    return _fused(model_voice(words), mood_lexicon.vote(list(words)))


def model_voice(words: Sequence[str]) -> float:
    """The model's log-odds over the words it knows, divided by the root of their number."""
    loaded = model()
    known = [loaded.odds[w] for w in words if w in loaded.odds and w not in loaded.stop_words]
    return math.fsum(known) / math.sqrt(len(known)) if known else 0.0


def _fused(model_part: float, vote: mood_lexicon.Vote) -> Mood:
    lexicon_part = vote.total / math.sqrt(vote.count) if vote.count else 0.0
    total = MODEL_SHARE * model_part + LEXICON_SHARE * lexicon_part
    clear = model_part * lexicon_part > 0 and abs(total) >= CLEAR_BY
    return Mood(_squeeze(total), clear, vote.praise[:REASONS], vote.blame[:REASONS])


def _squeeze(value: float) -> float:
    return 1 / (1 + math.exp(-max(-700.0, min(700.0, value))))
