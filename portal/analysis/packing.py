"""A shard's findings as compressed lines: a million of them fit into memory side by side."""

import hashlib
import json
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from portal.analysis.engine import analyse_each, figures
from portal.analysis.labels import Stance
from portal.analysis.rows import as_given
from portal.analysis.shards import SHARD
from portal.analysis.types import Finding, Opinion
from portal.analysis.version import ANALYSER_VERSION, input_hash

_JOINED_LATER = ("topic", "duplicate_group")
_FIELDS = [one.name for one in fields(Finding) if one.name not in _JOINED_LATER]


@dataclass(frozen=True, slots=True)
class Packed:
    """One line a comment without its groups, the figures of all, and what a digest needs of each."""

    lines: bytes
    figures: Counter[str]
    stances: list[Stance]
    is_confident: list[bool]
    input_hash: str


def packed_lines(opinions: Sequence[Opinion]) -> Packed:
    """The findings of a shard, each with the analyser's version and the hash of its input."""
    return packed(opinions, analyse_each(opinions))


def repacked(opinions: Sequence[Opinion], findings: Sequence[Finding]) -> list[Packed]:
    """Findings of all comments as shards."""
    starts = range(0, len(opinions), SHARD)
    return [packed(opinions[i : i + SHARD], findings[i : i + SHARD]) for i in starts]


def packed(opinions: Sequence[Opinion], findings: Sequence[Finding]) -> Packed:
    """Findings that are known already, packed."""
    hashes = [input_hash(opinion) for opinion in opinions]
    lines = "\n".join(map(_line, findings, hashes)).encode("utf-8", "backslashreplace")
    return Packed(
        zlib.compress(lines, 1),
        Counter(figures(findings)),
        [finding.stance for finding in findings],
        [finding.stance_confident for finding in findings],
        hashlib.sha256("".join(hashes).encode("ascii")).hexdigest(),
    )


def unpacked(shard: Packed) -> Iterator[str]:
    """The lines again, without ends of line."""
    text = zlib.decompress(shard.lines).decode("utf-8")
    return iter(text.split("\n") if text else [])


def _line(finding: Finding, input_hash: str) -> str:
    told: dict[str, Any] = {name: getattr(finding, name) for name in _FIELDS}
    told |= {"id": as_given(finding.id), "analyser_version": ANALYSER_VERSION, "input_hash": input_hash}
    return json.dumps(told, ensure_ascii=False, default=asdict)
