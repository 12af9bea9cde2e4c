"""Words of a text by the rjieba dictionary, with the words of the mood lexicon kept whole."""

from functools import cache
from typing import Protocol

from portal.analysis import mood_lexicon

# How often the dictionary is told a lexicon word occurs: a pair of signs must not tear longer words apart.
FREQUENCY = 300
FREQUENCY_OF_TWO = 100


class Segmenter(Protocol):
    """What is used of rjieba, which ships no types."""

    def cut(self, text: str, hmm: bool = True) -> list[str]:
        """The words of a text, in order, leaving nothing out."""

    def has_word(self, word: str) -> bool:
        """Whether the dictionary knows the word."""

    def add_word(self, word: str, freq: int, tag: str) -> int:
        """The word is in the dictionary afterwards."""


@cache
def segmenter() -> Segmenter:
    """One rjieba for the process; loading it takes about a tenth of a second."""
    import rjieba

    loaded: Segmenter = rjieba.Jieba()
    for word in mood_lexicon.all_words():
        if len(word) > 1 and not loaded.has_word(word):
            loaded.add_word(word, FREQUENCY if len(word) > 2 else FREQUENCY_OF_TWO, "x")
    return loaded


def words(text: str) -> list[str]:
    """The words of a text in order; signs and spaces are words too."""
    return segmenter().cut(text, False)
