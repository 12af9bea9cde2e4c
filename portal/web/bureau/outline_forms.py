"""The forms of a clause's page: one for each act, each with the state of the tree it was made for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    RadioField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields import SelectChoice

from portal.drafts.tree import Unit
from portal.models.drafts import Clause
from portal.operations.outline_acts import Wording
from portal.operations.outline_pieces import pieces
from portal.operations.outline_splitting import Cut
from portal.operations.outlines import ROLES
from portal.web.forms import SeenForm

_ONE_A_LINE = _l("每行一个。")
_UNIT_FIELDS = ("lead", "answer", "assist", "take_part", "due", "default")
"""The fields of the units' form in the order of ROLES."""


class CommentableForm(SeenForm):
    """Which clauses can be commented on."""

    commentable = SelectMultipleField(_l("可提意见的条款"), validate_choice=False)


class WordingForm(SeenForm):
    """Number, heading and text of the clause."""

    number = StringField(
        _l("序号"), description=_l("如：第三条、（二）。款不印序号，按先后自动数。")
    )
    heading = StringField(_l("标题"))
    text = TextAreaField(_l("正文"))

    def wording(self) -> Wording:
        """What was typed."""
        return Wording(self.number.data or "", self.heading.data or "", self.text.data or "")


class SplitForm(SeenForm):
    """Where the new clause begins and what it is called."""

    piece = RadioField(_l("新条款从哪里开始"), choices=[], coerce=int, validate_choice=False)
    number = StringField(
        _l("新条款的序号"), description=_l("不填就用该处开头的序号。序号决定它的层级。")
    )
    heading = StringField(_l("新条款的标题"))

    def cut(self) -> Cut:
        """What was chosen and typed; -1, which is no piece, when nothing was chosen."""
        piece = -1 if self.piece.data is None else int(self.piece.data)
        return Cut(piece, self.number.data or "", self.heading.data or "")


class MarkForm(SeenForm):
    """Whether people may comment on the clause."""

    is_commentable = BooleanField(_l("公众可以对这一条提意见"))


class UnitsForm(SeenForm):
    """The units that answer for the clause, a field a role."""

    lead = TextAreaField(_l("牵头单位"), description=_ONE_A_LINE)
    answer = TextAreaField(_l("责任单位"), description=_ONE_A_LINE)
    assist = TextAreaField(_l("配合单位"), description=_ONE_A_LINE)
    take_part = TextAreaField(_l("参与单位"), description=_ONE_A_LINE)
    due = TextAreaField(_l("完成时限"))
    default = TextAreaField(_l("默认责任单位"), description=_ONE_A_LINE)

    def units(self, present: Sequence[dict[str, Any]]) -> list[Unit]:
        """What was typed: roles keep their order, and rows of one role that were not touched stay."""
        typed = {
            role: [line.strip() for line in (self[name].data or "").splitlines() if line.strip()]
            for name, role in zip(_UNIT_FIELDS, ROLES, strict=True)
        }
        if typed == names_by_role(present):
            return [Unit(**unit) for unit in present]
        roles = dict.fromkeys([*(str(unit["role"]) for unit in present), *ROLES])
        return [Unit(role, typed[role]) for role in roles if typed.get(role)]


def names_by_role(units: Sequence[dict[str, Any]]) -> dict[str, list[str]]:
    """All names of each role."""
    return {
        role: [name for unit in units if unit["role"] == role for name in unit["names"]]
        for role in ROLES
    }


FORMS: dict[str, type[SeenForm]] = {
    "rewrite": WordingForm,
    "promote": SeenForm,
    "demote": SeenForm,
    "merge": SeenForm,
    "split": SplitForm,
    "mark": MarkForm,
    "units": UnitsForm,
    "delete": SeenForm,
}
"""By act, in the order of the page."""


def fresh(act: str, clause: Clause, seen: str) -> SeenForm:
    """The form of an act as it is first shown."""
    given: dict[str, Any] = {"seen": seen}
    if act == "rewrite":
        given |= {"number": clause.number, "heading": clause.heading, "text": clause.text}
    elif act == "mark":
        given["is_commentable"] = clause.is_commentable
    elif act == "units":
        named = names_by_role(clause.units)
        given |= {
            name: "\n".join(named[role]) for name, role in zip(_UNIT_FIELDS, ROLES, strict=True)
        }
    return offering(FORMS[act](formdata=None, prefix=act, **given), clause)


def offering(form: SeenForm, clause: Clause) -> SeenForm:
    """The form with the places where this clause can be split, if that is what it asks."""
    if isinstance(form, SplitForm):
        form.piece.choices = [
            SelectChoice(at, piece.text) for at, piece in enumerate(pieces(clause.text))
        ]
    return form
