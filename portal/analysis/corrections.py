"""Officers' corrections: what they say stays as they said it, and the other comments learn from it at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from portal.analysis import learning
from portal.analysis.labels import KINDS, STANCES, Kind, Stance
from portal.analysis.normalise import own_words
from portal.analysis.types import Finding, Opinion

# So many corrections weigh as much as the cue phrases written beforehand.
AS_GOOD_AS_CUES = 12
SURE = 0.55
_SIGNS: dict[str, float] = {"support": 1.0, "oppose": -1.0}


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person decided about one comment; None where nothing was decided."""

    stance: Stance | None = None
    kind: Kind | None = None
    topic: int | None = None


def placed_by_hand(corrections: Mapping[str, Correction]) -> dict[str, int]:
    """The topic of every comment that an officer put into one, by id."""
    return {id_: said.topic for id_, said in corrections.items() if said.topic is not None}


def learned(
    opinions: Sequence[Opinion],
    findings: Sequence[Finding],
    corrections: Mapping[str, Correction],
) -> list[Finding]:
    """The findings of one consultation after its corrections, in the order given.

    A corrected comment has exactly the corrected values. Stance is learned for each target by itself where it has
    labels enough, and over all targets otherwise; with too few labels the findings stay as they were. Whoever gives
    only one consultation's opinions and corrections can leak nothing into another.
    """
    taught = [corrections.get(opinion.id, _NOTHING) for opinion in opinions]
    result = list(findings)
    if any(one.stance or one.kind for one in taught):
        texts = [own_words(opinion) for opinion in opinions]
        cues = [_cues(*pair) for pair in zip(texts, findings, strict=True)]
        if any(one.kind for one in taught):
            _learn_kind(result, learning.corpus(texts, cues), taught)
        for places in _by_target(opinions, taught):
            known = learning.corpus([texts[i] for i in places], [cues[i] for i in places])
            _learn_stance(result, places, known, taught)
    return [_decided(one, said) for one, said in zip(result, taught, strict=True)]


_NOTHING = Correction()


def _cues(text: str, finding: Finding) -> list[float]:
    """What the rules made of a text, as numbers beside its words."""
    return [
        finding.sentiment,
        float(finding.sentiment_clear),
        finding.stance_score,
        *(float(finding.stance == name) * (1 + finding.stance_confident) for name in STANCES),
        *(float(finding.kind == name) for name in KINDS),
        min(text.count("?"), 3),
        min(text.count("!"), 3),
        min(len(text), 500) ** 0.5,
    ]


def _by_target(opinions: Sequence[Opinion], taught: Sequence[Correction]) -> list[list[int]]:
    """The places of each target with labels enough, and those of all the others together."""
    of_target: dict[str | None, list[int]] = {}
    for place, opinion in enumerate(opinions):
        of_target.setdefault(opinion.target, []).append(place)
    groups: list[list[int]] = []
    rest: list[int] = []
    for places in of_target.values():
        labels = sum(taught[place].stance is not None for place in places)
        if labels >= learning.FEWEST:
            groups.append(places)
        else:
            rest += places
    return [*groups, sorted(rest)] if rest else groups


def _learn_stance(
    result: list[Finding],
    places: list[int],
    known: learning.Corpus,
    taught: Sequence[Correction],
) -> None:
    labels = [taught[place].stance for place in places]
    judged = learning.judge(known, labels)
    if judged is None:
        return
    count = sum(label is not None for label in labels)
    share = count / (count + AS_GOOD_AS_CUES)
    for place, verdict in zip(places, judged, strict=True):
        result[place] = _with_stance(result[place], verdict, share)


def _with_stance(finding: Finding, verdict: learning.Judgement, share: float) -> Finding:
    """The learned chances and the cues' own label, weighed by how much was learned."""
    chances = {name: share * chance for name, chance in verdict.chances.items()}
    if finding.stance_confident:
        chances[finding.stance] = chances.get(finding.stance, 0.0) + 1 - share
    best = max(STANCES, key=lambda name: chances.get(name, 0.0))
    sign = sum(_SIGNS.get(name, 0.0) * chance for name, chance in verdict.chances.items())
    return replace(
        finding,
        stance=best,
        stance_score=round(share * sign + (1 - share) * finding.stance_score, 4),
        stance_confident=chances[best] >= SURE,
        why=finding.why | ({"stance_learned": verdict.words} if verdict.words else {}),
    )


def _learn_kind(
    result: list[Finding], known: learning.Corpus, taught: Sequence[Correction]
) -> None:
    labels = [one.kind for one in taught]
    judged = learning.judge(known, labels)
    if judged is None:
        return
    count = sum(label is not None for label in labels)
    share = count / (count + AS_GOOD_AS_CUES)
    for place, verdict in enumerate(judged):
        finding = result[place]
        chances = {name: share * chance for name, chance in verdict.chances.items()}
        chances[finding.kind] = chances.get(finding.kind, 0.0) + 1 - share
        best = max(KINDS, key=lambda name: chances.get(name, 0.0))
        why = {"kind_learned": verdict.words} if verdict.words else {}
        result[place] = replace(finding, kind=best, why=finding.why | why)


def _decided(finding: Finding, said: Correction) -> Finding:
    """The finding with the human values in their places."""
    if said.stance is not None:
        finding = replace(
            finding,
            stance=said.stance,
            stance_score=_SIGNS.get(said.stance, 0.0),
            stance_confident=True,
            why=_without(finding, "stance", "stance_learned") | {"stance_corrected": [said.stance]},
        )
    if said.kind is not None:
        why = _without(finding, "kind", "kind_learned") | {"kind_corrected": [said.kind]}
        finding = replace(finding, kind=said.kind, why=why)
    if said.topic is not None:
        finding = replace(finding, topic=said.topic)
    return finding


def _without(finding: Finding, *names: str) -> dict[str, list[str]]:
    return {name: cues for name, cues in finding.why.items() if name not in names}
