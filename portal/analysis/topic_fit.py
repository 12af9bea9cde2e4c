"""Topics found in comments: on a sample of them where they are many."""

from collections.abc import Sequence

import numpy as np

from portal.analysis.kind import is_empty_talk
from portal.analysis.normalise import MASK, own_words
from portal.analysis.one_thread import one_thread
from portal.analysis.topic_clusters import centres_of, spread
from portal.analysis.topic_count import Scale, likely_count
from portal.analysis.topic_model import TopicModel
from portal.analysis.topic_space import Points, learned, points, read_comments
from portal.analysis.topic_words import naming_words
from portal.analysis.types import Opinion

FEWEST = 12
FIT_ON = 20_000
FIT_ON_LETTERS = 1_500_000
SHORTEST_WITHOUT_WORDS = 8
"""Signs of a text that may be about something though no word of it can name a topic."""


def sample(opinions: Sequence[Opinion]) -> list[Opinion]:
    """The comments topics are learned from: all, or evenly spread ones where they are too many."""
    rough = [opinions[place] for place in spread(len(opinions), FIT_ON).tolist()]
    letters = sum(len(opinion.text) for opinion in rough)
    most = max(FEWEST, int(len(rough) * min(1, FIT_ON_LETTERS / max(1, letters))))
    return [rough[place] for place in spread(len(rough), most).tolist()]


def documents(opinions: Sequence[Opinion]) -> tuple[list[list[str]], list[str]]:
    """For each comment the words that can name a topic, and its own text without quotations.

    One that is about nothing (“同意”, laughter, mere signs) has neither: its place is the rest.
    """
    texts = [own_words(opinion).replace(MASK, " ") for opinion in opinions]
    words = [naming_words(text) for text in texts]
    said = [_is_about_something(*pair) for pair in zip(texts, words, strict=True)]
    return (
        [found if is_said else [] for found, is_said in zip(words, said, strict=True)],
        [text if is_said else "" for text, is_said in zip(texts, said, strict=True)],
    )


def _is_about_something(text: str, words: list[str]) -> bool:
    if not words and sum(sign.isalnum() for sign in text) < SHORTEST_WITHOUT_WORDS:
        return False
    return not is_empty_talk(text)


def fit_topics(
    opinions: Sequence[Opinion], count: int | None = None, scale: Scale = "usual"
) -> TopicModel:
    """Topics from nothing; their number is `count`, or the most stable one of that scale.

    Comments that say nothing anywhere give a model without a centre.
    """
    chosen = sample(opinions)
    words, texts = documents(chosen)
    with one_thread():
        space = learned(words, texts)
        known = known_points(points(space, read_comments(space, words, texts)))
        centres = np.zeros((0, space.width), dtype=np.float32)
        if len(known) >= 2:
            centres = centres_of(known, count or likely_count(known, len(opinions), scale))
    return TopicModel(space, centres, tuple(range(len(centres))), len(opinions), len(chosen))


def known_points(cloud: Points) -> Points:
    """The points of comments that say anything."""
    return np.asarray(cloud[np.abs(cloud).sum(axis=1) > 0])
