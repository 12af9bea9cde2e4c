"""What goes into the analysis and what comes out of it, frozen so that nobody edits a result in place."""

from dataclasses import dataclass, field

from portal.analysis.labels import Kind, PersonalKind, Stance, TopicWarning


@dataclass(frozen=True, slots=True)
class Opinion:
    """One comment as the analysis sees it: its words, and the clause it was made on."""

    id: str
    text: str
    clause: str | None = None
    clause_text: str | None = None
    target: str | None = None


@dataclass(frozen=True, slots=True)
class PersonalDatum:
    """A stretch of a text that names or reaches a person.

    Unit: `start` and `end` count characters of the original text, half-open.
    """

    kind: PersonalKind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Finding:
    """Everything the machine suggests about one comment, with the words that made it say so.

    Unit: `sentiment` 0 (negative) to 1 (positive); `stance_score` -1 (oppose) to 1 (support).
    """

    id: str
    sentiment: float
    sentiment_clear: bool
    stance: Stance
    stance_score: float
    stance_confident: bool
    kind: Kind
    topic: int | None = None
    duplicate_group: int | None = None
    personal_data: list[PersonalDatum] = field(default_factory=list)
    why: dict[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TopicGroup:
    """Comments that speak about one thing, named by words and by comments of their own.

    `index` is the place by size, `key` the topic's lasting number in its model, -1 for the rest.
    """

    index: int
    words: list[str]
    representative_ids: list[str]
    member_ids: list[str]
    warnings: list[TopicWarning]
    key: int = -1


@dataclass(frozen=True, slots=True)
class Campaign:
    """Comments whose texts are nearly the same, folded but never discarded.

    `same_count` of them share one wording to the letter, whoever signed them.
    """

    index: int
    member_ids: list[str]
    count: int
    common_core: str
    same_count: int = 0


@dataclass(frozen=True, slots=True)
class Analysis:
    """The analysis of a whole consultation, findings in the order the opinions came."""

    findings: list[Finding]
    topics: list[TopicGroup]
    campaigns: list[Campaign]
    figures: dict[str, int]
