"""The step from whatever Python was called to the environment's own."""

from __future__ import annotations

import os
import sys

from portal.bootstrap.catalogues import compile_catalogues
from portal.bootstrap.checkout import RUNTIME_LOCK, Checkout, find_checkout
from portal.bootstrap.environment import prepare
from portal.bootstrap.speech import SetupProblem

_HANDED_OVER = "PORTAL_HANDED_OVER"


def enter_environment(arguments: list[str], lock_name: str = RUNTIME_LOCK) -> None:
    """On return this process runs on the checkout's environment, or on an installed wheel.

    Otherwise it does not return: the environment's Python has taken its place.
    Raises: SetupProblem.
    """
    checkout = find_checkout()
    if checkout is None:
        return
    try:
        prepare(checkout, lock_name)
        if checkout.is_running():
            compile_catalogues(checkout)
            return
    except OSError as error:
        raise SetupProblem(f"无法准备运行环境:{error}", f"cannot set up: {error}") from error
    _replace_process(checkout, arguments)


def _replace_process(checkout: Checkout, arguments: list[str]) -> None:
    """The process number marks the hand-over: it survives exec, children have another one."""
    this = str(os.getpid())
    if os.environ.get(_HANDED_OVER) == this:
        raise SetupProblem(
            ".venv 中的 Python 不可用,请删除 .venv 后重试。",
            "the Python in .venv does not start from there; delete .venv and try again.",
        )
    os.environ[_HANDED_OVER] = this
    python = str(checkout.python)
    sys.stdout.flush()
    sys.stderr.flush()
    os.execv(python, [python, "-m", "portal", *arguments])  # noqa: S606  no shell is wanted here
