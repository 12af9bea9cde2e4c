"""A PDF is weighed before it is opened: what its streams unpack to, and what its fonts claim."""

from __future__ import annotations

import re
import zlib

from portal.drafts.readers.refusals import bomb, too_complex

MAX_STREAM = 32 * 1024 * 1024
MAX_UNPACKED = 120 * 1024 * 1024
MAX_OBJECTS = 200_000
MAX_MAPPED = 2_000_000
_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_CHUNK = 1024 * 1024
_LOOK_BACK = 600
_MOST_MAPS = 4 * 1024 * 1024
_RANGE = re.compile(rb"<([0-9A-Fa-f]{2,16})>\s{0,20}<([0-9A-Fa-f]{2,16})>\s{0,20}[<\[0-9]")


_PACKED_TWICE = re.compile(
    rb"/(?:Filter|F)\s*\[[^\]]{0,60}/(?:Flate|LZW|Fl\b|RunLength)[^\]]{0,60}/(?:Flate|LZW|Fl\b|RunLength)"
)


def refuse_bomb(data: bytes) -> None:
    """Nothing in the file unpacks to an absurd size. Raises: DraftTooComplexError."""
    if data.count(b" obj") > MAX_OBJECTS or _PACKED_TWICE.search(data):
        raise too_complex()
    total = 0
    for found in _STREAM.finditer(data):
        if _is_picture(data, found.start()) or not _is_deflated(data, found.end()):
            continue
        unpacked = _unpack(data, found.end())
        total += unpacked
        if total > MAX_UNPACKED:
            raise bomb()


def _is_picture(data: bytes, at: int) -> bool:
    """Pictures are large and are never unpacked."""
    start = max(data.rfind(b"obj", max(at - _LOOK_BACK, 0), at), at - _LOOK_BACK, 0)
    return re.search(rb"/Subtype\s*/Image\b", data[start:at]) is not None


def _is_deflated(data: bytes, at: int) -> bool:
    head = data[at : at + 2]
    return len(head) == 2 and head[0] & 0x0F == 8 and int.from_bytes(head, "big") % 31 == 0


def _unpack(data: bytes, at: int) -> int:
    """The size of what a stream unpacks to; what follows it in the file is not touched.

    Unit: bytes. Raises: DraftTooComplexError.
    """
    unpacker = zlib.decompressobj()
    size = 0
    kept = b""
    with memoryview(data) as view:
        while not unpacker.eof:
            piece = unpacker.unconsumed_tail
            if not piece:
                piece = bytes(view[at : at + _CHUNK])
                at += len(piece)
            if not piece:
                break
            try:
                made = unpacker.decompress(piece, _CHUNK)
            except zlib.error:
                break
            size += len(made)
            kept = kept + made if size <= _MOST_MAPS else b""
            if size > MAX_STREAM:
                raise bomb()
    _refuse_wide_maps(kept)
    return size


def _refuse_wide_maps(unpacked: bytes) -> None:
    """A font may map a range of four billion codes in twenty bytes."""
    if b"begincidrange" not in unpacked and b"beginbfrange" not in unpacked:
        return
    mapped = 0
    for first, last in _RANGE.findall(unpacked):
        mapped += max(int(last, 16) - int(first, 16), 0)
        if mapped > MAX_MAPPED:
            raise too_complex()
