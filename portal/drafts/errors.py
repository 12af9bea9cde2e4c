"""What the engine refuses, each with a stable code, a Chinese sentence and the line where known."""

from __future__ import annotations

from portal.errors import PortalError


class DraftError(PortalError):
    """A draft cannot be read; `details` carry `message` and, where known, `line` (1-based)."""

    code = "draft_error"


class DraftEmptyError(DraftError):
    """There is no text at all."""

    code = "draft_empty"


class DraftBinaryError(DraftError):
    """The content holds control characters and is therefore no text."""

    code = "draft_binary"


class DraftWrongEncodingError(DraftError):
    """The bytes are neither UTF-8 nor GB18030, or not in the encoding the user named."""

    code = "draft_wrong_encoding"


class DraftTooLargeError(DraftError):
    """The content is longer than any draft."""

    code = "draft_too_large"


class DraftUnknownKindError(DraftError):
    """Files of this kind are not read."""

    code = "draft_unknown_kind"


class DraftNoClausesError(DraftError):
    """Nothing in the text is numbered as a clause."""

    code = "draft_no_clauses"


class DraftDamagedError(DraftError):
    """The file does not hold what its kind must hold."""

    code = "draft_damaged"


class DraftEncryptedError(DraftError):
    """The file opens with a password only."""

    code = "draft_encrypted"


class DraftMacrosError(DraftError):
    """The file carries a program."""

    code = "draft_macros"


class DraftScannedError(DraftError):
    """The file holds pictures of pages and no text."""

    code = "draft_scanned"


class DraftTooComplexError(DraftError):
    """Reading the file would take more time or memory than any draft does."""

    code = "draft_too_complex"


class DraftBusyError(DraftError):
    """Too many files are being read at once."""

    code = "draft_busy"
