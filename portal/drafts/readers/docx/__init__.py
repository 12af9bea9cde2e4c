"""Word documents: numbers resolved, revisions accepted, text taken run by run."""

from portal.drafts.readers.docx.document import read

__all__ = ["read"]
