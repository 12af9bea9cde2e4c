"""Comments grouped by what they are about, each group named by words and by comments of its own."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.preprocessing import normalize

from portal.analysis import topic_naming
from portal.analysis.labels import TopicWarning
from portal.analysis.normalise import MASK, own_words, plain
from portal.analysis.topic_count import Scale
from portal.analysis.topic_fit import FEWEST, fit_topics
from portal.analysis.topic_model import TopicModel
from portal.analysis.topic_place import REST, Placed, place, topic_keys
from portal.analysis.topic_words import naming_words
from portal.analysis.types import Opinion, TopicGroup

SIMILAR = 0.6
OVERLAPPING = 0.45
SMALL = 3
REPRESENTATIVES = 3
LOOKED_AT = 60


def group(
    opinions: Sequence[Opinion], count: int | None = None, scale: Scale = "usual"
) -> list[TopicGroup]:
    """Groups from the largest to the smallest, then a rest group if anything is left over.

    Under `FEWEST` comments there is nothing to group and the list is empty: read them by clause.
    """
    if len(opinions) < FEWEST:
        return []
    model = fit_topics(opinions, count, scale)
    return described(model, opinions, place(model, opinions))


def described(
    model: TopicModel, opinions: Sequence[Opinion], placed: Placed, by_key: bool = False
) -> list[TopicGroup]:
    """The topics that have comments, with names, representatives and warnings, the largest first.

    Their index is their place by size, or with `by_key` their key. Topics people chose in which the engine
    finds nothing follow the others.
    """
    known = topic_keys(model)
    chosen = sorted(set(placed.keys.tolist()) - {*known, REST})
    sizes = np.array([(placed.keys == key).sum() for key in [*known, REST]])
    clause_texts = {opinion.clause_text for opinion in opinions if opinion.clause_text}
    background = {word for text in clause_texts for word in naming_words(plain(text))}
    named = topic_naming.names(placed.words, sizes, model.space.vocabulary, background)
    warnings = _warnings(model, placed)
    order = [known[row] for row in np.argsort(-sizes[:-1], kind="stable").tolist() if sizes[row]]
    keys = [*order, *chosen, *([REST] if sizes[-1] else [])]
    rest = max([*known, *chosen], default=-1) + 1
    words = dict(zip([*known, REST], named, strict=True))
    return [
        TopicGroup(
            index=(rest if key == REST else key) if by_key else index,
            key=key,
            words=words.get(key, []),
            representative_ids=_representatives(opinions, placed, key),
            member_ids=_ids(opinions, np.flatnonzero(placed.keys == key)),
            warnings=warnings.get(key, ["small"]),
        )
        for index, key in enumerate(keys)
    ]


def _ids(opinions: Sequence[Opinion], places: NDArray[np.int64]) -> list[str]:
    return [opinions[number].id for number in places.tolist()]


def _warnings(model: TopicModel, placed: Placed) -> dict[int, list[TopicWarning]]:
    """For each key what an officer should be warned of."""
    likest = _likest(model)
    result: dict[int, list[TopicWarning]] = {REST: ["rest"]}
    for key in topic_keys(model):
        sides = placed.sides[placed.keys == key]
        marks: dict[TopicWarning, bool] = {
            "small": len(sides) < SMALL,
            "similar": likest[key] >= SIMILAR,
            "overlap": len(sides) > 0 and float(sides.mean()) < OVERLAPPING,
        }
        result[key] = [name for name, is_so in marks.items() if is_so]
    return result


def _likest(model: TopicModel) -> dict[int, float]:
    """For each key the cosine of its centre with the likest centre of another key."""
    keys = np.array(model.keys)
    unit = normalize(model.centres) if len(keys) else model.centres
    likeness = unit @ unit.T
    likeness[keys[:, None] == keys[None, :]] = -1
    return {key: float(likeness[keys == key].max(initial=-1)) for key in set(model.keys)}


def _representatives(opinions: Sequence[Opinion], placed: Placed, key: int) -> list[str]:
    """Up to three comments nearest the centre, of different wording and not mere quotations."""
    members = np.flatnonzero(placed.keys == key)
    order = members[np.argsort(-placed.closeness[members], kind="stable")][:LOOKED_AT]
    chosen: dict[str, str] = {}
    for number in order.tolist():
        text = own_words(opinions[number])
        if 8 <= len(text) <= 300 and text.count(MASK) < len(text) / 3:
            chosen.setdefault(text, opinions[number].id)
    return (list(chosen.values()) or _ids(opinions, order))[:REPRESENTATIVES]
