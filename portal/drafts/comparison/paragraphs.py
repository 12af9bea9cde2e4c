"""An article of one paragraph and the 款 of its counterpart: the same text on another level."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from portal.drafts.comparison.mapping import BELOW_EQUAL, Change
from portal.drafts.comparison.versions import Compared, Version
from portal.drafts.comparison.words import (
    Pairs,
    common_weight,
    joined,
    pairs_of,
    plain,
    similarity,
    weight,
)

_CONTAINED = 0.6

Stands = tuple[int, int, Change, float]
"""The index of a 款, of the article its text stands in, and what became of it."""


def standing(
    paragraphs: Version,
    articles: Version,
    free: Iterable[int],
    counterparts: Mapping[int, Sequence[int]],
    several: Change,
) -> list[Stands]:
    """The free 款 whose text is, or is part of, an article of one paragraph.

    Shape: `counterparts` are the articles of the other version for each article of this one;
    `several` is what it is called when more than one 款 stand in the same article.
    """
    owner: defaultdict[int, list[Compared]] = defaultdict(list)
    own = {at: _own_pairs(articles.clauses[at]) for one in counterparts.values() for at in one}
    for index in free:
        one = paragraphs.clauses[index]
        if one.node.level == "款" and one.home is not None:
            found = [(_contained(one.pairs, own[at]), -at) for at in counterparts.get(one.home, ())]
            contained, article = max(found, default=(0.0, 0))
            if contained >= _CONTAINED:
                owner[-article].append(one)
    return [row for at, group in owner.items() for row in _rows(at, own[at], group, several)]


def _rows(article: int, own: Pairs, group: Sequence[Compared], several: Change) -> list[Stands]:
    alike = similarity(own, joined(one.pairs for one in group))
    if len(group) > 1:
        return [(one.index, article, several, alike) for one in group]
    change: Change = "moved" if own == group[0].pairs else "changed"
    alike = 1.0 if change == "moved" else min(alike, BELOW_EQUAL)
    return [(group[0].index, article, change, alike)]


def _own_pairs(article: Compared) -> Pairs:
    """The words of an article of one paragraph; an article of several has none of its own."""
    return pairs_of(plain(article.node.heading + article.node.text))


def _contained(part: Pairs, whole: Pairs) -> float:
    return common_weight(part, whole) / (weight(part) or 1.0)
