"""Mood accuracy on reviews and microblogs, nothing learned."""

from pathlib import Path

from benchmarks.analysis.measures import accuracy
from benchmarks.analysis.table import heading, read, show
from portal.analysis.engine import analyse_one
from portal.analysis.types import Opinion

SETS = {
    "sentiment_hotel_books_laptops_dev": "shopping .90, clear .93",
    "sentiment_waimai_dev": "takeaway .84, clear .90",
    "sentiment_microblog_dev": "microblogs B .74, clear .80",
}
PLAIN_ROWS = 400


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
        truth = [row["label"] == "1" for row in rows]
        found = [analyse_one(Opinion("", row["text"])) for row in rows]
        guess = [one.sentiment >= 0.5 for one in found]
        clear = [place for place, one in enumerate(found) if one.sentiment_clear]
        sure = accuracy([truth[i] for i in clear], [guess[i] for i in clear])
        part = range(0, len(rows), max(1, len(rows) // PLAIN_ROWS))
        plain = accuracy(
            [truth[i] for i in part], [plain_snownlp(rows[i]["text"]) >= 0.5 for i in part]
        )
        ours = f"{accuracy(truth, guess):.3f} | {sure:.3f} on {len(clear) / len(rows):.0%}"
        show(f"{name} (n={len(rows)})", ours, f"{plain:.3f} (n={len(part)})", aim)
