"""What a comment wants of its clause, read from cue phrases, with its confidence, or nothing at all."""

import math
import re
from dataclasses import dataclass, field

from portal.analysis import sentiment, stance_cues, stance_target
from portal.analysis.labels import Stance
from portal.analysis.normalise import own_words
from portal.analysis.sentiment import Mood
from portal.analysis.types import Opinion

_PART = re.compile(r"[^,。!?;\n]+[,。!?;\n]?")
PARTS_READ = 400
_ASKING = ("?", "吗", "呢")
AFTER_BUT = 1.6
BEFORE_BUT = 0.5
SURE = 1.0
CUE_SHARE = 0.7
DOUBT = 0.15
MOST_DOUBTS = 2
LOUD = 0.5
REASONS = 8


@dataclass(frozen=True, slots=True)
class StanceGuess:
    """Unit: `score` -1 (oppose) to 1 (support); `cues` are the phrases that spoke."""

    stance: Stance
    score: float
    is_confident: bool
    cues: list[str]


@dataclass(slots=True)
class _Tally:
    """Weights collected while the parts of a comment are read."""

    support: float = 0.0
    oppose: float = 0.0
    suggest: float = 0.0
    question: float = 0.0
    factor: float = 1.0
    live: tuple[re.Pattern[str], ...] = ()
    part: str = ""
    hits: dict[int, re.Match[str]] = field(default_factory=dict)
    cues: list[str] = field(default_factory=list)

    def seen(self, pattern: re.Pattern[str], part: str) -> re.Match[str] | None:
        """Where the cue stands in this part or this side of it."""
        hit = self.hits.get(id(pattern))
        return hit if hit is None or part is self.part else pattern.search(part)

    def found(self, name: str, pattern: re.Pattern[str], part: str, weight: float) -> bool:
        """Whether the cue stands in this part; if so it is counted and kept as a reason."""
        hit = self.seen(pattern, part)
        if hit is None:
            return False
        setattr(self, name, getattr(self, name) + weight * self.factor)
        self.cues.append(hit.group().strip(" ,。!?;"))
        return True


def stance(opinion: Opinion) -> StanceGuess:
    """The stance of one comment toward its clause."""
    text = own_words(opinion)
    return stance_of(text, sentiment.mood(text), opinion.target)


def stance_of(text: str, mood: Mood, target: str | None = None) -> StanceGuess:
    """The stance of a plain text whose quotations are masked and whose mood is known."""
    neither = stance_cues.NEITHER.search(text)
    if neither:
        return StanceGuess("none", 0.0, True, [neither.group()])
    tally = _Tally(live=_live(text))
    for part in _PART.findall(text)[:PARTS_READ]:
        _read(part, tally)
    refused = stance_target.refusals(text, target)
    lean = mood.lean - len(refused) - DOUBT * min(text.count("?"), MOST_DOUBTS)
    return _decided(tally, mood, lean, refused)


def _live(text: str) -> tuple[re.Pattern[str], ...]:
    """The cues that stand anywhere in the text: only these are looked for in its parts."""
    found = [cue for cue in stance_cues.ANYWHERE if cue.search(text)]
    return (stance_cues.SUPPORT_STRONG, *found)


def _read(part: str, tally: _Tally) -> None:
    """One part between two stops is read; “但” lowers what came before it and lifts what follows."""
    tally.part = part
    tally.hits = {id(cue): hit for cue in tally.live if (hit := cue.search(part))}
    if not tally.hits and not _end(part).endswith(_ASKING):
        if part[-1:] in "。\n":
            tally.factor = 1.0
        return
    turn = tally.seen(stance_cues.ADVERSATIVE, part)
    if turn:
        _read_side(part[: turn.start()], tally)
        tally.support *= BEFORE_BUT
        tally.oppose *= BEFORE_BUT
        tally.factor = AFTER_BUT
        part = part[turn.end() :]
    _read_side(part, tally)
    if part[-1:] in "。\n":
        tally.factor = 1.0


def _read_side(part: str, tally: _Tally) -> None:
    if tally.seen(stance_cues.HEARSAY, part):
        return
    if tally.found("support", stance_cues.NO_OPINION, part, 1.2):
        return
    is_others = bool(tally.seen(stance_cues.OTHERS_REFUSE, part))
    is_turned = not is_others and _read_negation(part, tally)
    if not (is_turned or is_others or tally.seen(stance_cues.HYPOTHESIS, part)):
        _read_stand(part, tally, 0.4 if tally.seen(stance_cues.CONCESSIVE, part) else 1.0)
        if tally.found("oppose", stance_cues.RHETORICAL, part, 1.0):
            return
    if tally.seen(stance_cues.JUDGED_CHANGE, part):
        return
    if tally.found("question", stance_cues.ENQUIRY, part, 1.2):
        return
    if not tally.found("suggest", stance_cues.SUGGEST, part, 1.2) and not is_turned:
        _read_question(part, tally)


def _end(part: str) -> str:
    return part.rstrip(" ,。!")


def _read_question(part: str, tally: _Tally) -> None:
    """A question mark without any asking word is more often reproach than question."""
    end = _end(part)
    is_asking = end.endswith(_ASKING)
    if tally.found("question", stance_cues.QUESTION, part, 1.2 if is_asking else 0.5):
        return
    if is_asking and end.rstrip("? ").endswith(("吗", "呢", "么", "吧")):
        tally.question += 0.6 * tally.factor
    elif is_asking:
        tally.oppose += 0.4 * tally.factor


def _read_negation(part: str, tally: _Tally) -> bool:
    strength = 1.6 if tally.seen(stance_cues.OPPOSE_STRONG, part) else 1.0
    return tally.found("support", stance_cues.DOUBLE_FOR, part, 1.0) or tally.found(
        "oppose", stance_cues.DOUBLE_AGAINST, part, strength
    )


def _read_stand(part: str, tally: _Tally, weight: float) -> None:
    if tally.found("oppose", stance_cues.OPPOSE_STRONG, part, 1.6 * weight):
        return
    if not tally.found("support", stance_cues.SUPPORT_STRONG, part, 1.5 * weight):
        tally.found("support", stance_cues.SUPPORT, part, 0.9 * weight)
    tally.found("oppose", stance_cues.OPPOSE, part, 0.9 * weight)


def _decided(tally: _Tally, mood: Mood, hint: float, refused: list[str]) -> StanceGuess:
    """The label comes from the cues, the score also from mood, refusals of the target and doubt."""
    lean = tally.support - tally.oppose
    asks = max(tally.suggest, tally.question)
    score = round(math.tanh(CUE_SHARE * lean + hint), 4)
    cues = list(dict.fromkeys(tally.cues + refused))[:REASONS]
    if not tally.cues and not asks and not tally.oppose:
        return StanceGuess(_by_mood(mood, refused), score, False, cues)
    label, strength = _label(tally, lean)
    return StanceGuess(label, score, strength >= SURE, cues)


def _by_mood(mood: Mood, refused: list[str]) -> Stance:
    """Without any cue a clear mood is a guess, and never a confident one."""
    if refused:
        return "oppose"
    if not mood.is_clear or abs(mood.lean) < LOUD:
        return "none"
    return "support" if mood.lean > 0 else "oppose"


def _label(tally: _Tally, lean: float) -> tuple[Stance, float]:
    """A proposal outweighs consent, open opposition outweighs a proposal."""
    if tally.suggest and tally.suggest >= 0.7 * -lean:
        return "suggest", max(tally.suggest - 0.3 * tally.question, 0.0)
    if tally.question > abs(lean):
        return "question", tally.question
    if abs(lean) < 0.3:
        return "none", 0.0
    return ("support" if lean > 0 else "oppose"), abs(lean)
