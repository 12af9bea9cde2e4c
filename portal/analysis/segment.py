"""Words of a text by the rjieba dictionary, with the words of the mood lexicon kept whole."""

from functools import cache
from typing import Protocol

from portal.analysis import mood_words


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
    for word in mood_words.ALL.split():
        if len(word) > 2 and not loaded.has_word(word):
            loaded.add_word(word, 300, "x")
    return loaded


def words(text: str) -> list[str]:
    """The words of a text in order; signs and spaces are words too."""
    return segmenter().cut(text, False)
