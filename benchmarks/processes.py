"""Real processes of one installation: schedulers, web servers, visitors."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from portal.config import Settings

ROOT = Path(__file__).resolve().parents[1]
START_SECONDS = 60
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
) -> Iterator[Running]:
    """`python -m module arguments` runs inside the block; afterwards it has ended."""
    descriptor, log = tempfile.mkstemp(".log", f"{module}-", settings.instance_dir)
    with os.fdopen(descriptor, "w") as events:
        started = subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            env=environment(settings, **variables),
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=events,
            text=True,
        )
    try:
        yield Running(started, Path(log))
    finally:
        stop(started)


@dataclass(frozen=True, slots=True)
class Running:
    """A process, and the file its events and messages go to."""

    process: subprocess.Popen[str]
    log: Path

    def wait_for(self, words: str) -> str:
        """The first line of the log with these words. Raises: RuntimeError when it does not come."""
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end and self.process.poll() is None:
            for line in self.log.read_text("utf-8").splitlines():
                if words in line:
                    return line
            time.sleep(0.02)
        raise RuntimeError(f"no {words!r} in:\n{self.log.read_text('utf-8')}")

    def tell(self, line: str) -> None:
        """The process can read the line from its standard input."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()

    def lines(self) -> Iterable[str]:
        """What the process prints, until it ends."""
        return self.process.stdout or ()

    def kill(self) -> None:
        """The process has been killed without a chance to tidy up (SIGKILL)."""
        self.process.kill()
        self.process.wait()


def stop(running: subprocess.Popen[str]) -> None:
    """The process has ended: asked first, killed if it does not listen; its pipes are closed."""
    if running.poll() is None:
        running.terminate()
    try:
        running.communicate(timeout=STOP_SECONDS)
    except subprocess.TimeoutExpired:
        running.kill()
        running.communicate()


@contextmanager
def scheduler(settings: Settings, tick_seconds: float = 0.2) -> Iterator[Running]:
    """A real `portal scheduler` runs inside the block."""
    ticks = {"PORTAL_TICK_SECONDS": str(tick_seconds)}
    with process(settings, "portal", "scheduler", **ticks) as running:
        yield running


@contextmanager
def web_server(settings: Settings, threads: int = 4) -> Iterator[tuple[Running, str]]:
    """A real `portal serve` without a scheduler child runs inside the block, at the URL given.

    It stands behind a declared proxy, so that visitors have addresses of their own.
    """
    options = ("--port", "0", "--threads", str(threads), "--no-scheduler")
    with process(settings, "portal", "serve", *options, PORTAL_PROXY_COUNT="1") as running:
        yield running, served_url(running)


def served_url(running: Running) -> str:
    """The URL a web server says it serves, without the slash at its end."""
    said = running.wait_for("http://")
    return said[said.index("http://") :].split()[0].rstrip("/")
