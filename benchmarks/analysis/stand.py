"""Stance on microblogs about policies, kind on messages to government, nothing learned."""

from pathlib import Path

from benchmarks.analysis.measures import accuracy, f1, macro_f1
from benchmarks.analysis.mood import plain_snownlp
from benchmarks.analysis.table import Row, heading, read, show
from portal.analysis.engine import analyse_one
from portal.analysis.types import Finding, Opinion

PLAIN_STEP = 6
SAID = {
    "suggestion": ("建议",),
    "question": ("咨询", "请问", "询问"),
    "complaint": ("投诉", "举报", "反映"),
}
OF_STANCE = {"support": "FAVOR", "oppose": "AGAINST"}


def run(data: Path) -> None:
    """F_avg of the shared task, what abstaining costs, and macro-F1 of three kinds."""
    heading("stance and kind")
    rows = read(data, "stance_nlpcc2016_train")
    found = [analyse_one(Opinion(row["id"], row["text"], target=row["target"])) for row in rows]
    plain = rows[::PLAIN_STEP]
    voices = ["FAVOR" if plain_snownlp(row["text"]) >= 0.5 else "AGAINST" for row in plain]
    ours = f"F_avg {_average(rows, [_signed(one) for one in found]):.3f}"
    beside = f"{_average(plain, voices):.3f} (n={len(plain)})"
    show(f"NLPCC 2016 4A, by sign (n={len(rows)})", ours, beside, ".57")
    _abstaining(rows, found)
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
    guess = [analyse_one(Opinion("", text)).kind for _, text in labelled]
    score = macro_f1([kind for kind, _ in labelled], guess, SAID)
    show(f"kind, labels from titles (n={len(labelled)})", f"macro-F1 {score:.3f}", "", ".72")
