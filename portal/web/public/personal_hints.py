"""Numbers and addresses of people that stand in opinions, told before these are submitted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from portal.analysis.personal_data import scan
from portal.analysis.personal_mask import masked

_TOLD = ("mobile", "landline", "email", "id_number", "bank_card")
"""What leads to somebody; names and places often are what an opinion is about."""
SHOWN = 5
"""Of one opinion; who sees these knows where to look."""
READ_LIMIT = 100_000
"""Characters read for one page, so that nobody's basket keeps the server busy."""


def personal_hints(opinions: Sequence[Any]) -> dict[int, list[str]]:
    """By id of the opinion what it seems to tell about people, masked.

    Shape: `opinions` are rows (BasketOpinion, Clause | None).
    """
    found, left = {}, READ_LIMIT
    for opinion, _clause in opinions:
        found[opinion.id] = list(dict.fromkeys(_hints(opinion.body[:left])))[:SHOWN]
        left = max(0, left - len(opinion.body))
    return {at: hints for at, hints in found.items() if hints}


def _hints(text: str) -> Iterator[str]:
    for one in scan(text):
        if one.kind in _TOLD:
            yield masked(one.kind, text[one.start : one.end])
