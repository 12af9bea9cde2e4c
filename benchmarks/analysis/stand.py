"""Stance on microblogs about policies, kind on messages to government, and what corrections add."""

import random
import time
from pathlib import Path

from benchmarks.analysis.measures import accuracy, f1, macro_f1
from benchmarks.analysis.mood import plain_snownlp
from benchmarks.analysis.table import Row, heading, read, show
from portal.analysis.corrections import Correction, learned
from portal.analysis.engine import analyse_one
from portal.analysis.labels import Stance
from portal.analysis.leaning import leaned
from portal.analysis.types import Finding, Opinion

PLAIN_STEP = 6
SAID = {
    "suggestion": ("建议",),
    "question": ("咨询", "请问", "询问"),
    "complaint": ("投诉", "举报", "反映"),
}
OF_STANCE = {"support": "FAVOR", "oppose": "AGAINST"}
TO_STANCE: dict[str, Stance] = {"FAVOR": "support", "AGAINST": "oppose", "NONE": "none"}
CORRECTIONS = {20: "", 50: "", 100: ".65", 200: "", 400: ".73"}
SEEDS = 3


def run(data: Path) -> None:
    """F_avg of the shared task, what abstaining costs, and macro-F1 of three kinds."""
    heading("stance and kind")
    rows = read(data, "stance_nlpcc2016_train")
    opinions = [Opinion(row["id"], row["text"], target=row["target"]) for row in rows]
    found = leaned(opinions, [analyse_one(opinion) for opinion in opinions])
    plain = rows[::PLAIN_STEP]
    voices = ["FAVOR" if plain_snownlp(row["text"]) >= 0.5 else "AGAINST" for row in plain]
    ours = f"F_avg {_average(rows, [_signed(one) for one in found]):.3f}"
    beside = f"{_average(plain, voices):.3f} (n={len(plain)})"
    show(f"NLPCC 2016 4A, by sign (n={len(rows)})", ours, beside, ".57")
    _abstaining(rows, found)
    _corrected(rows, opinions, found)
    _kinds(data)


def _average(rows: list[Row], guess: list[str]) -> float:
    return macro_f1([row["stance"] for row in rows], guess, ("FAVOR", "AGAINST"))


def _signed(finding: Finding) -> str:
    return "FAVOR" if finding.stance_score > 0 else "AGAINST"


def _abstaining(rows: list[Row], found: list[Finding]) -> None:
    """What the label says when it may abstain: NONE's F1 and the share left unclear."""
    truth = [row["stance"] for row in rows]
    said = [OF_STANCE.get(one.stance, "NONE") if one.stance_confident else "NONE" for one in found]
    sure = [i for i, label in enumerate(said) if label != "NONE"]
    show("  NONE F1 when abstaining is allowed", f"{f1(truth, said, 'NONE'):.3f}")
    right = accuracy([truth[i] for i in sure], [said[i] for i in sure])
    show(
        "  confident support/oppose: accuracy on share",
        f"{right:.3f} on {len(sure) / len(rows):.0%}",
    )


def _kinds(data: Path) -> None:
    """The title's own word is the label; the text alone is read."""
    labelled: list[tuple[str, str]] = []
    for row in read(data, "messages_unlabelled"):
        kinds = [kind for kind, signs in SAID.items() if any(s in row["title"] for s in signs)]
        if len(kinds) == 1:
            labelled.append((kinds[0], row["text"]))
    opinions = [Opinion(str(place), text) for place, (_, text) in enumerate(labelled)]
    found = [analyse_one(opinion) for opinion in opinions]
    truth = [kind for kind, _ in labelled]
    score = macro_f1(truth, [one.kind for one in found], SAID)
    show(f"kind, labels from titles (n={len(labelled)})", f"macro-F1 {score:.3f}", "", ".72")
    scores = []
    for seed in range(SEEDS):
        chosen = random.Random(seed).sample(range(len(labelled)), 100)
        said = {str(i): Correction(kind=labelled[i][0]) for i in chosen}  # type: ignore[arg-type]  # a kind by SAID
        guess = [one.kind for one in learned(opinions, found, said)]
        rest = [i for i in range(len(labelled)) if i not in set(chosen)]
        scores.append(macro_f1([truth[i] for i in rest], [guess[i] for i in rest], SAID))
    show("  with 100 corrections", f"macro-F1 {sum(scores) / SEEDS:.3f}")


def _corrected(rows: list[Row], opinions: list[Opinion], found: list[Finding]) -> None:
    """What a number of corrections for each target makes of the other comments."""
    targets = sorted({row["target"] for row in rows})
    for count, aim in CORRECTIONS.items():
        figures = []
        for seed in range(SEEDS):
            draw = random.Random(seed)  # a measurement is no secret
            said: dict[str, Correction] = {}
            for target in targets:
                own = [row for row in rows if row["target"] == target]
                for row in draw.sample(own, count):
                    said[row["id"]] = Correction(TO_STANCE[row["stance"]])
            began = time.perf_counter()
            after = learned(opinions, found, said)
            spent = time.perf_counter() - began
            rest = [place for place, row in enumerate(rows) if row["id"] not in said]
            figures.append((*_scores([rows[i] for i in rest], [after[i] for i in rest]), spent))
        mean = [sum(values) / SEEDS for values in zip(*figures, strict=True)]
        ours = f"F_avg {mean[0]:.3f}; sure {mean[1]:.3f} on {mean[2]:.0%}"
        show(f"  {count} corrections a target, all in {mean[3]:.1f} s", ours, "", aim)


def _scores(rows: list[Row], found: list[Finding]) -> tuple[float, float, float]:
    truth = [row["stance"] for row in rows]
    sure = [place for place, one in enumerate(found) if one.stance_confident]
    right = accuracy(
        [truth[i] for i in sure], [OF_STANCE.get(found[i].stance, "NONE") for i in sure]
    )
    return _average(rows, [_signed(one) for one in found]), right, len(sure) / len(found)
