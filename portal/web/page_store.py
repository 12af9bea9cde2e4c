"""Pages kept in the memory of one process: bounded in number and bytes, true for a time only."""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime
from threading import Lock
from typing import Generic, Protocol, TypeVar

ENTRY_LIMIT = 256
BYTE_LIMIT = 32 * 1024 * 1024
Key = tuple[str, ...]


class Dated(Protocol):
    """What is kept: bytes that are true from `made_at` until just before `ends_at`."""

    @property
    def body(self) -> bytes: ...
    @property
    def made_at(self) -> datetime: ...
    @property
    def ends_at(self) -> datetime: ...


P = TypeVar("P", bound=Dated)


class PageStore(Generic[P]):
    """Pages by key; the oldest gives way when there is no room."""

    def __init__(self) -> None:
        self._pages: OrderedDict[Key, P] = OrderedDict()
        self._byte_count = 0
        self._lock = Lock()

    def find(self, key: Key, now: datetime) -> P | None:
        """The page, if it is true at `now`."""
        page = self._pages.get(key)
        return page if page is not None and page.made_at <= now < page.ends_at else None

    def keep(self, key: Key, page: P) -> None:
        """The page is found from now on; older ones go when there is no room."""
        with self._lock:
            self._drop(key)
            self._pages[key] = page
            self._byte_count += len(page.body)
            while len(self._pages) > ENTRY_LIMIT or self._byte_count > BYTE_LIMIT:
                self._drop(next(iter(self._pages)))

    def _drop(self, key: Key) -> None:
        page = self._pages.pop(key, None)
        self._byte_count -= len(page.body) if page else 0

    def clear(self) -> None:
        """No page is kept."""
        with self._lock:
            self._pages.clear()
            self._byte_count = 0
