"""OpenDocument texts: numbers counted, revisions accepted."""

from portal.drafts.readers.odt.document import read

__all__ = ["read"]
