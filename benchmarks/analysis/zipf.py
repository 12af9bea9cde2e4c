"""Invented comments of any number: words by a Zipf-like law, matters of their own words, campaigns."""

import random
import re
from collections.abc import Iterator
from functools import cache
from itertools import accumulate

from benchmarks.analysis.invented import DEEDS, NAMES, SUBJECTS
from portal.analysis import sentiment, topic_words
from portal.analysis.types import Opinion

MATTERS = 40
CLAUSES = 60
VOCABULARY = 20_000
LENGTH = 100
LETTERS = 200
COPIED = 0.06
ENDINGS = ("。", "。", "，", "，", "！", "？", "；", "、")
_WORD = re.compile(r"[\u4e00-\u9fff]{2,4}")
STANDS = (
    "支持这一条",
    "坚决反对这样规定",
    "建议修改为按季度公布",
    "请问标准是什么",
    "没有意见",
    "希望增加一款",
)


@cache
def _vocabulary() -> list[str]:
    """Real words, so that they are cut as real words are, in an order that stands for their rank."""
    known = (word for word in sentiment.model().odds if _WORD.fullmatch(word))
    ranked = sorted({*known, *topic_words.STOP_WORDS, *SUBJECTS, *DEEDS})
    random.Random(5).shuffle(ranked)  # invented text is no secret
    return ranked[:VOCABULARY]


@cache
def _weights(count: int) -> list[float]:
    return list(accumulate(1 / (rank + 2.7) for rank in range(count)))


@cache
def _of_matter(matter: int) -> list[str]:
    return random.Random(matter).sample(_vocabulary(), 60)  # invented text is no secret


def opinions(count: int, seed: int = 1) -> Iterator[Opinion]:
    """That many comments of about `LENGTH` characters on `CLAUSES` clauses, the same for the same seed."""
    draw = random.Random(seed)  # invented text is no secret
    letters = [_text(draw, draw.randrange(MATTERS)) for _ in range(LETTERS)]
    for number in range(count):
        matter = min(int(draw.paretovariate(0.8)) - 1, MATTERS - 1)
        if draw.random() < COPIED:
            text = f"{draw.choice(NAMES)}的{number}号住户：{draw.choice(letters)}"
        else:
            text = _text(draw, matter)
        if draw.random() < 0.02:
            text += f"联系电话1390000{draw.randrange(10_000):04d}。"
        clause = (matter * 7 + draw.randrange(4)) % CLAUSES + 1
        yield Opinion(str(number), text, f"第{clause}条")


def _text(draw: random.Random, matter: int) -> str:
    words, own = _vocabulary(), _of_matter(matter)
    parts, length = [draw.choice(STANDS), "，"], 7
    aim = draw.randint(LENGTH // 2, LENGTH * 3 // 2)
    while length < aim:
        chosen = draw.choices(words, cum_weights=_weights(len(words)), k=4)
        chosen += draw.choices(own, cum_weights=_weights(len(own)), k=2)
        draw.shuffle(chosen)
        part = "".join(chosen) + draw.choice(ENDINGS)
        parts.append(part)
        length += len(part)
    return "".join(parts)
