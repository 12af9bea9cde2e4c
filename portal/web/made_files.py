"""Files made for one request: written to a temporary file, few at a time, then sent."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from threading import BoundedSemaphore
from typing import IO, Any, BinaryIO, cast

from flask import Response

from portal.errors import BusyError

MOST_AT_ONCE = 2
"""A table of a hundred thousand lines takes a processor for twenty seconds."""
WAIT_SECONDS = 30
IN_MEMORY = 2 * 1024 * 1024
_PIECE = 64 * 1024
_OFFICE = "application/vnd.openxmlformats-officedocument."
MEDIA_TYPES = {
    "docx": f"{_OFFICE}wordprocessingml.document",
    "xlsx": f"{_OFFICE}spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
}
_TURNS = BoundedSemaphore(MOST_AT_ONCE)


def made_file(write: Callable[[BinaryIO], None]) -> tuple[Iterator[bytes], int]:
    """What `write` has written, in pieces, and its size. Raises: BusyError."""
    if not _TURNS.acquire(timeout=WAIT_SECONDS):
        raise BusyError
    try:
        target = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  closed when sent
        write(cast(BinaryIO, target))
    finally:
        _TURNS.release()
    size = target.seek(0, 2)
    target.seek(0)
    return _pieces(target), size


def _pieces(target: IO[bytes]) -> Iterator[bytes]:
    with target:
        while piece := target.read(_PIECE):
            yield piece


def as_download(body: Any, kind: str, name: str, size: int | None = None) -> Response:
    """The body as a file of this kind to keep; the name is ours and plain."""
    response = Response(body, content_type=MEDIA_TYPES[kind])
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    if size is not None:
        response.content_length = size
    return response
