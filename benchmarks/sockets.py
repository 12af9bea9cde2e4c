"""The draft page over a real socket: `portal serve` and the bare view on the same web server."""

from __future__ import annotations

import http.client
from collections.abc import Mapping
from contextlib import ExitStack, closing
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks import table
from benchmarks.bare import PATH
from benchmarks.measure import Act, in_turns
from benchmarks.pages import draft
from benchmarks.plan import Plan
from benchmarks.processes import process, served_url, web_server
from benchmarks.site import Site


def run(sites: Mapping[int, Site], plan: Plan, folder: Path) -> None:
    """One kept-alive connection each, one request after the other."""
    size = min(sites)
    site, page = sites[size], folder / "page.html"
    page.write_bytes(draft(site)[2])
    with ExitStack() as stack:
        bare = stack.enter_context(process(site.settings, "benchmarks.bare", str(page)))
        _running, url = stack.enter_context(web_server(site.settings))
        acts = {
            table.BARE: _reader(stack, served_url(bare), PATH),
            size: _reader(stack, url, site.public("draft")),
        }
        table.heading("draft page as everybody sees it, over a socket", "50 % of bare")
        table.show(in_turns(acts, rounds=plan.rounds, calls=plan.calls))


def _reader(stack: ExitStack, url: str, path: str) -> Act:
    place = urlsplit(url)
    assert place.hostname is not None
    line = stack.enter_context(closing(http.client.HTTPConnection(place.hostname, place.port)))

    def read() -> None:
        line.request("GET", path)
        answer = line.getresponse()
        answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{path}: {answer.status}")

    return read
