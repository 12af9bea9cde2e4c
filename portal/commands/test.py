"""`portal test`: the whole test suite, with what the browser tests need."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys

from portal.bootstrap.checkout import TEST_LOCK, find_checkout
from portal.bootstrap.speech import SetupProblem, say

HELP = "运行全部测试;`--` 之后的参数交给 pytest / run the tests; arguments behind -- go to pytest"


def configure(parser: argparse.ArgumentParser) -> None:
    """Tests run from the larger lock."""
    prepare = "只准备环境,不运行 / set up, run nothing"
    parser.add_argument("--prepare", action="store_true", help=prepare)
    parser.set_defaults(lock=TEST_LOCK, takes_rest=True)


def run(arguments: argparse.Namespace) -> int:
    """Pytest has run in the checkout: 0 only when every test passed."""
    from portal.bootstrap.browser import browser_problem

    checkout = find_checkout()
    if checkout is None:
        raise SetupProblem("测试需要源代码目录。", "tests run from a checkout, not from a wheel.")
    environment = {k: v for k, v in os.environ.items() if k != "PORTAL_NO_BROWSER_REASON"}
    reason = browser_problem()
    if reason:
        say("浏览器测试将跳过。", f"browser tests will be skipped: {reason}")
        environment["PORTAL_NO_BROWSER_REASON"] = reason
    if arguments.prepare:
        return 0
    command = pytest_command(arguments.rest)
    finished = subprocess.run(command, cwd=checkout.root, env=environment, check=False)
    return 0 if finished.returncode == 0 else 1


def pytest_command(rest: list[str]) -> list[str]:
    """The pytest call: a worker a core and one for the waiting ones, unless `rest` says otherwise."""
    workers = str(min(4, (os.cpu_count() or 1) + 1))
    plugin = ["-p", "tests.plugins.forbid_skips"]
    return [sys.executable, "-m", "pytest", *plugin, "-n", workers, *rest]
