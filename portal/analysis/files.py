"""`portal analyse`: a file of comments becomes a file of findings, or nothing at all."""

from __future__ import annotations

import errno
import json
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from portal.analysis.corrections import Correction, placed_by_hand
from portal.analysis.engine import analyse_each, settled
from portal.analysis.errors import AnalysisInputError
from portal.analysis.label_files import Labels, read_labels
from portal.analysis.packing import Packed, packed_lines, repacked, unpacked
from portal.analysis.rows import as_given, rows
from portal.analysis.types import Opinion

if TYPE_CHECKING:
    from portal.analysis.batch import Grouped

_OPTIONAL = ("clause", "clause_text", "target")


def analyse_file(
    source: Path,
    out: Path,
    topics: int | None = None,
    summary: Path | None = None,
    labels: Path | None = None,
) -> int:
    """The findings stand in `out` in the order of the lines; the number of comments is returned.

    Raises: AnalysisInputError with the line's number, or OSError for a target that cannot be; no file is changed then.
    """
    from portal.analysis import summaries

    _ready(out, summary)
    taught = Labels() if labels is None else read_labels(labels)
    opinions = read_opinions(source)
    shards, grouped = _analysed(opinions, taught.corrections, topics, by_clause=summary is not None)
    _write(out, _lines(shards, grouped))
    if summary is not None:
        told = summaries.summary(opinions, shards, grouped, taught.names)
        _write(summary, [json.dumps(as_given(told), ensure_ascii=False, indent=1)])
    return len(opinions)


def _analysed(
    opinions: Sequence[Opinion],
    taught: Mapping[str, Correction],
    topics: int | None,
    by_clause: bool,
) -> tuple[list[Packed], Grouped]:
    """Packed where they are made, or, where comments learn from one another, after that."""
    from portal.analysis import batch
    from portal.analysis.shards import usable_processes

    def run(each: Any) -> tuple[list[Any], Grouped]:
        return batch.run(
            opinions, each, topics, usable_processes(), by_clause, placed_by_hand(taught)
        )

    if not taught and not any(opinion.target for opinion in opinions):
        return run(packed_lines)
    shards, grouped = run(analyse_each)
    findings = settled(opinions, [finding for shard in shards for finding in shard], taught)
    return repacked(opinions, findings), grouped


def _lines(shards: Sequence[Packed], grouped: Grouped) -> Iterator[str]:
    """Each finding with its groups, which are known only when all shards are done."""
    of = zip(grouped.topic_of, grouped.campaign_of, strict=True)
    for shard in shards:
        for line in unpacked(shard):
            topic, campaign = (json.dumps(index) for index in next(of))
            yield f'{line[:-1]}, "topic": {topic}, "duplicate_group": {campaign}}}'


def read_opinions(source: Path) -> list[Opinion]:
    """Every line as an opinion; empty lines are passed over.

    Raises: AnalysisInputError
    """
    return [_opinion(number, id_, found) for number, id_, found in rows(source)]


def _opinion(number: int, name: str, found: dict[str, Any]) -> Opinion:
    if not isinstance(found.get("text"), str):
        raise AnalysisInputError(line=number, message="缺少正文 text,或正文不是文字")
    extra = {key: _text_or_none(number, key, found.get(key)) for key in _OPTIONAL}
    return Opinion(id=name, text=found["text"], **extra)


def _text_or_none(number: int, key: str, value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    raise AnalysisInputError(line=number, message=f"字段 {key} 须是文字")


def _ready(*targets: Path | None) -> None:
    """Every target can be written, found out before the long work. Raises: OSError"""
    for target in targets:
        if target is None:
            continue
        code = errno.EISDIR if target.is_dir() else 0 if target.parent.is_dir() else errno.ENOENT
        if code:
            raise OSError(code, os.strerror(code), str(target))


def _write(target: Path, lines: Iterable[str]) -> None:
    """The file is there whole or not at all, whatever happens half-way; a device or pipe is written to.

    Nothing but a file may be replaced: put in the place of /dev/null, it would break the whole machine.
    """
    if target.exists() and not target.is_file():
        with target.open("w", encoding="utf-8", errors="backslashreplace") as stream:
            stream.writelines(f"{line}\n" for line in lines)
        return
    target = target.resolve()
    descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:60]}.")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="backslashreplace") as stream:
            stream.writelines(f"{line}\n" for line in lines)
        os.replace(name, target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
