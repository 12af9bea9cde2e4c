"""What a comment on a clause proposes, apart from what its writer feels.

“建议增加对恶意破坏行为的处罚” is an even-tempered sentence: 恶意 and 破坏 belong to the rule that is wished for.
"""

import re
from functools import lru_cache

from portal.analysis import mood_lexicon, mood_words, stance_cues
from portal.analysis.first_signs import quick
from portal.analysis.normalise import MASK, plain

_PROPOSAL = quick(
    r"建议|提议|(?:应(?:当|该)?|请|可|需|宜|须)(?:予以|进一步|再|适当)?(?:明确|增加|增设|补充|细化|删除|删去|修改|完善|"
    r"规定|设置|设立|建立|加强|加大|考虑|写明|区分|延长|缩短|提高|降低|允许|改为)|(?:修改|调整|变更|改)(?:为|成)"
)
_JUDGING = re.compile(r"太|很|非常|十分|过于|极|真(?!正)|最|更|这么|那么|如此|实在")
# Every sign belongs to a part, a stop after a stop is one of its own: the length stays.
_PART = re.compile(r"[^,。!?;\n]*[,。!?;\n]|[^,。!?;\n]+")
_ENDS = "。!?;\n"
_KEPT_CLAUSES = 512


def without_proposals(text: str) -> str:
    """The plain text, as long as before, in which what is proposed is blotted out by `MASK`.

    A proposal runs from its cue to the end of the sentence, or to a part that takes a stand or judges.
    """
    if not _PROPOSAL.search(text):
        return text
    kept: list[str] = []
    is_proposing = False
    for part in _PART.findall(text):
        is_judging = _is_judging(part)
        cue = None if is_judging else _PROPOSAL.search(part)
        is_proposing = bool(cue) or (is_proposing and not is_judging)
        start = cue.start() if cue else 0 if is_proposing else len(part)
        stop = len(part) - (part[-1] in _ENDS)
        kept.append(part[:start] + MASK * (stop - start) + part[max(start, stop) :])
        is_proposing = is_proposing and part[-1] not in _ENDS
    return "".join(kept)


def _is_judging(part: str) -> bool:
    return bool(
        _JUDGING.search(part)
        or stance_cues.OPPOSE_STRONG.search(part)
        or stance_cues.OPPOSE.search(part)
        or stance_cues.SUPPORT.search(part)
    )


@lru_cache(maxsize=_KEPT_CLAUSES)
def matter_of(clause_text: str | None) -> frozenset[str]:
    """The words of the mood lexicon that are what the clause is about, and no judgement of it."""
    said = plain(clause_text or "")
    own = {word for word in mood_lexicon.polarity() if len(word) > 1 and word in said}
    return mood_words.MATTER | own
