"""PDF files with a text layer: lines by where they stand on the page."""

from portal.drafts.readers.pdf.document import read

__all__ = ["read"]
