"""A pytest plugin: what depends on real time is tried a second time, alone judged by that try.

Processes, sockets, the browser and measured time share the machine with strangers; a neighbour's
minute must not decide about a change. Every other test has one try. What needed its second is
listed by name at the end of the run.
"""

from __future__ import annotations

from pathlib import Path

import pytest

REAL_TIME = ("bootstrap", "browser", "reliability")
"""The folders whose tests start processes, wait for them, or look at a page being drawn."""
TOO_SLOW = ["TooSlow", "Timeout >"]
"""What a test says elsewhere when only its time was against it (tests/pace.py, pytest-timeout)."""

_TESTS = Path(__file__).resolve().parents[1]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Each test knows what it may be tried again for."""
    for item in items:
        item.add_marker(_second_try(item.path))


def _second_try(path: Path) -> pytest.MarkDecorator:
    if any(path.is_relative_to(_TESTS / folder) for folder in REAL_TIME):
        return pytest.mark.flaky(reruns=1)
    return pytest.mark.flaky(reruns=1, only_rerun=TOO_SLOW)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Each test that was tried again is named, whatever came of it."""
    for report in terminalreporter.stats.get("rerun", []):
        terminalreporter.line(f"TRIED AGAIN {report.nodeid}")
