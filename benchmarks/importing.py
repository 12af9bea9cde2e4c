"""python -m benchmarks.importing: pages a second and peak memory of the importer, kind by kind.

Each kind is read in a process of its own, so that the peak is its own. A page is 800 characters;
seconds are CPU time of reading, `upload` is what an officer waits for: the bounded child as well.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable

from benchmarks.drafts_made import as_docx, as_html, as_markdown, as_odt, as_pdf, as_text, statute
from portal.drafts.child import read_in_child
from portal.drafts.outline import read_file

PAGE = 800
LONGEST_STATUTE = 1260
_KINDS: dict[str, Callable[[list[str]], bytes]] = {
    "txt": as_text, "md": as_markdown, "html": as_html, "docx": as_docx, "odt": as_odt,
    "pdf": as_pdf,
}  # fmt: skip


def main() -> None:
    """One line for each kind stands on the screen."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.importing", description=__doc__)
    parser.add_argument("--articles", type=int, default=LONGEST_STATUTE)
    parser.add_argument("--one", choices=sorted(_KINDS), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        print(json.dumps(_measured(asked.one, asked.articles)))
        return
    pages = sum(map(len, statute(asked.articles))) / PAGE
    print(f"a statute of {asked.articles:,} articles, {pages:,.0f} pages of {PAGE} characters")
    print(f"{'kind':<6}{'file kB':>9}{'CPU s':>9}{'pages/s':>9}{'peak MB':>9}{'upload s':>10}")
    for kind in _KINDS:
        found = _in_a_process(kind, asked.articles)
        rate = pages / found["seconds"]
        print(
            f"{kind:<6}{found['size'] / 1024:>9,.0f}{found['seconds']:>9.2f}{rate:>9,.0f}"
            f"{found['peak']:>9,.0f}{found['upload']:>10.2f}",
            flush=True,
        )


def _in_a_process(kind: str, articles: int) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.importing", "--one", kind]
    done = subprocess.run(
        [*command, "--articles", str(articles)], capture_output=True, text=True, check=True
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


def _measured(kind: str, articles: int) -> dict[str, float]:
    """Unit: CPU seconds, bytes, megabytes of the whole process; `upload` by the clock."""
    data = _KINDS[kind](statute(articles))
    read_file(_KINDS[kind](statute(3)), f"a.{kind}")
    began = time.process_time()
    outline = read_file(data, f"a.{kind}")
    seconds = time.process_time() - began
    assert sum(clause.level == "条" for clause in outline.clauses) == articles
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    began = time.perf_counter()
    read_in_child(data, f"a.{kind}")
    upload = time.perf_counter() - began
    return {"seconds": seconds, "peak": peak, "size": len(data), "upload": upload}


if __name__ == "__main__":
    main()
