"""python -m benchmarks [--quick]: every page and act, beside the bare limits of this machine."""

from __future__ import annotations

import argparse
import logging
import os
import platform
import sqlite3
import tempfile
import time
import warnings
from contextlib import ExitStack
from pathlib import Path
from typing import TextIO

from benchmarks import memory, pages, sockets, submitting, table
from benchmarks.plan import Plan
from benchmarks.site import Site, site
from portal.logs import ROOT, JsonFormatter

FULL = Plan(sizes=(0, 10_000, 100_000), rounds=9, calls=40, submits=20)
QUICK = Plan(sizes=(0, 500, 2_000), rounds=3, calls=5, submits=3)


def main() -> None:
    """The whole table stands on the screen."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small crowds, few rounds: < 30 s")
    plan = QUICK if parser.parse_args().quick else FULL
    began = time.monotonic()
    _describe_machine()
    with ExitStack() as stack, Path(os.devnull).open("w") as nobody:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="portal-bare-")))
        _log_to(nobody)
        sites: dict[int, Site] = {}
        for size in plan.sizes:
            sites[size] = stack.enter_context(site(size))
            print(f"loaded {size:,} opinions", flush=True)
        pages.run(sites, plan)
        sockets.run(sites, plan, folder)
        submitting.run(sites, plan, folder)
        memory.run(sites, plan)
    print(f"\ndone in {time.monotonic() - began:.0f} s")


def _describe_machine() -> None:
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    print(f"{platform.platform()}, {os.cpu_count()} processors, load {load}")
    print(f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}")
    print(table.LEGEND)


def _log_to(nobody: TextIO) -> None:
    """The portal writes its events as always, but nobody reads them here."""
    handler = logging.StreamHandler(nobody)
    handler.setFormatter(JsonFormatter())
    logging.getLogger(ROOT).handlers = [handler]


if __name__ == "__main__":
    warnings.simplefilter("error")
    main()
