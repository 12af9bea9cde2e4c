"""Files of the kinds a notice may carry, as small as they can be."""

from __future__ import annotations

import io
import zipfile

PDF = b"%PDF-1.4\n1 0 obj << >> endobj\n%%EOF\n"


def packed(*names: str) -> bytes:
    """A zip with empty parts of these names."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        for name in names:
            package.writestr(name, b"")
    return target.getvalue()


DOCX = packed("[Content_Types].xml", "word/document.xml")
