"""The whole analysis behind two functions: one comment as it arrives, or a consultation at once."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from portal.analysis import kind, personal_data, sentiment, stance
from portal.analysis.normalise import own_words
from portal.analysis.proposals import matter_of, without_proposals
from portal.analysis.types import Analysis, Finding, Opinion

if TYPE_CHECKING:
    from portal.analysis.corrections import Correction

# Whoever writes about something else, or nothing, takes no stand on the clause.
BESIDE_THE_POINT = ("off_topic", "empty_talk")


def analyse_one(opinion: Opinion) -> Finding:
    """Mood, stance, kind and personal data of one comment; topic and campaign are left open."""
    text = own_words(opinion)
    has_clause = bool(opinion.clause or opinion.clause_text)
    # On a clause, what the writer feels is told from what is proposed and from what the clause is about.
    felt = without_proposals(text) if has_clause else text
    mood = sentiment.mood(felt, matter_of(opinion.clause_text) if has_clause else frozenset())
    guess = stance.stance_of(text, mood, opinion.target)
    sort = kind.kind_of(text, felt, guess, mood, has_clause)
    if sort.kind in BESIDE_THE_POINT and not guess.is_confident:
        guess = replace(guess, stance="none")
    reasons = {
        "stance": guess.cues,
        "kind": sort.cues,
        "praise": mood.praise,
        "blame": mood.blame,
    }
    return Finding(
        id=opinion.id,
        sentiment=round(mood.score, 4),
        sentiment_clear=mood.is_clear,
        stance=guess.stance,
        stance_score=guess.score,
        stance_confident=guess.is_confident,
        kind=sort.kind,
        personal_data=personal_data.scan(opinion.text),
        why={name: cues for name, cues in reasons.items() if cues},
    )


def analyse_each(opinions: Sequence[Opinion]) -> list[Finding]:
    """Each comment by itself: a shard can be done anywhere."""
    return [analyse_one(opinion) for opinion in opinions]


def settled(
    opinions: Sequence[Opinion],
    findings: Sequence[Finding],
    corrections: Mapping[str, "Correction"],
) -> list[Finding]:
    """The findings after the comments of one consultation have taught one another."""
    from portal.analysis.corrections import learned
    from portal.analysis.leaning import leaned

    read = leaned(opinions, findings)
    return learned(opinions, read, corrections) if corrections else read


def analyse(
    opinions: Sequence[Opinion],
    topic_count: int | None = None,
    corrections: Mapping[str, "Correction"] | None = None,
    processes: int = 1,
) -> Analysis:
    """Everything about a consultation, learned from its corrections where there are any.

    Ids must differ, or a later one takes an earlier one's group.
    """
    from portal.analysis import batch
    from portal.analysis.corrections import placed_by_hand

    taught = corrections or {}
    shards, grouped = batch.run(
        opinions, analyse_each, topic_count, processes, pins=placed_by_hand(taught)
    )
    read = settled(opinions, [finding for shard in shards for finding in shard], taught)
    findings = [
        replace(finding, topic=topic, duplicate_group=campaign)
        for finding, topic, campaign in zip(
            read, grouped.topic_of, grouped.campaign_of, strict=True
        )
    ]
    return Analysis(findings, grouped.topics, grouped.campaigns, figures(findings))


def figures(findings: Sequence[Finding]) -> dict[str, int]:
    """Counts a summary page starts from; `stance_unclear_count` is what the machine abstained on."""
    counts: Counter[str] = Counter(comment_count=len(findings))
    for finding in findings:
        counts[f"stance_{finding.stance}_count"] += finding.stance_confident
        counts["stance_unclear_count"] += not finding.stance_confident
        counts[f"kind_{finding.kind}_count"] += 1
        counts["mood_unclear_count"] += not finding.sentiment_clear
        counts["mood_positive_count"] += finding.sentiment_clear and finding.sentiment >= 0.5
        counts["mood_negative_count"] += finding.sentiment_clear and finding.sentiment < 0.5
        counts["personal_data_count"] += bool(finding.personal_data)
        counts["duplicate_count"] += finding.duplicate_group is not None
    return dict(sorted(counts.items()))
