"""What people say for and against: for each stance the comments that say it most typically."""

from collections.abc import Sequence
from dataclasses import dataclass
from heapq import nsmallest

from portal.analysis.labels import STANCES, Stance
from portal.analysis.normalise import MASK, own_words
from portal.analysis.types import Opinion

SHOWN = 3
LOOKED_AT = 40
SHORTEST, LONGEST = 8, 300


@dataclass(frozen=True, slots=True)
class Voices:
    """For each comment in order the stance found in it, and how typical it is of its group.

    Unit: `closeness` is the cosine with the centre of the comment's topic.
    """

    stances: Sequence[Stance]
    is_confident: Sequence[bool]
    closeness: Sequence[float]


def by_stance(
    opinions: Sequence[Opinion], voices: Voices, members: Sequence[int]
) -> dict[Stance, list[str]]:
    """Up to three ids for each stance that is found among the members, verbatim and all different.

    Sure findings come first, then what is nearest its topic; what merely quotes is passed over.
    """
    found: dict[Stance, list[int]] = {}
    for place in members:
        found.setdefault(voices.stances[place], []).append(place)
    return {
        stance: _typical(opinions, voices, found[stance]) for stance in STANCES if stance in found
    }


def _typical(opinions: Sequence[Opinion], voices: Voices, places: list[int]) -> list[str]:
    def rank(place: int) -> tuple[bool, float, int]:
        return not voices.is_confident[place], -voices.closeness[place], place

    order = nsmallest(LOOKED_AT, places, key=rank)
    chosen: dict[str, str] = {}
    for place in order:
        text = own_words(opinions[place]).strip()
        if SHORTEST <= len(text) <= LONGEST and text.count(MASK) < len(text) / 3:
            chosen.setdefault(text, opinions[place].id)
    return (list(chosen.values()) or [opinions[place].id for place in order])[:SHOWN]
