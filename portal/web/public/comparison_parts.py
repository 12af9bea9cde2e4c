"""Comparisons of published versions: they are frozen, so each is worked out once a process."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

from flask import current_app
from flask.blueprints import BlueprintSetupState
from sqlalchemy.orm import Session

from portal.models.drafts import DraftVersion
from portal.queries.versions import comparison
from portal.reports.comparison import Entry, entries_of
from portal.web.public import blueprint

KEPT_COUNT = 8
EXTENSION = "portal.comparisons"


class Comparisons:
    """The entries of the comparisons asked for last, by the ids of their versions."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[int, int], tuple[Entry, ...]] = OrderedDict()
        self._lock = Lock()

    def entries(self, session: Session, old: DraftVersion, new: DraftVersion) -> tuple[Entry, ...]:
        """The entries; a long statute takes seconds, so one visitor at a time has it made."""
        found = self._kept.get((old.id, new.id))
        if found is not None:
            return found
        with self._lock:
            found = self._kept.get((old.id, new.id))
            if found is None:
                found = tuple(entries_of(comparison(session, old, new)))
                self._kept[old.id, new.id] = found
                while len(self._kept) > KEPT_COUNT:
                    self._kept.popitem(last=False)
        return found


@blueprint.record_once
def _install(state: BlueprintSetupState) -> None:
    state.app.extensions[EXTENSION] = Comparisons()


def compared(session: Session, old: DraftVersion, new: DraftVersion) -> tuple[Entry, ...]:
    """The entries of the comparison of two public versions."""
    kept: Comparisons = current_app.extensions[EXTENSION]
    return kept.entries(session, old, new)
