"""`portal scheduler`: records transitions, sends notices, starts analysis."""

from __future__ import annotations

import argparse

HELP = "仅运行调度进程(大型部署) / run the scheduler alone (larger set-ups)"


def configure(parser: argparse.ArgumentParser) -> None:
    """The command takes no options."""


def run(arguments: argparse.Namespace) -> int:
    """Returns when the process is told to end."""
    from portal.config import load_settings
    from portal.scheduler import run as run_scheduler
    from portal.supervision import end_with_parent

    end_with_parent()
    run_scheduler(load_settings())
    return 0
