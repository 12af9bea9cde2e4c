"""Matrices on one thread: they are small, and on a busy machine waiting threads cost ten times more."""

from contextlib import AbstractContextManager
from functools import cache
from typing import Any

from threadpoolctl import ThreadpoolController


def one_thread() -> AbstractContextManager[Any]:
    """Within it numpy and scikit-learn start no further threads."""
    limit: AbstractContextManager[Any] = _controller().limit(limits=1)
    return limit


@cache
def _controller() -> ThreadpoolController:
    """Looking for the libraries takes milliseconds, so it is done once, when all of them are loaded."""
    import sklearn.cluster  # noqa: F401  # loads what is to be limited

    return ThreadpoolController()
