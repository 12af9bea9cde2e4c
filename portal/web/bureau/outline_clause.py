"""One clause of the tree beside its source lines, with a form for each act on it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session

from portal.errors import NotFoundError, StaleError
from portal.models.consultations import Consultation
from portal.models.drafts import Clause, DraftVersion
from portal.operations import consultations, drafts, outlines
from portal.operations.outline_keeping import (
    edition,
    newest_edits,
    require_editable,
    require_edition,
)
from portal.queries.consultations import clauses
from portal.web import edge
from portal.web.bureau import blueprint, workbench
from portal.web.bureau.outline_forms import FORMS, fresh, offering
from portal.web.bureau.outline_outlook import ancestors, outlooks
from portal.web.bureau.outline_sources import sources
from portal.web.bureau.outline_words import DONE
from portal.web.errors import status_of
from portal.web.forms import SeenForm

Verb = Callable[..., str]
PLAIN: dict[str, Verb] = {
    "promote": outlines.promote_clause,
    "demote": outlines.demote_clause,
    "merge": outlines.merge_clause,
    "delete": outlines.delete_clause,
}
"""The acts that need no more than the clause."""


@blueprint.route("/consultations/<reference>/draft/<key>", methods=["GET", "POST"])
def outline_clause(reference: str, key: str) -> Any:
    """The clause with its forms; a success leads back to the tree, to the place of the act."""
    own, draft, rows = _read(reference)
    at = next((at for at, row in enumerate(rows) if row.identity == key), None)
    if request.method == "GET":
        return _page(own, draft, rows, _require(at), {})
    act = request.form.get("act", "")
    if act not in FORMS:
        abort(400)
    if at is None:
        return _gone(reference)
    form = offering(FORMS[act](prefix=act), rows[at])
    status = 422
    if form.validate_on_submit():
        found: list[str] = []
        status = workbench.perform(form, lambda db: found.append(_do(db, own.id, key, act, form)))
        if status == workbench.DONE:
            flash(DONE[act], "success")
            place = url_for("bureau.draft_preview", reference=reference, _anchor=found[0])
            return redirect(place, 303)
        edge.close_reading()  # another officer may have written meanwhile
        own, draft, rows = _read(reference)
        at = next((at for at, row in enumerate(rows) if row.identity == key), None)
        if at is None:
            return _gone(reference)
    return _page(own, draft, rows, at, {act: form}, status)


def _read(reference: str) -> tuple[Consultation, DraftVersion, Sequence[Clause]]:
    """Raises: NotFoundError."""
    own, db = workbench.get_own(reference), edge.reading()
    draft = consultations.current_draft(db, own.id)
    if draft is None:
        raise NotFoundError(subject="draft")
    return own, draft, clauses(db, draft.id)


def _require(at: int | None) -> int:
    if at is None:
        raise NotFoundError(subject="clause")
    return at


def _gone(reference: str) -> Any:
    """A second click on "merge", or another officer, came first: the tree says how it stands."""
    flash(gettext("这一条刚刚已被合并、删除或撤销，什么都没有再改。"), "warning")
    return redirect(url_for("bureau.draft_preview", reference=reference), 303)


def _do(db: Session, consultation_id: int, key: str, act: str, form: Any) -> str:
    """The identity of the clause to look at next. Raises: ConflictError, InvalidInputError."""
    consultations.lock_consultation(db, consultation_id)
    draft = consultations.current_draft(db, consultation_id)
    if draft is None:
        raise NotFoundError(subject="draft")
    require_editable(draft)
    require_edition(db, draft, form.seen.data or "")
    told: dict[str, Any] = {"actor": edge.actor(db), "now": edge.now()}
    if act in PLAIN:
        return PLAIN[act](db, draft, key, **told)
    if act == "rewrite":
        return outlines.rewrite_clause(db, draft, key, form.wording(), **told)
    if act == "split":
        return outlines.split_clause(db, draft, key, form.cut(), **told)
    if act == "mark":
        return outlines.mark_clause(db, draft, key, form.is_commentable.data, **told)
    present = drafts.get_clause(db, draft.id, key).units
    return outlines.set_units(db, draft, key, form.units(present), **told)


def _page(
    own: Consultation,
    draft: DraftVersion,
    rows: Sequence[Clause],
    at: int,
    submitted: dict[str, SeenForm],
    status: int = workbench.DONE,
) -> Any:
    clause = rows[at]
    newest = newest_edits(edge.reading(), draft, 1)
    seen = edition(draft, newest[0] if newest else None)
    for form in submitted.values():  # the page now shows the tree as it stands
        form.saw(seen)
    return workbench.page(
        "outline_clause",
        own,
        status,
        draft=draft,
        clause=clause,
        above=ancestors(rows, at),
        before=rows[at - 1] if at else None,
        after=rows[at + 1] if at + 1 < len(rows) else None,
        source=sources(draft, rows)[clause.identity],
        outlooks=outlooks(rows, at),
        forms={act: submitted.get(act) or fresh(act, clause, seen) for act in FORMS},
        submitted=next(iter(submitted.values()), None),
        is_overtaken="rewrite" in submitted and status == status_of(StaleError()),
    )
