"""How large and how long a run is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Plan:
    """Crowds of `sizes` opinions; `rounds` of `calls` requests, `submits` a round for submitting."""

    sizes: tuple[int, ...]
    rounds: int
    calls: int
    submits: int
