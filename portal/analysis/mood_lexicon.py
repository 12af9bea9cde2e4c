"""The lexicon's vote on mood: words with polarity, turned by negation, weighed by degree and by “但”."""

from dataclasses import dataclass, field
from functools import cache

from portal.analysis import mood_words, mood_words_daily

STRONG = 1.8
REACH = 3
BEFORE_BUT = 0.5
AFTER_BUT = 1.4
ENDS = frozenset("。!?;\n…~")
ASKING = frozenset("吗么")
PAUSES = frozenset(",、: 　")


@dataclass(slots=True)
class Vote:
    """The sum of the polar words, how many there were, and which."""

    total: float = 0.0
    count: int = 0
    praise: list[str] = field(default_factory=list)
    blame: list[str] = field(default_factory=list)

    def add(self, weight: float, shown: str) -> None:
        """One more polar word is counted and kept as a reason."""
        self.total += weight
        self.count += 1
        (self.praise if weight > 0 else self.blame).append(shown)


@cache
def polarity() -> dict[str, float]:
    """Each lexicon word with its sign and strength."""
    table: dict[str, float] = {}
    for source in (mood_words_daily, mood_words):
        table |= dict.fromkeys(source.PRAISE.split(), 1.0)
        table |= dict.fromkeys(source.PRAISE_STRONG.split(), STRONG)
        table |= dict.fromkeys(source.BLAME.split(), -1.0)
        table |= dict.fromkeys(source.BLAME_STRONG.split(), -STRONG)
    return table


def all_words() -> list[str]:
    """Every word of the lexicon, so that the segmenter keeps them whole."""
    return list(polarity())


@cache
def degrees() -> dict[str, float]:
    """Each adverb of degree with its factor."""
    return {word: by for group, by in mood_words.DEGREES.items() for word in group.split()}


NEGATIONS = frozenset(mood_words.NEGATIONS.split())
ADVERSATIVES = frozenset(mood_words.ADVERSATIVES.split())


@cache
def _heard() -> frozenset[str]:
    """Every word the vote looks at; all others only stand between."""
    return ENDS | ADVERSATIVES | polarity().keys()


def vote(words: list[str], matter: frozenset[str] = frozenset()) -> Vote:
    """What the lexicon makes of a segmented text, in one pass; words of the matter count only where they judge."""
    known, heard, result = polarity(), _heard(), Vote()
    weight_from: list[tuple[float, str]] = []
    for place in [place for place, word in enumerate(words) if word in heard]:
        word = words[place]
        if word in ENDS:
            if word == "?" and place and words[place - 1] in ASKING:
                _doubt(weight_from)
            _settle(result, weight_from, 1.0)
        elif word in ADVERSATIVES:
            _settle(result, weight_from, BEFORE_BUT)
            weight_from = [(AFTER_BUT, "")]
        elif _is_meant(words, place, matter):
            weight_from.append(_turned(words, place, known[word]))
    _settle(result, weight_from, 1.0)
    return result


def _is_meant(words: list[str], place: int, matter: frozenset[str]) -> bool:
    """“明确” asks for something in “应当明确”, and judges in “很明确” and “不明确”."""
    if words[place] not in mood_words.DRAFTING and words[place] not in matter:
        return True
    before = words[place - 1] if place else ""
    if before in mood_words.PREVENTING and words[place] in matter:
        return False
    return before in NEGATIONS or before in degrees()


def _doubt(waiting: list[tuple[float, str]]) -> None:
    """“这合理吗？” is no praise: asked so, what is good is put in doubt."""
    waiting[:] = [(-0.8 * w if shown and w > 0 else w, shown) for w, shown in waiting]


def _settle(result: Vote, waiting: list[tuple[float, str]], factor: float) -> None:
    after = AFTER_BUT if waiting and not waiting[0][1] else 1.0
    for weight, shown in waiting:
        if shown:
            result.add(weight * factor * after, shown)
    waiting.clear()


def _turned(words: list[str], place: int, sign: float) -> tuple[float, str]:
    """The word's weight after the negations and degrees that stand just before it."""
    weight, shown, turned = sign, words[place], False
    table = degrees()
    for back in range(place - 1, max(-1, place - 1 - REACH), -1):
        word = words[back]
        if word in ENDS or word in PAUSES:
            break
        if word in NEGATIONS:
            weight, turned = -weight, not turned
            shown = word + shown
        elif word in table:
            weight *= table[word]
    return (weight * 0.8 if turned else weight), shown
