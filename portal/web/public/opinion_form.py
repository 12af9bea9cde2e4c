"""The form of one opinion."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, TextAreaField

from portal.models.drafts import Clause
from portal.models.submissions import CommentKind
from portal.operations.baskets import Opinion
from portal.sanitize import BODY_LIMIT
from portal.web.public.forms import KeyedForm, Storable, one_of
from portal.web.words import COMMENT_KINDS, STANCES

_LONGEST_NUMBER = 4
_OF_THE_WHOLE = (CommentKind.REMARK, CommentKind.ADDITION)


class OpinionForm(KeyedForm):
    """意见的类型, 立场 and text."""

    kind = one_of(_l("意见的类型"), COMMENT_KINDS, default=CommentKind.REMARK.value)
    stance = one_of(_l("您的立场（选填）"), {**STANCES, "": _l("不选")}, default="")
    body = TextAreaField(
        _l("意见内容"),
        [
            Storable(
                BODY_LIMIT,
                required=_l("请写下您的意见。"),
                too_long=_l("意见超过 20000 字，请精简，或分成几条提出。"),
            )
        ],
    )

    version = HiddenField()
    """The number of the draft version that is read while the opinion is written."""

    def on(self, clause: Clause | None) -> OpinionForm:
        """The form for a clause, or for the whole draft: there nothing can be replaced."""
        if clause is None:
            self.kind.choices = [c for c in self.kind.choices if c.value in _OF_THE_WHOLE]
        return self

    def filled(self, kind: str, stance: str | None, body: str) -> OpinionForm:
        """The form showing these values."""
        self.kind.data, self.stance.data, self.body.data = kind, stance or "", body
        return self

    @property
    def wants_preview(self) -> bool:
        """True when the differences from the clause are to be shown, and nothing saved."""
        return request.form.get("act") == "preview"

    @property
    def is_unfinished(self) -> bool:
        """True when the opinion is only to be kept, to be written on."""
        return request.form.get("act") == "later"

    @property
    def version_read(self) -> int | None:
        """The number sent with the form, unless it is none."""
        typed = self.version.data or ""
        is_number = typed.isascii() and typed.isdecimal() and len(typed) <= _LONGEST_NUMBER
        return int(typed) if is_number else None

    def opinion(self, clause: Clause | None) -> Opinion:
        """The opinion as typed."""
        data: dict[str, Any] = self.data
        return Opinion(
            clause.identity if clause else None,
            data["kind"],
            data["stance"] or None,
            data["body"],
            self.version_read,
        )
