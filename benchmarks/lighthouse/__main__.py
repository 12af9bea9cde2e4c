"""python -m benchmarks.lighthouse: performance, accessibility, best practices and SEO of home, draft and form.

Mobile profile (a slow phone on a slow network, as Lighthouse simulates it), local Chromium. Needs Node; the tool is
installed from the lock file beside this module by `npm ci` the first time. Exit code 1 when a figure is below 95.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.site import Site, site
from portal.server import WebServer

HERE = Path(__file__).parent
TOOL = HERE / "node_modules" / ".bin" / "lighthouse"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
LEAST = 95


def install() -> None:
    """The tool stands beside this module. Raises: SystemExit without Node."""
    if TOOL.exists():
        return
    if shutil.which("npm") is None:
        raise SystemExit("npm is needed (Debian: apt-get install npm)")
    subprocess.run(["npm", "ci", "--omit=dev", "--no-audit", "--no-fund"], cwd=HERE, check=True)


@contextmanager
def served(made: Site) -> Iterator[str]:
    """The address of a server of the site, stopped at the end of the block."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = WebServer(made.app, listener, made.settings, threads=4)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield server.url
    server.stop()
    thread.join(20)
    listener.close()


def measure(url: str, language: str) -> dict[str, Any]:
    """Lighthouse's report of one page."""
    browser = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if browser is None:
        raise SystemExit("no Chromium on this machine")
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "report.json"
        headers = json.dumps({"Accept-Language": language})
        subprocess.run(
            [str(TOOL), url, "--quiet", "--output=json", f"--output-path={target}",
             f"--only-categories={','.join(CATEGORIES)}", f"--extra-headers={headers}",
             "--chrome-flags=--headless=new --no-sandbox --disable-gpu"],
            check=True, env={**os.environ, "CHROME_PATH": browser},
        )  # fmt: skip
        report: dict[str, Any] = json.loads(target.read_text("utf-8"))
        return report


def scores(report: dict[str, Any]) -> dict[str, int]:
    """The score of each category. Unit: 0 to 100."""
    return {name: round(100 * report["categories"][name]["score"]) for name in CATEGORIES}


def failed_audits(report: dict[str, Any]) -> list[str]:
    """What cost points."""
    counted = {
        ref["id"] for name in CATEGORIES for ref in report["categories"][name]["auditRefs"] if ref["weight"]
    }
    audits = ((name, report["audits"][name]) for name in sorted(counted))
    return [
        f"{name}: {audit['score']} {audit.get('displayValue', '')}".rstrip()
        for name, audit in audits
        if audit["score"] is not None and audit["score"] < 0.9
    ]


def main() -> int:
    """Prints the table; 1 when a score is too low."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.lighthouse")
    parser.add_argument("--language", default="zh-CN", choices=["zh-CN", "en"])
    language = parser.parse_args().language
    install()
    low = False
    print("".join(f"{name:>16}" for name in ("page", *CATEGORIES)))
    with site(0) as made, served(made) as address:
        pages = {
            "home": "/",
            "draft": made.public("draft"),
            "form": made.public(f"opinions/new?clause={made.scene.clause_ids[0]}"),
        }
        for name, path in pages.items():
            report = measure(address.rstrip("/") + path, language)
            found = scores(report)
            print(f"{name:>16}" + "".join(f"{found[one]:>16}" for one in CATEGORIES), flush=True)
            low = low or min(found.values()) < LEAST
            for line in failed_audits(report):
                print(f"  {name}: {line}", file=sys.stderr)
    return 1 if low else 0


if __name__ == "__main__":
    sys.exit(main())
