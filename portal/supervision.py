"""One scheduler child beside the web server: restarted when it dies, ended with its parent."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence

from portal.config import Settings
from portal.logs import log_event

PARENT = "PORTAL_PARENT_PID"
FIRST_DELAY_SECONDS = 1.0
LONGEST_DELAY_SECONDS = 60.0
HEALTHY_SECONDS = 60.0
STOP_SECONDS = 10.0


def child_environment(settings: Settings) -> dict[str, str]:
    """What a child needs to work on the same data and write the same letters as this process, and end with it."""
    return {
        **os.environ,
        "PORTAL_INSTANCE_DIR": str(settings.instance_dir),
        "PORTAL_DATABASE_URL": settings.database_url,
        "PORTAL_MAIL_FOLDER": settings.mail_folder,
        "PORTAL_MAIL_SENDER": settings.mail_sender,
        "PORTAL_PUBLIC_URL": settings.public_url,
        PARENT: str(os.getpid()),
    }


class Child:
    """Keeps one process of `command` alive until `stop()`."""

    def __init__(
        self,
        command: Sequence[str],
        environment: Mapping[str, str],
        first_delay_seconds: float = FIRST_DELAY_SECONDS,
    ) -> None:
        self._command = list(command)
        self._environment = {**environment, PARENT: str(os.getpid())}
        self._first_delay = first_delay_seconds
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._keep_alive, name="child", daemon=True)

    @property
    def pid(self) -> int | None:
        """The process number of the present child; None before the first one."""
        return self._process.pid if self._process else None

    def start(self) -> None:
        """The child is being started."""
        self._thread.start()

    def stop(self) -> None:
        """The child has ended: asked first, killed after STOP_SECONDS."""
        self._stopping.set()
        with self._lock:
            process = self._process
        if process is not None and process.poll() is None:
            process.terminate()
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
        self._thread.join()

    def _keep_alive(self) -> None:
        delay = self._first_delay
        while True:
            began = time.monotonic()
            process = self._spawn()
            if process is None:
                return
            status = process.wait()
            if self._stopping.is_set():
                return
            if time.monotonic() - began > HEALTHY_SECONDS:
                delay = self._first_delay
            log_event("scheduler_died", status=status, retry_seconds=delay)
            self._stopping.wait(delay)
            delay = min(delay * 2, LONGEST_DELAY_SECONDS)

    def _spawn(self) -> subprocess.Popen[bytes] | None:
        """A new child, in a session of its own so that Ctrl-C reaches the parent alone."""
        with self._lock:
            if self._stopping.is_set():
                return None
            self._process = subprocess.Popen(
                self._command, env=self._environment, start_new_session=True
            )
            return self._process


def end_with_parent(
    environment: Mapping[str, str] = os.environ, end: Callable[[], None] | None = None
) -> None:
    """A child of `Child` ends itself within a second of its parent's death, however that came."""
    parent = environment.get(PARENT, "")
    if parent.isdigit():
        facts = (int(parent), end or _end)
        threading.Thread(target=_watch, args=facts, name="parent", daemon=True).start()


def _watch(parent: int, end: Callable[[], None]) -> None:
    while os.getppid() == parent:
        time.sleep(0.5)
    end()


def _end() -> None:
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(STOP_SECONDS)
    os._exit(1)
