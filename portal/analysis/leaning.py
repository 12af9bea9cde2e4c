"""Stance scores toward one named target, sharpened by what other comments on it say with the same words.

Nothing is learned from people here: the scores the cues gave teach a small model which words go with which side,
and the model's opinion is added to the score. The stance and its confidence stay what the cues made them.
"""

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from portal.analysis.normalise import own_words
from portal.analysis.segment import words
from portal.analysis.types import Finding, Opinion

FEWEST = 60
MOST_TAUGHT = 5_000
LOUDEST = 0.7
STRICTNESS = 0.3
SHARE = 0.6
LONGEST = 2_000
LARGEST = 0.999


def leaned(opinions: Sequence[Opinion], findings: Sequence[Finding]) -> list[Finding]:
    """The findings in their order; scores change only where a target has `FEWEST` comments and more."""
    result = list(findings)
    of_target: dict[str, list[int]] = {}
    for place, opinion in enumerate(opinions):
        if opinion.target:
            of_target.setdefault(opinion.target, []).append(place)
    for places in of_target.values():
        if len(places) >= FEWEST:
            texts = [own_words(opinions[place])[:LONGEST] for place in places]
            scores = np.array([findings[place].stance_score for place in places])
            for place, score in zip(places, _sharpened(texts, scores), strict=True):
                result[place] = replace(findings[place], stance_score=score)
    return result


def _sharpened(texts: list[str], scores: np.ndarray) -> list[float]:
    loud = np.argsort(-np.abs(scores), kind="stable")[: int(LOUDEST * len(texts))][:MOST_TAUGHT]
    sides = scores[loud] > 0
    said = TfidfVectorizer(analyzer=_said, min_df=2, sublinear_tf=True)
    try:
        matrix = said.fit_transform(texts)
    except ValueError:  # no word occurs twice
        return [float(score) for score in scores]
    if sides.all() or not sides.any():
        return [float(score) for score in scores]
    model = LogisticRegression(C=STRICTNESS, class_weight="balanced", max_iter=200)
    with threadpool_limits(1):
        model.fit(matrix[loud], sides, sample_weight=np.abs(scores[loud]) + 1e-6)
        voice = model.decision_function(matrix)
    voice = voice / max(float(voice.std()), 1e-9)
    return [
        round(math.tanh(math.atanh(max(-LARGEST, min(LARGEST, score))) + SHARE * said_so), 4)
        for score, said_so in zip(scores.tolist(), voice.tolist(), strict=True)
    ]


def _said(text: str) -> list[str]:
    return [word for word in words(text) if word.strip()]
