"""`portal worker`: analyses comments beside others like it, on any host of the database."""

from __future__ import annotations

import argparse

HELP = "运行一个分析进程(可在多台主机上) / run one analysis worker (several hosts may)"


def configure(parser: argparse.ArgumentParser) -> None:
    """Whether it stays."""
    idle = "没有待分析的内容时结束 / end when nothing is left to do"
    parser.add_argument("--until-idle", action="store_true", help=idle)


def run(arguments: argparse.Namespace) -> int:
    """Returns when the process is told to end, or has nothing left to do."""
    from portal.config import load_settings
    from portal.supervision import end_with_parent
    from portal.worker import run as run_worker

    end_with_parent()
    run_worker(load_settings(), until_idle=arguments.until_idle)
    return 0
