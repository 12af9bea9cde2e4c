"""python -m benchmarks.analysis.million [--count N]: everything, to the end.

Invented comments go through `portal analyse` itself: file in, findings and summary out. Time and the
peak memory of all processes together are printed.
"""

import argparse
import json
import os
import resource
import tempfile
import threading
import time
from pathlib import Path

from benchmarks.analysis.table import show
from benchmarks.analysis.zipf import opinions
from portal.analysis.files import analyse_file


def main() -> None:
    """The run has come to its end, or has failed aloud."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.analysis.million")
    parser.add_argument("--count", type=int, default=1_000_000)
    count = parser.parse_args().count
    with tempfile.TemporaryDirectory() as folder:
        source = _written(Path(folder) / "in.jsonl", count)
        out, summary = Path(folder) / "out.jsonl", Path(folder) / "summary.json"
        watch = _Watch()
        used = _processor_seconds()
        began, load = time.perf_counter(), os.getloadavg()[0]
        analyse_file(source, out, summary=summary)
        spent = time.perf_counter() - began
        peak = watch.stop()
        with out.open(encoding="utf-8") as lines:
            written = sum(1 for _ in lines)
        told = json.loads(summary.read_text("utf-8"))
    show(f"{count:,} comments through everything", f"{spent:.1f} s, peak {peak:,.0f} MB")
    show("  processor time of all processes", f"{_processor_seconds() - used:.1f} s")
    show("  load before and after", f"{load:.1f}, {os.getloadavg()[0]:.1f}")
    show("  findings written", f"{written:,}")
    for name, seconds in told["seconds"].items():
        show(f"  {name}", f"{seconds:.1f} s")
    for name in ("topic_count", "rest_count", "campaign_count", "duplicate_count"):
        show(f"  {name}", f"{told['figures'][name]:,}")
    show("  topics fitted on", str(told["topics_fitted"]))


def _written(path: Path, count: int) -> Path:
    with path.open("w", encoding="utf-8") as stream:
        for one in opinions(count):
            line = {"id": one.id, "text": one.text, "clause": one.clause}
            stream.write(json.dumps(line, ensure_ascii=False) + "\n")
    return path


def _processor_seconds() -> float:
    """What this process and its ended children have used."""
    own, ended = (
        resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return sum(one.ru_utime + one.ru_stime for one in (own, ended))


class _Watch:
    """The largest memory this process and its children held at once, each shared page counted once."""

    def __init__(self) -> None:
        self._peak = 0.0
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def stop(self) -> float:
        """Unit: megabytes."""
        self._is_over.set()
        self._thread.join()
        return self._peak

    def _look(self) -> None:
        while not self._is_over.wait(1.0):
            self._peak = max(self._peak, sum(map(_share, _family())))


def _family() -> list[str]:
    own = str(os.getpid())
    path = Path(f"/proc/{own}/task/{own}/children")
    return [own, *(path.read_text("ascii").split() if path.exists() else [])]


def _share(process: str) -> float:
    """The process's proportional share of memory.

    Unit: megabytes.
    """
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text("ascii").splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:"))


if __name__ == "__main__":
    main()
