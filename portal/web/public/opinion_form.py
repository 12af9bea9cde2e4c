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
from portal.secrets import text_hash
from portal.web.numbers import typed_number
from portal.web.public.forms import KeyedForm, Storable, one_of
from portal.web.words import COMMENT_KINDS, STANCES

_LARGEST_NUMBER = 9999
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

    keeps_own_words = False
    """True when the original was asked for and something stood in the box already."""
    version = HiddenField()
    """The number of the draft version that is read while the opinion is written."""

    seen = HiddenField()
    """The hash of the words the form was drawn from, where an opinion is changed."""

    def on(self, clause: Clause | None) -> OpinionForm:
        """The form for a clause, or for the whole draft: there nothing can be replaced."""
        if clause is None:
            self.kind.choices = [c for c in self.kind.choices if c.value in _OF_THE_WHOLE]
        return self

    def filled(self, kind: str, stance: str | None, body: str) -> OpinionForm:
        """The form showing these values."""
        self.kind.data, self.stance.data, self.body.data = kind, stance or "", body
        return self

    def saw(self, body: str) -> None:
        """The page drawn next shows the form beside these saved words."""
        self.seen.data = text_hash(body)

    def reads(self, clause: Clause | None) -> None:
        """The form remembers which version of the draft the clause is of."""
        if clause is not None:
            self.version.data = str(clause.draft_version.number)

    @property
    def wants_rewrite(self) -> bool:
        """True when the clause itself is to be rewritten in the box, and nothing saved."""
        return request.form.get("act") == "rewrite"

    def rewrite(self, original: str) -> None:
        """The opinion is a replacement; an empty box holds the original, a filled one its own words."""
        self.kind.data = CommentKind.REPLACEMENT.value
        self.keeps_own_words = bool((self.body.data or "").strip())
        if not self.keeps_own_words:
            self.body.data = original

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
        return typed_number(self.version.data, _LARGEST_NUMBER)

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
