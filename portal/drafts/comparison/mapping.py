"""What became of a clause from one version of a draft to the next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Change = Literal["kept", "changed", "moved", "renumbered", "split", "merged", "deleted", "new"]

BELOW_EQUAL = 0.9999
"""The largest similarity of texts that are not equal."""


@dataclass(frozen=True)
class Mapping:
    """One old clause stands in one new clause; `old` is missing for a new one, `new` for a deleted.

    Shape: `old` and `new` are the ids of clauses; a split has a row for each of its new clauses,
    a merger one for each of its old ones.
    Unit: `similarity` 0-1, the share of character pairs both texts have; 1 only for equal texts.
    For a split or a merger it compares all its parts together.
    """

    old: str | None
    new: str | None
    change: Change
    similarity: float

    def as_json(self) -> dict[str, object]:
        return dict(vars(self))
