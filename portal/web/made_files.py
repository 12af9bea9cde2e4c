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


class MadeFile:
    """A temporary file to be sent in pieces; the server closes it, sent (GET) or not (HEAD)."""

    def __init__(self, target: IO[bytes]) -> None:
        self._target = target
        self.size = target.seek(0, 2)
        target.seek(0)

    def __iter__(self) -> Iterator[bytes]:
        with self._target:
            while piece := self._target.read(_PIECE):
                yield piece

    def close(self) -> None:
        """The file is gone."""
        self._target.close()


def made_file(write: Callable[[BinaryIO], None]) -> MadeFile:
    """What `write` has written. Raises: BusyError when too many are being made."""
    if not _TURNS.acquire(timeout=WAIT_SECONDS):
        raise BusyError
    target = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  closed when sent
    try:
        write(cast(BinaryIO, target))
    except BaseException:
        target.close()
        raise
    finally:
        _TURNS.release()
    return MadeFile(cast(IO[bytes], target))


def as_download(body: Any, kind: str, name: str) -> Response:
    """The body as a file of this kind to keep; the name is ours and plain."""
    response = Response(body, content_type=MEDIA_TYPES[kind])
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    if isinstance(body, MadeFile):
        response.content_length = body.size
    return response
