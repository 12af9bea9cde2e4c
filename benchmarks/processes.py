"""Real processes of one installation: schedulers, web servers, visitors."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from portal.config import Settings

ROOT = Path(__file__).resolve().parents[1]
STOP_SECONDS = 20


def environment(settings: Settings, **more: str) -> dict[str, str]:
    """The variables a process needs to work on this installation."""
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")},
        "PORTAL_INSTANCE_DIR": str(settings.instance_dir),
        "PORTAL_DATABASE_URL": settings.database_url,
        "PYTHONUNBUFFERED": "1",
        **more,
    }


@contextmanager
def process(
    settings: Settings, module: str, *arguments: str, **variables: str
) -> Iterator[subprocess.Popen[str]]:
    """`python -m module arguments` runs inside the block; afterwards it has ended.

    Its events go to a file `<module>.log` of the instance folder.
    """
    log = settings.instance_dir / f"{module}.log"
    with log.open("a") as events:
        running = subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            env=environment(settings, **variables),
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=events,
            text=True,
        )
    try:
        yield running
    finally:
        stop(running)


def stop(running: subprocess.Popen[str]) -> None:
    """The process has ended: asked first, killed if it does not listen; its pipes are closed."""
    if running.poll() is None:
        running.terminate()
    try:
        running.communicate(timeout=STOP_SECONDS)
    except subprocess.TimeoutExpired:
        running.kill()
        running.communicate()


def wait_for_line(running: subprocess.Popen[str], containing: str) -> str:
    """The first line the process prints that contains a string.

    Raises: RuntimeError when the process ends without printing one.
    """
    assert running.stdout is not None
    for line in running.stdout:
        if containing in line:
            return line.strip()
    raise RuntimeError(f"the process ended with status {running.wait()} before saying {containing}")


@contextmanager
def scheduler(settings: Settings, tick_seconds: float = 0.2) -> Iterator[subprocess.Popen[str]]:
    """A real `portal scheduler` runs inside the block."""
    ticks = {"PORTAL_TICK_SECONDS": str(tick_seconds)}
    with process(settings, "portal", "scheduler", **ticks) as running:
        yield running


@contextmanager
def web_server(settings: Settings, threads: int = 4) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A real `portal serve` without a scheduler child runs inside the block, at the URL given."""
    options = ("--port", "0", "--threads", str(threads), "--no-scheduler")
    with process(settings, "portal", "serve", *options) as running:
        said = wait_for_line(running, "http://")
        yield running, said[said.index("http://") :].split()[0].rstrip("/")
