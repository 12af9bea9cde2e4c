"""The summary of a file: topics, clauses, campaigns, figures, times, and what it was made from."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from itertools import chain
from typing import Any

from portal.analysis import campaign_texts, digest
from portal.analysis.batch import Grouped
from portal.analysis.clauses import ClauseTopics, reading_order
from portal.analysis.digest import Voices
from portal.analysis.packing import Packed
from portal.analysis.topic_fit import FEWEST
from portal.analysis.types import Campaign, Opinion, TopicGroup
from portal.analysis.version import ANALYSER_VERSION

CAMPAIGNS_TOLD = 1_000
MEMBERS_TOLD = 20
DIFFERENCES_TOLD = 3
TOO_FEW = "too_few_for_topics"


def summary(
    opinions: Sequence[Opinion],
    shards: Sequence[Packed],
    grouped: Grouped,
    names: Mapping[int, str] | None = None,
) -> dict[str, Any]:
    """Everything about the comments together; who belongs where stands with each comment.

    `names` are topics people named, by index.
    """
    names = names or {}
    place_of = {opinion.id: place for place, opinion in enumerate(opinions)}
    voices = Voices(
        list(chain.from_iterable(shard.stances for shard in shards)),
        list(chain.from_iterable(shard.is_confident for shard in shards)),
        grouped.closeness,
    )

    def voiced(ids: Sequence[str]) -> dict[Any, list[str]]:
        return digest.by_stance(opinions, voices, [place_of[id_] for id_ in ids])

    told: dict[str, Any] = {
        "analyser_version": ANALYSER_VERSION,
        "input_hash": _hash_of_all(shards),
        "topics": [
            _topic(topic)
            | ({"name": names[topic.index]} if topic.index in names else {})
            | {"voices": voiced(topic.member_ids)}
            for topic in grouped.topics
        ],
        "topic_names": {str(index): name for index, name in sorted(names.items())},
        "topics_fitted": _fitted(grouped, len(opinions)),
        "clauses": [_clause(clause) for clause in grouped.clauses],
        "campaigns": _campaigns(opinions, grouped.campaigns, place_of),
        "figures": _figures(shards, grouped),
        "seconds": grouped.seconds,
    }
    if len(opinions) < FEWEST:
        told |= {"note": TOO_FEW, "reading_ids": reading_order(opinions)}
    return told


def _topic(topic: TopicGroup) -> dict[str, Any]:
    return {
        "index": topic.index,
        "size": len(topic.member_ids),
        "words": topic.words,
        "representative_ids": topic.representative_ids,
        "warnings": topic.warnings,
    }


def _clause(clause: ClauseTopics) -> dict[str, Any]:
    told: dict[str, Any] = {
        "clause": clause.clause,
        "size": clause.comment_count,
        "words": clause.words,
        "topics": [_topic(topic) for topic in clause.topics],
    }
    if not clause.topics:
        told |= {"note": TOO_FEW, "reading_ids": clause.reading_ids}
    return told


def _fitted(grouped: Grouped, count: int) -> dict[str, Any]:
    """On how many comments the topics were fitted; the others joined the nearest."""
    fitted = grouped.model.fitted_count if grouped.model else 0
    return {"fitted_on": fitted, "of": count, "is_sample": 0 < fitted < count}


def _campaigns(
    opinions: Sequence[Opinion], campaigns: Sequence[Campaign], place_of: dict[str, int]
) -> list[dict[str, Any]]:
    """The largest campaigns, with some of their members and how a few of those differ."""
    largest = sorted(campaigns, key=lambda campaign: (-campaign.count, campaign.index))
    told = []
    for campaign in largest[:CAMPAIGNS_TOLD]:
        ids = campaign.member_ids[:MEMBERS_TOLD]
        texts = {id_: opinions[place_of[id_]].text for id_ in ids[: 1 + DIFFERENCES_TOLD]}
        found = {
            id_: campaign_texts.difference(campaign.common_core, text) for id_, text in texts.items()
        }
        told.append(
            asdict(campaign)
            | {
                "member_ids": ids,
                "differences": [{"id": id_} | asdict(one) for id_, one in found.items()],
            }
        )
    return told


def _figures(shards: Sequence[Packed], grouped: Grouped) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for shard in shards:
        counts.update(shard.figures)
    counts["duplicate_count"] = sum(index is not None for index in grouped.campaign_of)
    counts["campaign_count"] = len(grouped.campaigns)
    counts["topic_count"] = sum("rest" not in topic.warnings for topic in grouped.topics)
    counts["rest_count"] = sum(
        len(topic.member_ids) for topic in grouped.topics if "rest" in topic.warnings
    )
    return dict(sorted(counts.items()))


def _hash_of_all(shards: Sequence[Packed]) -> str:
    """One hexadecimal SHA-256 over the inputs of all findings in order."""
    joined = "".join(shard.input_hash for shard in shards)
    return hashlib.sha256(joined.encode("ascii")).hexdigest()
