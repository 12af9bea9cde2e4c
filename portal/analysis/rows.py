"""The lines of a JSON-lines file, each with its number and its id."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from portal.analysis.errors import AnalysisInputError


class WholeNumber(str):
    """An id that was given as a whole number: known by its digits, told as the number again."""

    __slots__ = ()


def as_given(told: Any) -> Any:
    """The same with every id as it stood in the file, ready to be written as JSON."""
    if isinstance(told, WholeNumber):
        return int(told)
    if isinstance(told, dict):
        return {key: as_given(value) for key, value in told.items()}
    return [as_given(value) for value in told] if isinstance(told, list) else told


def rows(source: Path) -> Iterator[tuple[int, str, dict[str, Any]]]:
    """The number, the id and the object of every line that is not empty, no id twice.

    The id 7 is the id "7": whoever writes labels need not know which of the two the comments use.

    Raises: AnalysisInputError
    """
    seen: set[str] = set()
    for number, line in enumerate(source.read_bytes().split(b"\n"), start=1):
        if not line.strip():
            continue
        name, found = _row(number, line)
        if name in seen:
            raise AnalysisInputError(line=number, message=f"编号“{name[:60]}”重复")
        seen.add(name)
        yield number, name, found


def _row(number: int, line: bytes) -> tuple[str, dict[str, Any]]:
    try:
        found: Any = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise AnalysisInputError(line=number, message="不是 UTF-8 文本") from None
    except (ValueError, RecursionError):
        raise AnalysisInputError(
            line=number, message="不是合法的 JSON / not JSON"
        ) from None
    if not isinstance(found, dict):
        raise AnalysisInputError(
            line=number,
            message="须是一个 JSON 对象 / must be a JSON object",
        )
    name = found.get("id")
    if not isinstance(name, str | int) or isinstance(name, bool) or name == "":
        raise AnalysisInputError(line=number, message="缺少编号 id,或编号不是文字、整数")
    return (WholeNumber(name) if isinstance(name, int) else name), found
