"""Correcting what became of one clause."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import BooleanField, SelectField
from wtforms.fields import SelectChoice

from portal.drafts.comparison import differences
from portal.errors import NotFoundError
from portal.models.consultations import Consultation
from portal.models.drafts import Clause, DraftVersion
from portal.operations import consultations
from portal.operations.editions import mapping_edition, require_seen
from portal.operations.versions_mapping import (
    Correction,
    correct_mapping,
    require_not_published,
)
from portal.queries.consultations import clauses
from portal.queries.versions import find_version, predecessor
from portal.queries.versions_rows import Row
from portal.web import edge, words
from portal.web.bureau import blueprint, workbench
from portal.web.bureau.version_mapping import NUMBER, compared_with_last
from portal.web.forms import SeenForm

_LABEL_LENGTH = 46
_KINDS = ("kept", "changed", "moved", "renumbered", "split", "merged")


class MappingForm(SeenForm):
    """The counterpart of a clause in the other version, and the kind of change."""

    counterpart = SelectField(_l("对应的条款"))
    further = BooleanField(
        _l("保留原有的对应关系"),
        description=_l(
            "勾选后与现在对应的条款并存：几条旧条款对应一条新条款为合并，反过来为拆分。"
        ),
    )
    change = SelectField(
        _l("变化类型"),
        choices=[
            SelectChoice("", _l("由系统判断")),
            *(SelectChoice(kind, words.CHANGES[kind]) for kind in _KINDS),
        ],
        description=_l("一般不用选。"),
    )

    def among(self, others: list[Clause], none: Any) -> MappingForm:
        """The form whose counterpart is one of these clauses, or `none` of them."""
        self.counterpart.choices = [SelectChoice("", none)] + [
            SelectChoice(str(clause.id), _cited(clause), {"lang": "zh-CN"}) for clause in others
        ]
        return self


def _cited(clause: Clause) -> str:
    words_of = " ".join(f"{clause.label} {clause.text}".split())
    return words_of if len(words_of) <= _LABEL_LENGTH else f"{words_of[:_LABEL_LENGTH]}…"


@blueprint.route(
    f"/consultations/<reference>/versions/<{NUMBER}:number>/clauses/<key>", methods=["GET", "POST"]
)
def version_clause(reference: str, number: int, key: str) -> Any:
    """The clause beside its counterparts; a success leads back to its row of the mapping."""
    own, db = workbench.get_own(reference), edge.reading()
    version = find_version(db, own.id, number)
    before = predecessor(db, version)
    old = list(clauses(db, before.id)) if before else []
    new = list(clauses(db, version.id))
    clause, is_new = _found(key, new, old)
    rows = [row for row in _rows(db, version) if (row.new if is_new else row.old) is clause]
    others, none = (old, gettext("新增的条款")) if is_new else (new, gettext("已删除"))
    form = MappingForm().among(others, none)
    if not form.is_submitted():
        partner = (rows[0].old if is_new else rows[0].new) if rows else None
        form.counterpart.data = str(partner.id) if partner else ""
    status = 422 if form.is_submitted() else workbench.DONE
    if form.validate_on_submit():
        correction, seen = _correction(form, clause, is_new=is_new), form.seen.data
        status = workbench.perform(
            form, lambda db: _correct(db, own.id, number, correction, clause.id, seen)
        )
        if status == workbench.DONE:
            flash(gettext("已更正“%(label)s”的对应关系。", label=clause.label), "success")
            place = url_for(
                "bureau.version", reference=reference, number=number, _anchor=f"m-{key}"
            )
            return redirect(place, 303)
        return _redrawn(reference, number, key, form, status)
    return _page(own, version, clause, is_new, key, rows, form, status)


def _redrawn(reference: str, number: int, key: str, form: MappingForm, status: int) -> Any:
    """The page as the mapping stands after a refusal; what was chosen stays chosen."""
    own, db = workbench.get_own_anew(reference), edge.reading()
    version = find_version(db, own.id, number)
    before = predecessor(db, version)
    old = list(clauses(db, before.id)) if before else []
    clause, is_new = _found(key, list(clauses(db, version.id)), old)
    rows = [row for row in _rows(db, version) if (row.new if is_new else row.old) is clause]
    return _page(own, version, clause, is_new, key, rows, form, status)


def _page(
    own: Consultation,
    version: DraftVersion,
    clause: Clause,
    is_new: bool,
    key: str,
    rows: list[Row],
    form: MappingForm,
    status: int,
) -> Any:
    db = edge.reading()
    form.saw(mapping_edition(db, version, clause.id))
    return workbench.page(
        "version_clause",
        own,
        status,
        form=form,
        version=version,
        before=predecessor(db, version),
        clause=clause,
        is_new=is_new,
        key=key,
        rows=[(row, differences(row.before, row.after)) for row in rows],
        changes=words.CHANGES,
    )


def _found(key: str, new: list[Clause], old: list[Clause]) -> tuple[Clause, bool]:
    """The clause of that identity, and whether it stands in the newer version."""
    for clauses_of, is_new in ((new, True), (old, False)):
        for clause in clauses_of:
            if clause.identity == key:
                return clause, is_new
    raise NotFoundError(subject="clause")


def _rows(db: Session, version: Any) -> Any:
    compared = compared_with_last(db, version)
    return compared.rows if compared else []


def _correction(form: MappingForm, clause: Clause, *, is_new: bool) -> Correction:
    chosen = int(form.counterpart.data) if form.counterpart.data else None
    change = (form.change.data or "") if chosen is not None else ""
    keeps = bool(form.further.data)
    if is_new:
        return Correction(chosen, clause.id, change, keeps_other_olds=keeps)
    return Correction(clause.id, chosen, change, keeps_other_olds=True, keeps_other_news=keeps)


def _correct(
    db: Session,
    consultation_id: int,
    number: int,
    correction: Correction,
    clause_id: int,
    seen: str | None,
) -> None:
    """Raises: StaleError when the clause or its mapping changed since the form was drawn."""
    consultations.lock_consultation(db, consultation_id)
    version = find_version(db, consultation_id, number)
    require_not_published(version)
    require_seen(seen, mapping_edition(db, version, clause_id), "mapping_changed")
    correct_mapping(db, version, correction, actor=edge.actor(db), now=edge.now())
