"""The whole analysis behind two functions: one comment as it arrives, or a consultation at once."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from portal.analysis import kind, personal_data, sentiment, stance
from portal.analysis.normalise import own_words
from portal.analysis.types import Analysis, Finding, Opinion

if TYPE_CHECKING:
    from portal.analysis.corrections import Correction

# Whoever writes about something else, or nothing, takes no stand on the clause.
BESIDE_THE_POINT = ("off_topic", "empty_talk")


def analyse_one(opinion: Opinion) -> Finding:
    """Mood, stance, kind and personal data of one comment; topic and campaign are left open."""
    text = own_words(opinion)
    mood = sentiment.mood(text)
    guess = stance.stance_of(text, mood, opinion.target)
    sort = kind.kind_of(text, guess, mood, bool(opinion.clause or opinion.clause_text))
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


def analyse(
    opinions: Sequence[Opinion],
    topic_count: int | None = None,
    corrections: Mapping[str, "Correction"] | None = None,
) -> Analysis:
    """Everything about a consultation, learned from its corrections where there are any.

    Ids must differ, or a later one takes an earlier one's group.
    """
    from portal.analysis import duplicates, topics
    from portal.analysis.corrections import learned
    from portal.analysis.leaning import leaned

    groups = topics.group(opinions, topic_count)
    campaigns = duplicates.campaigns(opinions)
    topic_of = {id_: group.index for group in groups for id_ in group.member_ids}
    campaign_of = {id_: campaign.index for campaign in campaigns for id_ in campaign.member_ids}
    read = leaned(opinions, [analyse_one(opinion) for opinion in opinions])
    findings = [
        replace(one, topic=topic_of.get(one.id), duplicate_group=campaign_of.get(one.id))
        for one in read
    ]
    if corrections:
        findings = learned(opinions, findings, corrections)
    return Analysis(findings, groups, campaigns, figures(findings))


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
