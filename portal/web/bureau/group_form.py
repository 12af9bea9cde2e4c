"""The form that answers a group: its decision, how far it reaches, and who is left out."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, SelectMultipleField, ValidationError
from wtforms.validators import Optional
from wtforms.widgets import HiddenInput

from portal.web.bureau.decision_form import DecisionForm
from portal.web.bureau.workbench import LARGEST_ID

MOST_LEFT_OUT = 500
"""They travel with the form from page to page."""


class GroupForm(DecisionForm):
    """A decision for a group, as the officer saw it.

    `seen` is the edition of the group that was shown, the list stood at the page after the id `at`,
    and the comments of the ids `left_out`, on whichever page, are not answered.
    """

    also_decided = BooleanField(_l("也覆盖已处理的"))
    at = IntegerField(validators=[Optional()], widget=HiddenInput())
    left_out = SelectMultipleField(_l("不包括的意见"), coerce=int, validate_choice=False)

    def validate_left_out(self, field: Any) -> None:
        """Raises: ValidationError above MOST_LEFT_OUT."""
        if len(self.left_out_ids) > MOST_LEFT_OUT:
            words = gettext("一次最多留下 %(limit)s 条不处理，请少勾选一些。", limit=MOST_LEFT_OUT)
            raise ValidationError(words)

    @property
    def left_out_ids(self) -> set[int]:
        """Which comments are not answered."""
        return set(self.left_out.data or ())

    @property
    def is_turning(self) -> bool:
        """True when another page of the list is asked for, and nothing decided."""
        return "turn" in request.form

    @property
    def page_after(self) -> int:
        """The page of the list to draw, by the last id of the page before."""
        typed = request.form.get("turn", self.at.data or 0, type=int)
        return typed if 0 < typed <= LARGEST_ID else 0

    def saw_page(self, after: int) -> None:
        """The page drawn next begins after this id."""
        self.at.data, self.at.raw_data = after, None
