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

    def tag(self, text: str, hmm: bool = True) -> list[tuple[str, str]]:
        """The words of a text, each with its kind."""

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


def kind_of_word(word: str) -> str:
    """The dictionary's letters for the kind of a word: n a thing, and what it does not know; v a doing, t a time."""
    found = segmenter().tag(word, False)
    return found[0][1] if len(found) == 1 else "n"
