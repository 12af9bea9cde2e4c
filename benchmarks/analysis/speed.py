"""How many comments a second, each step and everything, and at what peak memory."""

import resource
import time
from collections.abc import Callable

from benchmarks.analysis.mood import plain_snownlp
from benchmarks.analysis.table import heading, show
from benchmarks.analysis.zipf import opinions as invented
from portal.analysis.duplicates import campaigns
from portal.analysis.engine import analyse, analyse_each, analyse_one
from portal.analysis.personal_data import scan
from portal.analysis.shards import usable_processes
from portal.analysis.topic_fit import fit_topics
from portal.analysis.topic_model import TopicModel
from portal.analysis.topic_place import place
from portal.analysis.topics import group


def run(count: int) -> None:
    """Comments a second on one process, everything on all processors, and the peak memory."""
    opinions = list(invented(count))
    mean = sum(len(opinion.text) for opinion in opinions) / count
    heading(f"speed, {count:,} invented comments of {mean:.0f} characters")
    analyse_one(opinions[0])
    began = time.perf_counter()
    for opinion in opinions[:200]:
        plain_snownlp(opinion.text)
    plain = f"{200 / (time.perf_counter() - began):,.0f}/s"
    _step("mood, stance, kind, scan", count, lambda: analyse_each(opinions), plain)
    _step("  of it the scan", count, lambda: [scan(one.text) for one in opinions])
    _step("duplicates", count, lambda: campaigns(opinions))
    _step("topics, labels", count, lambda: group(opinions))
    processes = usable_processes()
    aim = "10,000 in 5 s; 100,000 in 40 s"
    _step(
        f"everything, {processes} processes",
        count,
        lambda: analyse(opinions, processes=processes),
        aim=aim,
    )
    kept = fit_topics(opinions).to_bytes()
    began = time.perf_counter()
    model = TopicModel.from_bytes(kept)
    loaded = 1000 * (time.perf_counter() - began)
    began = time.perf_counter()
    for opinion in opinions[:100]:
        analyse_one(opinion)
        place(model, [opinion])
    each = 10 * (time.perf_counter() - began)
    show("a new comment, placed too", f"{each:.1f} ms, model loaded in {loaded:.0f} ms", "", "50 ms")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    show("peak memory (SnowNLP itself loaded for its column)", f"{peak:,.0f} MB", "", "< 4,000 MB")


def _step(
    name: str, count: int, work: Callable[[], object], plain: str = "", aim: str = ""
) -> None:
    began, used = time.perf_counter(), time.process_time()
    work()
    spent, used = time.perf_counter() - began, time.process_time() - used
    show(name, f"{count / spent:,.0f}/s ({spent:.1f} s, own CPU {used:.1f} s)", plain, aim)
