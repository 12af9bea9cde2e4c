"""How many comments a second, each step and everything, and at what peak memory."""

import resource
import time
from collections.abc import Callable

from benchmarks.analysis.invented import comments
from benchmarks.analysis.mood import plain_snownlp
from benchmarks.analysis.table import heading, show
from portal.analysis.duplicates import campaigns
from portal.analysis.engine import analyse, analyse_one
from portal.analysis.personal_data import scan
from portal.analysis.topics import group
from portal.analysis.types import Opinion


def run(count: int) -> None:
    """Comments a second on one process, and the peak memory after the largest step."""
    opinions = [Opinion(str(number), text) for number, text in enumerate(comments(count))]
    mean = sum(len(opinion.text) for opinion in opinions) / count
    heading(f"speed, {count:,} invented comments of {mean:.0f} characters")
    analyse_one(opinions[0])
    began = time.perf_counter()
    for opinion in opinions[:200]:
        plain_snownlp(opinion.text)
    plain = f"{200 / (time.perf_counter() - began):,.0f}/s"
    _step("mood, stance, kind, scan", count, lambda: [analyse_one(one) for one in opinions], plain)
    _step("  of it the scan", count, lambda: [scan(one.text) for one in opinions])
    _step("duplicates", count, lambda: campaigns(opinions))
    _step("topics, labels", count, lambda: group(opinions))
    _step("everything", count, lambda: analyse(opinions), aim="10,000 in 5 s; 100,000 in 40 s")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    show("peak memory (SnowNLP itself loaded for its column)", f"{peak:,.0f} MB", "", "< 4,000 MB")


def _step(
    name: str, count: int, work: Callable[[], object], plain: str = "", aim: str = ""
) -> None:
    began = time.perf_counter()
    work()
    spent = time.perf_counter() - began
    show(name, f"{count / spent:,.0f}/s ({spent:.1f} s)", plain, aim)
