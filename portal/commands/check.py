"""`portal check`: whether this installation is fit to run."""

from __future__ import annotations

import argparse

HELP = "检查本实例能否安全运行 / check that this instance is fit to run"


def configure(parser: argparse.ArgumentParser) -> None:
    """The command takes no options."""


def run(arguments: argparse.Namespace) -> int:
    """One line a check stands on standard output; 1 when any of them failed."""
    from portal import clock
    from portal.config import load_settings
    from portal.db import Database
    from portal.errors import SetupError
    from portal.operations.health import check_installation

    settings = load_settings()
    if not settings.key_file.exists():
        message = f"{settings.instance_dir} 还不是实例,请先运行 portal init / no instance there yet: run portal init"
        raise SetupError(message=message)
    database = Database(settings)
    try:
        results = list(check_installation(database, clock.now()))
    finally:
        database.dispose()
    for name, is_ok, detail in results:
        print(f"{'正常 ok  ' if is_ok else '失败 FAIL'}  {name}{f':{detail}' if detail else ''}")
    return 0 if all(is_ok for _name, is_ok, _detail in results) else 1
