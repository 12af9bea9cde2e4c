"""The topic engine with what officers decided: warm where it can be, and their work kept either way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import get_args

from portal.analysis.errors import TopicModelError
from portal.analysis.topic_count import Scale
from portal.analysis.topic_fit import FEWEST, fit_topics
from portal.analysis.topic_model import TopicModel
from portal.analysis.topic_place import place
from portal.analysis.topic_refit import refit
from portal.analysis.topics import described
from portal.analysis.types import Opinion, TopicGroup
from portal.queries.topic_edits import Asked, Earlier

_SCALES: dict[str, Scale] = {scale: scale for scale in get_args(Scale)}


def groups_of(
    opinions: Sequence[Opinion], earlier: Earlier, asked: Asked
) -> tuple[list[TopicGroup], TopicModel | None]:
    """The topics of the opinions, and the model the next run starts from.

    Under FEWEST opinions there are none: a list in clause order serves better.
    """
    if len(opinions) < FEWEST:
        return [], None
    pins = {str(comment): key for comment, key in earlier.edits.pins.items()}
    model = None if asked.is_fresh else _unpacked(earlier.model)
    if model is None:
        model = fit_topics(opinions, asked.count, _SCALES[asked.scale or "usual"])
        model = replace(model, keys=tuple(key + earlier.next_key for key in model.keys))
        is_settled = not pins
    else:
        is_settled = False
    if not is_settled:
        model = refit(model, opinions, pins, earlier.edits.mergers)
    return described(model, opinions, place(model, opinions, pins)), model


def _unpacked(packed: bytes | None) -> TopicModel | None:
    """The kept model; None for one that cannot be read any more, which costs a fresh fit only."""
    try:
        return TopicModel.from_bytes(packed) if packed else None
    except TopicModelError:
        return None
