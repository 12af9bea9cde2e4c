"""The forms of acts the public is told about: each asks for its reason."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateTimeLocalField,
    HiddenField,
    RadioField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from portal.errors import InvalidInputError
from portal.operations.windows import REASON_LIMIT
from portal.web.forms import PortalForm
from portal.web.minima import Measure

_FORMATS = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]
_YEARS = range(2000, 2200)


def plausible_year(_form: Any, field: Any) -> None:
    """Raises: ValidationError for a year nobody can mean (and no calendar can convert)."""
    if isinstance(field.data, datetime) and field.data.year not in _YEARS:
        raise ValidationError(gettext("请核对年份。"))


class ReasonForm(PortalForm):
    """A reason that is published as it stands."""

    reason = TextAreaField(
        _l("理由"),
        [
            InputRequired(_l("请填写理由。")),
            Length(max=REASON_LIMIT, message=_l("理由太长，请精简。")),
        ],
        description=_l("理由会原文公开。"),
    )


class WithdrawForm(ReasonForm):
    """A withdrawal is final, so that it takes a tick besides the reason."""

    is_sure = BooleanField(
        _l("我已核对，确定撤回"),
        [InputRequired(_l("撤回不能恢复：请核对后勾选“我已核对，确定撤回”。"))],
    )


class ExtendForm(ReasonForm):
    """A later close."""

    closes_at = DateTimeLocalField(
        _l("新的截止时间（北京时间）"),
        [InputRequired(_l("请填写新的截止时间。")), plausible_year],
        format=_FORMATS,
        description=_l("必须晚于现在的截止时间。某日 24:00 请填次日 00:00。"),
    )


class CloseForm(ReasonForm):
    """An earlier close: at once, or at a time still to come."""

    when = RadioField(
        _l("何时结束"),
        [InputRequired(_l("请选择何时结束。"))],
        choices=[
            SelectChoice("at", _l("在下面填写的时间结束")),
            SelectChoice("now", _l("立即结束")),
        ],
        default="at",
        invalid_choice_message=_l("请选择何时结束。"),
    )
    closes_at = DateTimeLocalField(
        _l("新的截止时间（北京时间）"),
        [Optional(), plausible_year],
        format=_FORMATS,
        description=_l("选择“立即结束”时不必填写。"),
    )
    told = HiddenField()
    is_sure = BooleanField(_l("我已核对，确定提前结束"))
    measured: Measure | None = None
    """What the window would be: set when it must be told and agreed to."""

    def require_sure(self, measured: Measure) -> None:
        """The window was told as it would be, and agreed to. Raises: InvalidInputError."""
        end = "now" if self.when.data == "now" else measured.window.closes_at.isoformat()
        told = f"{end} {measured.length_words}"
        if self.is_sure.data and self.told.data == told:
            return
        self.measured, self.told.data, self.is_sure.data = measured, told, False
        raise InvalidInputError(field="is_sure", rule="not_sure")

    def validate(self, extra_validators: Any = None) -> bool:
        """A later time must be given when it is to be used."""
        is_valid = bool(super().validate(extra_validators))
        if self.when.data == "at" and self.closes_at.data is None and not self.closes_at.errors:
            self.closes_at.errors = [gettext("请填写新的截止时间。")]
            return False
        return is_valid


class OpenForm(ReasonForm):
    """The opening at once."""
