"""Shards worked on by other processes, which end with the one that began them."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

PROGRAM = """
import os
import time
from portal.analysis.shards import Shards
from portal.analysis.types import Opinion

def slow(opinions):
    os.write(1, b"%d\\n" % os.getpid())  # in one piece: the other worker writes there too
    return len(opinions)

with Shards([Opinion(str(n), "字") for n in range(10_000)], 2) as shards:
    for count in shards.start(slow):
        pass
    time.sleep(60)
"""


def _is_alive(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text().rsplit(")", 1)[1].split()[0] != "Z"


def test_workers_went_on_waiting_after_their_parent_was_killed() -> None:
    with subprocess.Popen([sys.executable, "-c", PROGRAM], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        workers = {int(parent.stdout.readline()), int(parent.stdout.readline())}
        assert parent.pid not in workers
        os.kill(parent.pid, signal.SIGKILL)
    deadline = time.monotonic() + 60
    while any(map(_is_alive, workers)) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not any(map(_is_alive, workers))
