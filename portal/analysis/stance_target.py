"""What a comment wants of the thing it is asked about: “不放鞭炮” speaks against setting off firecrackers."""

import re
from functools import lru_cache

from portal.analysis.normalise import plain
from portal.analysis.segment import words

_REFUSING = (
    r"(?:不要|不准|不许|不能|不得|不再|不应该?|禁止|拒绝|取消|抵制|反对|停止|远离|告别|杜绝|"
    r"别|勿|莫|少|禁|不|拒)"
)
# A target that forbids something is not refused by forbidding it once more.
_FORBIDS = re.compile(r"禁|限|停|取消|废|拆|罚|不|反")
_NAMELESS_WORDS = """
的 在 了 与 和 及 对 关于 实施 办法 条例 规定 方案 第 条 款 项 工作 管理
"""
_NAMELESS = frozenset(_NAMELESS_WORDS.split())
_KEPT_TARGETS = 2_000
LONGEST_TARGET = 40
MOST = 2


def refusals(text: str, target: str | None) -> list[str]:
    """The places where a plain text refuses what its target names, at most `MOST` different ones."""
    pattern = _pattern(target) if target else None
    if pattern is None:
        return []
    return list(dict.fromkeys(hit.group() for hit in pattern.finditer(text)))[:MOST]


@lru_cache(maxsize=_KEPT_TARGETS)
def _pattern(target: str) -> re.Pattern[str] | None:
    flat = plain(target)
    if len(flat) > LONGEST_TARGET or _FORBIDS.search(flat):
        return None
    names = [word for word in words(flat) if word.strip() and word not in _NAMELESS and word.isalnum()]
    if not names:
        return None
    named = "|".join(re.escape(name) for name in sorted(set(names), key=len, reverse=True))
    return re.compile(rf"{_REFUSING}[^,。!?;#\n不]{{0,2}}(?:{named})", re.IGNORECASE)
