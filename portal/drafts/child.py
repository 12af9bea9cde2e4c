"""Uploads are read in a child process with limits: a hostile file can only end the child.

The child is this module run as a program: a header line and the file come in on standard input,
JSON goes out on standard output. It inherits no secrets and may write no files.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess  # our own program, never a shell
import sys
import threading
import types
import typing
from dataclasses import asdict, dataclass, fields, is_dataclass
from pathlib import Path

from portal.drafts.errors import DraftBusyError, DraftError, DraftTooComplexError
from portal.drafts.outline import outline_of
from portal.drafts.readers.files import read_bytes
from portal.drafts.tree import Outline

MAX_CPU_SECONDS = 20
MAX_MEMORY = 1024 * 1024 * 1024
MAX_WALL_SECONDS = 30
MAX_CHILDREN = 2
_ROOT = Path(__file__).resolve().parents[2]
places = threading.BoundedSemaphore(MAX_CHILDREN)


@dataclass(frozen=True)
class SourceOutline:
    """A file understood: its text, whose lines the outline counts, and the outline."""

    text: str
    outline: Outline


def read_in_child(data: bytes, name: str, encoding: str | None = None) -> Outline:
    """The outline of an uploaded file. Raises: DraftError."""
    return read_source_in_child(data, name, encoding).outline


def read_source_in_child(data: bytes, name: str, encoding: str | None = None) -> SourceOutline:
    """Text and outline of an uploaded file, read under limits of time and memory.

    Raises: DraftError; DraftTooComplexError when a limit was hit or the child broke down.
    """
    header = json.dumps({"name": name, "encoding": encoding}).encode() + b"\n"
    if not places.acquire(timeout=MAX_WALL_SECONDS):
        raise DraftBusyError(message="现在同时导入的文件较多，请过一会儿再试。")
    try:
        answer = ask_child(header + data, "portal.drafts.child")
    finally:
        places.release()
    try:
        return _understood(json.loads(answer))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise _broken_down() from error


def main() -> None:
    """The answer to the file on standard input stands on standard output."""
    limit_self()
    header = json.loads(sys.stdin.buffer.readline())
    answer: dict[str, object]
    try:
        read = read_bytes(sys.stdin.buffer.read(), header["name"], header["encoding"])
        answer = {"source": asdict(SourceOutline(read.text, outline_of(read)))}
    except DraftError as error:
        answer = {"error": error.code, "details": error.details}
    json.dump(answer, sys.stdout)


def limit_self() -> None:
    """Limits are set here and not by the parent: nothing may run between its fork and exec."""
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MAX_CPU_SECONDS, MAX_CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def ask_child(request: bytes, module: str) -> bytes:
    """What a module run as a program answers.

    Raises: DraftTooComplexError when the child was ended or ended itself in disorder.
    """
    try:
        done = subprocess.run(
            [sys.executable, "-m", module],
            input=request,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=_ROOT,
            env=_environment(),
            timeout=MAX_WALL_SECONDS,
            check=True,
        )
    except subprocess.SubprocessError as error:
        raise _broken_down() from error
    return done.stdout


def _environment() -> dict[str, str]:
    """No variable of ours reaches the child: secrets may be among them."""
    return {
        "PYTHONPATH": str(_ROOT),
        "PYTHONUTF8": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PATH": os.defpath,
    }


def _understood(answer: dict[str, typing.Any]) -> SourceOutline:
    if "error" in answer:
        raise _error_of(answer["error"])(**answer["details"])
    source: SourceOutline = _built(SourceOutline, answer["source"])
    return source


def _error_of(code: str) -> type[DraftError]:
    known = {one.code: one for one in DraftError.__subclasses__()}
    return known.get(code, DraftError)


def _built(shape: typing.Any, value: typing.Any) -> typing.Any:
    """A value of the shape its type hint asks for. Raises: TypeError for any other."""
    origin, inner = typing.get_origin(shape), typing.get_args(shape)
    if origin in (types.UnionType, typing.Union):
        plain = [one for one in inner if one is not types.NoneType]
        return None if value is None else _built(plain[0], value)
    if origin is list:
        return [_built(inner[0], one) for one in value]
    if origin is tuple:
        return tuple(_built(one, part) for one, part in zip(inner, value, strict=True))
    if is_dataclass(shape) and isinstance(shape, type):
        hints = typing.get_type_hints(shape)
        named = {one.name: _built(hints[one.name], value[one.name]) for one in fields(shape)}
        return shape(**named)
    if not isinstance(value, shape):
        raise TypeError(shape)
    return value


def _broken_down() -> DraftTooComplexError:
    message = (
        "读取这份文件用的时间或内存超出了限度，已停止。"
        "请新建一个文档，只把草案正文复制进去，保存后再上传；也可以直接粘贴文字。"
    )
    return DraftTooComplexError(message=message)


if __name__ == "__main__":
    main()
