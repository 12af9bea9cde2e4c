"""A filled-in table is read in a child process with the limits of uploaded drafts."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import Any

from portal.drafts.child import MAX_WALL_SECONDS, ask_child, limit_self, places
from portal.drafts.clause_tables.filled import FilledRow, FilledTable
from portal.drafts.errors import (
    DraftBusyError,
    DraftEncryptedError,
    DraftError,
    DraftTooComplexError,
    DraftTooLargeError,
    DraftUnknownKindError,
)
from portal.drafts.readers.archive import Archive

FILE_LIMIT = 10 * 1024 * 1024
"""A table of 5,000 rows filled to the brim has some 3 MB."""
_ENCRYPTED_PART = "EncryptedPackage".encode("utf-16-le")
"""The name of the part that holds a workbook or document with a password. Source: MS-OFFCRYPTO 1.3.3."""


def read_table_in_child(data: bytes) -> FilledTable:
    """The filled-in table of an uploaded file, read under limits of time and memory.

    Raises: DraftError.
    """
    if len(data) > FILE_LIMIT:
        raise DraftTooLargeError(size=len(data), limit=FILE_LIMIT)
    if not places.acquire(timeout=MAX_WALL_SECONDS):
        raise DraftBusyError
    try:
        answer = json.loads(ask_child(data, "portal.drafts.clause_tables.child"))
        if "error" in answer:
            raise _error_of(answer["error"])
        return _table(answer["table"])
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise DraftTooComplexError from error
    finally:
        places.release()


def _table(value: dict[str, Any]) -> FilledTable:
    rows = [FilledRow(**row) for row in value["rows"]]
    return FilledTable(value["reference"], value["version"], rows, value["is_cut"])


def _error_of(code: str) -> DraftError:
    known: dict[str, type[DraftError]] = {one.code: one for one in DraftError.__subclasses__()}
    return known.get(code, DraftError)()


def read_table(data: bytes) -> FilledTable:
    """The clause table of a workbook or a document, known by its content. Raises: DraftError."""
    if not data.startswith(b"PK\x03\x04"):
        raise DraftEncryptedError if _ENCRYPTED_PART in data else DraftUnknownKindError
    # Imported where they are used: the parent only asks.
    from portal.drafts.clause_tables import docx, xlsx

    names = Archive(data).names
    if "xl/workbook.xml" in names:
        return xlsx.read(data)
    if "word/document.xml" in names:
        return docx.read(data)
    raise DraftUnknownKindError


def main() -> None:
    """The answer to the file on standard input stands on standard output."""
    limit_self()
    answer: dict[str, object]
    try:
        answer = {"table": asdict(read_table(sys.stdin.buffer.read()))}
    except DraftError as error:
        answer = {"error": error.code}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
