"""Workers of the analysis beside a scheduler: started when there is work, ending when there is none."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence

from portal.config import Settings
from portal.supervision import STOP_SECONDS, child_environment


class WorkerPool:
    """At most `settings.analysis_workers` processes of `portal worker --until-idle`."""

    def __init__(self, settings: Settings, command: Sequence[str] | None = None) -> None:
        self._command = list(command or [sys.executable, "-m", "portal", "worker", "--until-idle"])
        self._most = settings.analysis_workers
        self._environment = child_environment(settings)
        self._processes: list[subprocess.Popen[bytes]] = []

    def take_dead(self) -> list[int]:
        """The process numbers of workers that ended otherwise than by themselves, each told once."""
        ended = [process for process in self._processes if process.poll() is not None]
        self._processes = [process for process in self._processes if process not in ended]
        return [process.pid for process in ended if process.returncode != 0]

    @property
    def pids(self) -> list[int]:
        """The process numbers of the workers that live."""
        return [process.pid for process in self._processes if process.poll() is None]

    def ensure(self, shard_count: int) -> None:
        """There is a worker for each open shard, as far as the limit allows."""
        for _missing in range(len(self.pids), min(self._most, shard_count)):
            self._processes.append(
                subprocess.Popen(self._command, env=self._environment, start_new_session=True)
            )

    def stop(self) -> None:
        """All workers have ended: asked first, killed after STOP_SECONDS; their shards are taken
        up again by others when the claims run out."""
        for process in self._processes:
            if process.poll() is None:
                process.terminate()
        for process in self._processes:
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
