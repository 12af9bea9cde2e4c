"""The peak memory of a real `portal serve` that has served every kind of request."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from benchmarks.plan import Plan
from benchmarks.processes import web_server
from benchmarks.site import Site
from benchmarks.visitor import Visitor, fresh_key

_PEAK = re.compile(r"VmHWM:\s+(\d+) kB")


def run(sites: Mapping[int, Site], plan: Plan) -> None:
    """One line for each size."""
    print("\n== peak memory of the web server's process, all of the above served")
    for size, site in sites.items():
        with web_server(site.settings) as (running, url):
            idle = peak_megabytes(running.process.pid)
            _use(site, url, plan.calls)
            peak = peak_megabytes(running.process.pid)
        print(f"{'portal':<16}{size:>10,}{peak:>7,.0f} MB (idle {idle:,.0f} MB)", flush=True)


def peak_megabytes(pid: int) -> float:
    """The largest resident set the process ever had."""
    found = _PEAK.search(Path(f"/proc/{pid}/status").read_text())
    assert found is not None
    return int(found.group(1)) / 1024


def _use(site: Site, url: str, times: int) -> None:
    scene = site.scene
    with closing(Visitor(url)) as visitor, closing(Visitor(url)) as officer:
        officer.cookies = dict(site.staff_cookies)
        for _ in range(times):
            visitor.get(site.public("draft"))
            visitor.put_opinion(scene.reference, scene.clause_ids[0], "建议增设引导标识。")
            visitor.submit(scene.reference, fresh_key())
            officer.get("/bureau/")
            officer.get(site.bureau("comments"))
            officer.get(site.bureau(f"clauses/{scene.clause_ids[0]}"))
