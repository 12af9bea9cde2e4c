"""Near-duplicates made by known changes, so that precision and recall of folding can be counted."""

import random
import re
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from benchmarks.analysis.table import heading, read, show
from portal.analysis.duplicates import SHORTEST, campaigns
from portal.analysis.shingles import letters
from portal.analysis.types import Opinion

SYNONYMS = {
    "建议": "希望",
    "应该": "应当",
    "政府": "有关部门",
    "我们": "咱们",
    "解决": "处理",
    "请": "恳请",
}
RUN = 15
Change = Callable[[str, random.Random], str]


def _noise(share: float) -> Change:
    def changed(text: str, draw: random.Random) -> str:
        return "".join(
            chr(draw.randrange(0x4E00, 0x9000)) if draw.random() < share else s for s in text
        )

    return changed


def _synonyms(text: str, draw: random.Random) -> str:
    for word, other in SYNONYMS.items():
        text = text.replace(word, other)
    return text


def _sentences(text: str) -> list[str]:
    return [part for part in re.split(r"(?<=[。！？；，])", text) if part]


def _shuffled(text: str, draw: random.Random) -> str:
    parts = _sentences(text)
    draw.shuffle(parts)
    return "".join(parts)


def _dropped(text: str, draw: random.Random) -> str:
    parts = _sentences(text)
    gone = draw.randrange(len(parts)) if len(parts) > 3 else -1
    return "".join(part for place, part in enumerate(parts) if place != gone)


CHANGES: dict[str, Change] = {
    "exact": lambda text, draw: text,
    "punctuation": lambda text, draw: re.sub("[，。]", " ", text),
    "synonyms": _synonyms,
    "prefix": lambda text, draw: "尊敬的领导您好：" + text,
    "5 % noise": _noise(0.05),
    "15 % noise": _noise(0.15),
    "shuffled": _shuffled,
    "dropped": _dropped,
    "added": lambda text, draw: text + "以上是我的真实想法，请认真考虑。",
}


def run(data: Path) -> None:
    """Each changed copy should be with its original; two unlike originals should not be together."""
    heading("duplicates")
    draw = random.Random(7)  # a measurement is no secret
    texts = [row["text"].strip()[:300] for row in read(data, "messages_unlabelled")]
    originals = _unlike([text for text in texts if len(text) >= max(40, SHORTEST)])[:1800]
    opinions = [Opinion(str(number), text) for number, text in enumerate(originals)]
    for number, text in enumerate(originals[: len(originals) // 2]):
        for name, change in CHANGES.items():
            opinions.append(Opinion(f"{number}/{name}", change(text, draw)))
    began = time.perf_counter()
    found = campaigns(opinions)
    spent = time.perf_counter() - began
    truth = {opinion.id: opinion.id.split("/")[0] for opinion in opinions}
    _tell(found_groups=[c.member_ids for c in found], truth=truth, spent=spent)


def _unlike(texts: list[str]) -> list[str]:
    """The texts that share no run of `RUN` letters with an earlier one: people send letters twice."""
    seen: set[str] = set()
    kept = []
    for text in texts:
        wording = letters(text)
        runs = {wording[start : start + RUN] for start in range(len(wording) - RUN + 1)}
        if not runs & seen:
            kept.append(text)
        seen |= runs
    return kept


def _pairs(count: int) -> int:
    return count * (count - 1) // 2


def _tell(found_groups: list[list[str]], truth: dict[str, str], spent: float) -> None:
    right = sum(_pairs(n) for ids in found_groups for n in Counter(truth[i] for i in ids).values())
    made = sum(_pairs(len(ids)) for ids in found_groups)
    due = sum(_pairs(n) for n in Counter(truth.values()).values())
    ours = f"P {right / made:.3f} R {right / due:.3f} in {spent:.1f} s"
    show(f"pairs over {len(CHANGES)} kinds of change (n={len(truth)})", ours, "", "P .97 R .98")
    group_of = {i: number for number, ids in enumerate(found_groups) for i in ids}
    for name in CHANGES:
        copies = [i for i in truth if i.endswith("/" + name)]
        met = sum(group_of.get(i, -1) == group_of.get(truth[i], -2) for i in copies)
        show(f"  {name}", f"recall {met / len(copies):.3f}")
