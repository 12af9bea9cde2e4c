"""The checkout's .venv: made from a hashed lock, once, by one process at a time."""

from __future__ import annotations

import fcntl
import importlib.util
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from portal.bootstrap import debian
from portal.bootstrap.checkout import Checkout
from portal.bootstrap.marker import State, environment_state, write_marker
from portal.bootstrap.speech import SetupProblem, say

_HOSTILE_TO_VENV = ("PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PYTHONHOME")


def prepare(checkout: Checkout, lock_name: str) -> None:
    """The environment holds exactly what the lock names. Raises: SetupProblem."""
    if environment_state(checkout, lock_name) is State.READY:
        return
    if checkout.venv.is_symlink():
        raise SetupProblem(
            ".venv 是一个链接,它指向的环境不归本目录改动;删除该链接后重新运行。",
            ".venv is a link, and what it leads to is not ours to change; remove the link and run again.",
        )
    with _only_one(checkout) as held:
        state = environment_state(checkout, lock_name)
        if state is State.READY:  # the process we waited for did our work
            return
        if state is State.UNUSABLE:
            _make_venv(checkout, held)
        checkout.marker.unlink(missing_ok=True)
        _install(checkout, lock_name, held)
        write_marker(checkout, lock_name)
    say("运行环境已就绪。", "the environment is ready.")


@contextmanager
def _only_one(checkout: Checkout) -> Iterator[int]:
    """The project file is locked: no file is left behind, and a killed holder lets go by itself."""
    with (checkout.root / "pyproject.toml").open("rb") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("另一个进程正在准备运行环境,请稍候 …", "another process is setting up, waiting …")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield handle.fileno()


def _make_venv(checkout: Checkout, held: int) -> None:
    if importlib.util.find_spec("ensurepip") is None:  # Debian ships python3 without it
        debian.install_packages(["python3-venv"])
    say("首次运行:正在创建 .venv …", "first start: making .venv …")
    base = getattr(sys, "_base_executable", sys.executable)
    _run([base, "-m", "venv", "--clear", str(checkout.venv)], held, "venv")


def _install(checkout: Checkout, lock_name: str, held: int) -> None:
    say(f"正在按 {lock_name} 安装依赖,约需一分钟 …", f"installing {lock_name}, about a minute …")
    pip = [str(checkout.python), "-m", "pip", "install", "-qq", "--no-input"]
    quiet = ["--disable-pip-version-check", "--root-user-action=ignore"]
    lock = ["--require-hashes", "-r", str(checkout.root / lock_name)]
    _run(pip + quiet + lock, held, "pip")


def _run(command: list[str], held: int, name: str) -> None:
    """The command succeeded; what it prints goes to standard error.

    It inherits the lock: should we be killed, the next set-up waits until this child has ended.
    """
    environment = {k: v for k, v in os.environ.items() if k not in _HOSTILE_TO_VENV}
    try:
        status = subprocess.run(command, env=environment, stdout=2, pass_fds=(held,)).returncode
    except OSError as error:
        raise SetupProblem(f"无法运行 {name}:{error}", f"cannot run {name}: {error}") from error
    if status:
        raise SetupProblem(
            f"{name} 未能完成(见上方信息),改正后重新运行即可。",
            f"{name} failed (see above); run the same command again once that is put right.",
        )
