"""A fitted grouping that can be kept, sent to another host and asked again."""

import json
import zlib
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from portal.analysis.errors import TopicModelError
from portal.analysis.topic_space import Part, Points, Space
from portal.analysis.version import ANALYSER_VERSION

_MAGIC = b"topics1\n"
_EARLY_VIEWS = ("words", "vectors", "letters")
"""Those of models kept before views had names (analyser 2026.11-6 and earlier)."""


@dataclass(frozen=True, slots=True)
class TopicModel:
    """Where the topics lie: each centre belongs to the topic of its key, merged topics have several.

    `seen_count` comments were there when the space was learned, `fitted_count` of them were read.
    """

    space: Space
    centres: Points
    keys: tuple[int, ...]
    seen_count: int
    fitted_count: int
    analyser_version: str = ANALYSER_VERSION

    def to_bytes(self) -> bytes:
        """The model as bytes, the same for the same model."""
        head = {
            "analyser_version": self.analyser_version,
            "vocabulary": self.space.vocabulary,
            "views": [part.view for part in self.space.parts],
            "shapes": [part.axes.shape for part in self.space.parts],
            "keys": self.keys,
            "seen_count": self.seen_count,
            "fitted_count": self.fitted_count,
        }
        # The space was rounded to 16 bits when it was learned, so nothing is lost here.
        numbers = [
            values.astype("<f2").tobytes()
            for part in self.space.parts
            for values in (part.rarity, part.axes, part.mean)
        ]
        numbers.append(self.centres.astype("<f4").tobytes())
        told = json.dumps(head, ensure_ascii=True).encode("ascii")
        return _MAGIC + zlib.compress(told + b"\n" + b"".join(numbers), 6)

    @staticmethod
    def from_bytes(packed: bytes) -> "TopicModel":
        """The model that `to_bytes` packed.

        Raises: TopicModelError
        """
        if not packed.startswith(_MAGIC):
            raise TopicModelError()
        try:
            told, numbers = zlib.decompress(packed[len(_MAGIC) :]).split(b"\n", 1)
            return _unpacked(json.loads(told), numbers)
        except (ValueError, KeyError, TypeError, zlib.error) as error:
            raise TopicModelError() from error


def _unpacked(head: dict[str, Any], numbers: bytes) -> TopicModel:
    halves = np.frombuffer(numbers[: _half_bytes(head["shapes"])], dtype="<f2")
    parts, start = [], 0
    for view, (columns, width) in zip(head.get("views", _EARLY_VIEWS), head["shapes"], strict=False):
        taken: list[NDArray[np.float16]] = []
        for size in (columns, columns * width, width):
            taken.append(halves[start : start + size])
            start += size
        rarity, axes, mean = (values.astype(np.float32) for values in taken)
        parts.append(Part(view, rarity, axes.reshape(columns, width), mean))
    centres = np.frombuffer(numbers[2 * start :], dtype="<f4").astype(np.float32)
    return TopicModel(
        space=Space(tuple(head["vocabulary"]), tuple(parts)),
        centres=centres.reshape(len(head["keys"]), sum(width for _, width in head["shapes"])),
        keys=tuple(head["keys"]),
        seen_count=head["seen_count"],
        fitted_count=head["fitted_count"],
        analyser_version=head["analyser_version"],
    )


def _half_bytes(shapes: list[tuple[int, int]]) -> int:
    return 2 * sum(columns + columns * width + width for columns, width in shapes)
