"""A pytest plugin: with PORTAL_FORBID_SKIPS=1 a run in which anything was skipped has failed."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest


class SkipsAreFailures:
    """Collects what was skipped, in one process or from all xdist workers."""

    def __init__(self) -> None:
        self.skipped: dict[str, str] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """A skipped test is on record; an expected failure is not a skip."""
        if report.skipped and not hasattr(report, "wasxfail"):
            self.skipped[report.nodeid] = _reason(report)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """So is a file that skipped itself as a whole."""
        if report.skipped:
            self.skipped[report.nodeid] = _reason(report)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> Iterator[None]:
        """The exit status says failed; set before the terminal prints its summary."""
        harmless = (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED)
        if self.skipped and session.exitstatus in harmless:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
        return (yield)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Each skipped test is named with its reason."""
        if self.skipped:
            terminalreporter.section("skips are forbidden in this run", red=True, bold=True)
            for nodeid, reason in sorted(self.skipped.items()):
                terminalreporter.line(f"SKIP FORBIDDEN {nodeid}: {reason}")


def pytest_configure(config: pytest.Config) -> None:
    """Skips are counted where the run is judged: in the controlling process."""
    if os.environ.get("PORTAL_FORBID_SKIPS") == "1" and not hasattr(config, "workerinput"):
        config.pluginmanager.register(SkipsAreFailures(), "portal-forbid-skips")


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    longrepr = report.longrepr
    return str(longrepr[2]) if isinstance(longrepr, tuple) else str(longrepr)
