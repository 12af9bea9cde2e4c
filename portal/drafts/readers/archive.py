"""A zip file is opened with everything counted while it is read."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from portal.drafts.readers.refusals import bomb, damaged, encrypted

MAX_ENTRIES = 3000
MAX_PART = 64 * 1024 * 1024
MAX_TOTAL = 200 * 1024 * 1024
MAX_RATIO = 200
_RATIO_FROM = 1024 * 1024
_MAX_DIRECTORY = 1024 * 1024
_CHUNK = 1024 * 1024
_END_RECORD, _ZIP64_LOCATOR = b"PK\x05\x06", b"PK\x06\x07"
_BROKEN = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, NotImplementedError
)  # fmt: skip


class Archive:
    """An open zip file; what was read from it so far is counted against the limits."""

    def __init__(self, data: bytes) -> None:
        """Raises: DraftDamagedError, DraftTooComplexError."""
        _refuse_large_directory(data)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (*_BROKEN, RuntimeError) as error:
            raise damaged() from error
        entries = self._zip.infolist()
        if len(entries) > MAX_ENTRIES or sum(one.file_size for one in entries) > MAX_TOTAL:
            raise bomb()
        self.names = frozenset(one.filename for one in entries)
        self._total = 0

    def read(self, name: str) -> bytes | None:
        """The content of an entry; None when there is none of that name.

        Raises: DraftDamagedError, DraftEncryptedError, DraftTooComplexError.
        """
        if name not in self.names:
            return None
        entry = self._zip.getinfo(name)
        if entry.flag_bits & 1:
            raise encrypted()
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise damaged()
        try:
            return self._counted(entry)
        except (*_BROKEN, RuntimeError) as error:
            raise damaged() from error

    def _counted(self, entry: zipfile.ZipInfo) -> bytes:
        packed = max(entry.compress_size, 1)
        if entry.file_size > max(MAX_RATIO * packed, _RATIO_FROM):
            raise bomb()
        parts: list[bytes] = []
        size = 0
        with self._zip.open(entry) as stream:
            while chunk := stream.read(_CHUNK):
                size += len(chunk)
                self._total += len(chunk)
                if size > max(MAX_RATIO * packed, _RATIO_FROM) or size > MAX_PART:
                    raise bomb()
                if self._total > MAX_TOTAL:
                    raise bomb()
                parts.append(chunk)
        return b"".join(parts)


def _refuse_large_directory(data: bytes) -> None:
    """The table of entries is measured before it is read: reading it is what takes the time."""
    end = data.rfind(_END_RECORD)
    if end < 0 or len(data) < end + 22:
        raise damaged()
    (size,) = struct.unpack_from("<I", data, end + 12)
    if size > _MAX_DIRECTORY or data[max(end - 20, 0) : end].startswith(_ZIP64_LOCATOR):
        raise bomb()
