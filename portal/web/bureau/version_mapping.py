"""What became of each clause in a version: proposed by the machine, to be corrected by officers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session

from portal.drafts.comparison import Segment, differences
from portal.models.consultations import Consultation
from portal.models.drafts import DraftVersion
from portal.models.versions import Change
from portal.operations import consultations
from portal.operations.versions_mapping import Proposal
from portal.operations.versions_renewal import is_stale, propose_anew, renew_mapping
from portal.queries.versions import Comparison, comparison, find_version, predecessor
from portal.queries.versions_rows import Row
from portal.queries.versions_taken_up import named_counts
from portal.reports.comparison import UNCHANGED
from portal.web import edge, words
from portal.web.bureau import blueprint, workbench
from portal.web.forms import ConfirmForm

NUMBER = f"int(max={workbench.LARGEST_ID})"


@dataclass(frozen=True, slots=True)
class Mapped:
    """A row of the mapping with its differences; `key` names it in addresses."""

    row: Row
    key: str
    segments: Sequence[Segment]
    named_count: int = 0


@dataclass(frozen=True, slots=True)
class Run:
    """Rows one after the other; those of unchanged clauses are shown folded."""

    is_unchanged: bool
    rows: Sequence[Mapped]


@blueprint.get(f"/consultations/<reference>/versions/<{NUMBER}:number>")
def version(reference: str, number: int) -> Any:
    """The rows in the order of the version; for the first version there are none."""
    return mapping_page(workbench.get_own(reference), number, ConfirmForm(formdata=None))


@blueprint.post(f"/consultations/<reference>/versions/<{NUMBER}:number>/renew")
def version_renew(reference: str, number: int) -> Any:
    """The mapping is proposed anew; leads back to it."""
    own, form = workbench.get_own(reference), ConfirmForm()
    found = find_version(edge.reading(), own.id, number)
    status = 422
    if form.validate_on_submit():
        proposal = _proposal(found)
        status = workbench.perform(form, lambda db: _renew(db, own.id, number, proposal))
        if status == workbench.DONE:
            flash(gettext("已重新比对，经办人更正过的对应关系仍然保留。"), "success")
            return redirect(url_for("bureau.version", reference=reference, number=number), 303)
    return mapping_page(own, number, form, status)


def _proposal(found: DraftVersion) -> Proposal | None:
    """Made before the transaction: for a statute it takes seconds."""
    before = predecessor(edge.reading(), found)
    return propose_anew(edge.reading(), before, found) if before is not None else None


def _renew(db: Session, consultation_id: int, number: int, proposal: Proposal | None) -> None:
    consultations.lock_consultation(db, consultation_id)
    found = find_version(db, consultation_id, number)
    renew_mapping(db, found, actor=edge.actor(db), now=edge.now(), proposal=proposal)


def mapping_page(
    own: Consultation, number: int, form: ConfirmForm, status: int = workbench.DONE
) -> Any:
    """The page of the mapping; a refused form says so on it."""
    db = edge.reading()
    found = find_version(db, own.id, number)
    compared = compared_with_last(db, found)
    is_open = found.published_at is None
    return workbench.page(
        "version_mapping",
        own,
        status,
        version=found,
        before=compared.old_version if compared else None,
        runs=_runs(compared.rows, named_counts(db, found.id)) if compared else [],
        counts=row_counts(compared.rows) if compared else {},
        is_open=is_open,
        is_stale=is_open and is_stale(db, found),
        form=form,
        changes=words.CHANGES,
        purposes=words.PURPOSES,
    )


def compared_with_last(db: Session, found: DraftVersion) -> Comparison | None:
    """The comparison with the version before; None for the first."""
    before = predecessor(db, found)
    return comparison(db, before, found) if before is not None else None


def _runs(rows: Sequence[Row], named: dict[int, int]) -> list[Run]:
    return [
        Run(is_unchanged, [mapped(row, named) for row in run])
        for is_unchanged, run in groupby(rows, key=lambda row: row.change in UNCHANGED)
    ]


def mapped(row: Row, named: dict[int, int]) -> Mapped:
    """The row as a page shows it; what stands in a 条 shows its differences there."""
    clause = row.new or row.old
    count = named.get(clause.id, 0) if clause else 0
    is_shown = not row.is_inner and row.change not in UNCHANGED
    segments = differences(row.before, row.after) if is_shown else []
    return Mapped(row, clause.identity if clause else "", segments, count)


def row_counts(rows: Sequence[Row]) -> dict[Change, int]:
    """How many rows of the mapping show each kind of change that occurs."""
    kinds = [row.change for row in rows]
    return {change: kinds.count(change) for change in Change if change in kinds}
