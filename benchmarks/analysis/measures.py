"""The measures named in the targets."""

from collections.abc import Iterable, Sequence


def f1(truth: Sequence[str], guess: Sequence[str], label: str) -> float:
    """F1 of one label."""
    both = sum(a == b == label for a, b in zip(truth, guess, strict=True))
    either = sum(a == label for a in truth) + sum(b == label for b in guess)
    return 2 * both / either if either else 0.0


def macro_f1(truth: Sequence[str], guess: Sequence[str], labels: Iterable[str]) -> float:
    """The plain mean of the labels' F1."""
    scores = [f1(truth, guess, label) for label in labels]
    return sum(scores) / len(scores)


def accuracy(truth: Sequence[object], guess: Sequence[object]) -> float:
    """The share of equal places."""
    return sum(a == b for a, b in zip(truth, guess, strict=True)) / len(truth) if truth else 0.0
