"""Near-equal comments folded into campaigns: counted, never discarded.

`mark` splits over shards and hosts; `fold` joins what the shards found.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from portal.analysis import campaign_texts, cores, minhash, shingles
from portal.analysis.chains import Chains
from portal.analysis.types import Campaign, Opinion

SHORTEST = 15
LIKELY = 0.4
SURE = 0.65
ALIKE = 0.45
KEPT_SETS = 20_000


@dataclass(frozen=True, slots=True)
class Marks:
    """What folding needs to know of a shard's comments, in their order.

    `wordings` are hashes of the letters, 0 where there are none; `is_long` says which have bands and
    prints, which stand for those alone.
    """

    wordings: NDArray[np.uint64]
    is_long: NDArray[np.bool_]
    bands: minhash.Bands
    prints: minhash.Prints


def mark(opinions: Sequence[Opinion]) -> Marks:
    """The marks of these comments."""
    texts = [shingles.letters(opinion.text) for opinion in opinions]
    wordings = np.array([_hash(text) for text in texts], dtype=np.uint64)
    is_long = np.array([len(text) >= SHORTEST for text in texts], dtype=bool)
    hashes, places = shingles.pairs([text for text in texts if len(text) >= SHORTEST])
    return Marks(wordings, is_long, *minhash.marks(hashes, places))


def joined(shards: Iterable[Marks]) -> Marks:
    """The shards as one, in the order given; there must be at least one."""
    parts = list(shards)
    return Marks(
        np.concatenate([part.wordings for part in parts]),
        np.concatenate([part.is_long for part in parts]),
        np.concatenate([part.bands for part in parts]),
        np.concatenate([part.prints for part in parts]),
    )


def campaigns(opinions: Sequence[Opinion]) -> list[Campaign]:
    """Groups of two and more comments of nearly one wording, in order of their first comment.

    Texts shorter than `SHORTEST` letters fold only when they are equal: everyday phrases are not campaigns.
    """
    return fold(opinions, mark(opinions))


def fold(opinions: Sequence[Opinion], marks: Marks) -> list[Campaign]:
    """The campaigns among comments whose marks are known."""
    _, firsts, numbers = np.unique(marks.wordings, return_index=True, return_inverse=True)
    roots = _roots(opinions, marks, firsts)[numbers]
    roots[marks.wordings == 0] = -1
    order = np.argsort(roots, kind="stable")
    cuts = np.flatnonzero(np.diff(roots[order])) + 1
    groups = [
        group.tolist()
        for group in np.split(order, cuts)
        if group.size > 1 and roots[group[0]] >= 0
    ]
    return [
        _campaign(index, opinions, group, marks.wordings[group])
        for index, group in enumerate(sorted(groups))
    ]


def _hash(text: str) -> int:
    if not text:
        return 0
    digest = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "little") or 1


def _roots(
    opinions: Sequence[Opinion], marks: Marks, firsts: NDArray[np.int64]
) -> NDArray[np.int64]:
    """For each wording the first wording of its group: chained by likeness, around a core."""
    roots = np.arange(firsts.size)
    long = np.flatnonzero(marks.is_long[firsts])
    if long.size > 1:
        places = firsts[long]
        rows = (np.cumsum(marks.is_long) - 1)[places]
        bands, prints = marks.bands[rows], marks.prints[rows]
        chained = _chained(bands, prints, _Pairs(opinions, places))
        roots[long] = long[cores.around_cores(chained, bands, prints)]
    return roots


class _Pairs:
    """The letter pairs of the comments, made when they are asked for and kept for a while."""

    def __init__(self, opinions: Sequence[Opinion], places: NDArray[np.int64]) -> None:
        self._opinions, self._places = opinions, places
        self._of = lru_cache(maxsize=KEPT_SETS)(self._made)

    def jaccard(self, one: int, other: int) -> float:
        """How much of the letter pairs of both is common."""
        left, right = self._of(one), self._of(other)
        common = len(left & right)
        return common / (len(left) + len(right) - common)

    def _made(self, number: int) -> frozenset[str]:
        text = shingles.letters(self._opinions[int(self._places[number])].text)
        return frozenset(map("".join, pairwise(text)))


def _chained(
    bands: minhash.Bands, prints: minhash.Prints, pairs: _Pairs
) -> NDArray[np.int64]:
    """For each row the first row that it is chained to.

    Band after band, what is not chained yet is compared, the likeliest first.
    """
    chains = Chains(prints.shape[0])
    refused: set[tuple[int, int]] = set()
    for band in range(bands.shape[1]):
        found = minhash.in_band(bands[:, band])
        roots = chains.roots()
        found = found[roots[found[:, 0]] != roots[found[:, 1]]]
        agreed = minhash.agreement(prints, found)
        order = np.argsort(-agreed, kind="stable")[: int((agreed >= LIKELY).sum())]
        sure = (agreed[order] >= SURE).tolist()
        for (one, other), is_sure in zip(found[order].tolist(), sure, strict=True):
            if (one, other) in refused or chains.are_joined(one, other):
                continue
            if is_sure or pairs.jaccard(one, other) >= ALIKE:
                chains.join(one, other)
            else:
                refused.add((one, other))
    return chains.roots()


def _campaign(
    index: int, opinions: Sequence[Opinion], group: list[int], wordings: NDArray[np.uint64]
) -> Campaign:
    core = campaign_texts.common_core([opinions[place].text for place in group])
    _, counts = np.unique(wordings, return_counts=True)
    ids = [opinions[place].id for place in group]
    return Campaign(index, ids, len(group), core, int(counts.max()))
