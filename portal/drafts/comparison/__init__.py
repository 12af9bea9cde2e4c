"""Two versions of a draft beside each other: what became of each clause, and of its characters."""

from portal.drafts.comparison.alignment import align
from portal.drafts.comparison.differences import Segment, differences
from portal.drafts.comparison.mapping import Change, Mapping

__all__ = ["Change", "Mapping", "Segment", "align", "differences"]
