"""Naming the comments a change of a further version took up."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import SelectMultipleField, StringField
from wtforms.fields import SelectChoice

from portal.errors import NotFoundError
from portal.models.drafts import Clause, DraftVersion
from portal.operations import consultations
from portal.operations.editions import edition_of, require_seen
from portal.operations.versions_mapping import require_not_published
from portal.operations.versions_taken_up import is_changed, name_comments
from portal.queries.consultations import clauses
from portal.queries.versions import find_version, predecessor
from portal.queries.versions_taken_up import (
    OFFERED,
    clause_keys,
    comments_to_name,
    named_comments,
)
from portal.web import edge
from portal.web.bureau import blueprint, workbench
from portal.web.bureau.version_mapping import NUMBER, compared_with_last
from portal.web.forms import SeenForm

_LONGEST_NUMBER = 9
_BETWEEN = re.compile(r"[\s,\uff0c\u3001;\uff1b]+")
"""Blanks, commas and semicolons, Chinese ones too."""


class TakenUpForm(SeenForm):
    """The comments a change took up: those on the clause by box, others by number."""

    chosen = SelectMultipleField(_l("这一处修改采纳的意见"), validate_choice=False)
    others = StringField(
        _l("其他意见的编号"),
        description=_l("不在上面的意见，写编号，用逗号或空格隔开，如：12，35。"),
    )

    def comment_ids(self) -> list[int] | None:
        """What was ticked and typed, or None: then what is wrong stands at a field."""
        typed = [part.lstrip("#") for part in _BETWEEN.split(self.others.data or "") if part]
        given = [*(self.chosen.data or []), *typed]
        if all(_is_number(text) for text in given):
            return [int(text) for text in given]
        field: Any = self.others
        field.errors = [gettext("请填写意见编号，只用数字。")]
        return None


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= _LONGEST_NUMBER


@blueprint.route(
    f"/consultations/<reference>/versions/<{NUMBER}:number>/clauses/<key>/comments",
    methods=["GET", "POST"],
)
def version_comments(reference: str, number: int, key: str) -> Any:
    """The comments on the clause, adopted ones first; a success leads back to its row."""
    own, db = workbench.get_own(reference), edge.reading()
    version = find_version(db, own.id, number)
    clause = _clause(db, version, key)
    named = named_comments(db, version.id, clause.id)
    compared = compared_with_last(db, version)
    keys = clause_keys(clause, compared.rows if compared else [])
    offered = comments_to_name(db, own.id, keys, named)
    form = TakenUpForm()
    form.chosen.choices = [SelectChoice(str(row.Comment.id), row.Comment.id) for row in offered]
    if not form.is_submitted():
        form.chosen.data = [str(comment_id) for comment_id in named]
    status = 422 if form.is_submitted() else workbench.DONE
    if form.validate_on_submit() and (ids := form.comment_ids()) is not None:
        status = workbench.perform(form, lambda db: _name(db, own.id, number, key, ids, form))
        if status == workbench.DONE:
            flash(gettext("已保存“%(label)s”采纳的意见。", label=clause.label), "success")
            place = url_for(
                "bureau.version", reference=reference, number=number, _anchor=f"m-{key}"
            )
            return redirect(place, 303)
        own, db = workbench.get_own_anew(reference), edge.reading()
        version = find_version(db, own.id, number)
        clause = _clause(db, version, key)
    form.saw(edition_of(named_comments(db, version.id, clause.id)))
    return workbench.page(
        "version_comments",
        own,
        status,
        form=form,
        version=version,
        clause=clause,
        key=key,
        choices=list(zip(offered, form.chosen, strict=True)),
        has_more=len(offered) >= OFFERED,
        is_changed=is_changed(db, version.id, clause.id),
    )


def _clause(db: Session, version: DraftVersion, key: str) -> Clause:
    """The clause of the version, else of the one before it. Raises: NotFoundError."""
    before = predecessor(db, version)
    sides: list[Sequence[Clause]] = [clauses(db, version.id)]
    sides += [clauses(db, before.id)] if before is not None else []
    found = next((one for side in sides for one in side if one.identity == key), None)
    if found is None:
        raise NotFoundError(subject="clause")
    return found


def _name(
    db: Session, consultation_id: int, number: int, key: str, ids: list[int], form: TakenUpForm
) -> None:
    """Raises: StaleError when others named comments since the form was drawn."""
    consultations.lock_consultation(db, consultation_id)
    version = find_version(db, consultation_id, number)
    clause = _clause(db, version, key)
    require_not_published(version)
    present = named_comments(db, version.id, clause.id)
    if present != sorted(set(ids)):
        require_seen(form.seen.data, edition_of(present), "names_changed")
    name_comments(db, version, clause, ids, actor=edge.actor(db), now=edge.now())
