"""The fields of a decision, for one comment or a group."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice

from portal.models.responses import Response
from portal.operations.responses import Decision
from portal.web.forms import SeenForm
from portal.web.words import OUTCOMES

_OUTCOMES = [
    SelectChoice("", _l("请选择")),
    *(SelectChoice(code, label) for code, label in OUTCOMES.items()),
]
_LONGEST_NUMBER = 9


class DecisionForm(SeenForm):
    """Outcome, reason, changed text, and what the comment repeats."""

    outcome = SelectField(_l("采纳情况"), choices=_OUTCOMES)
    reason = TextAreaField(_l("理由或说明"), description=_l("除“采纳”外必须填写，向社会公布。"))
    changed_text = TextAreaField(
        _l("修改后的条文"), description=_l("“部分采纳”必须填写；“采纳”的最好也写上。")
    )
    duplicate_of = StringField(
        _l("与哪一条重复"), description=_l("只有“重复意见”要填：所重复的意见编号，如 12。")
    )

    @classmethod
    def of(cls, response: Response | None, **keywords: Any) -> DecisionForm:
        """The form as sent, or showing the response there already is."""
        if response is None:
            return cls(**keywords)
        shown = {
            "outcome": response.outcome,
            "reason": response.reason,
            "changed_text": response.changed_text,
            "duplicate_of": str(response.duplicate_of_id or ""),
        }
        return cls(data=shown, **keywords)

    def decision(self) -> Decision | None:
        """What was decided, or None: then what is wrong stands at a field."""
        typed = (self.duplicate_of.data or "").strip().lstrip("#")
        is_number = typed.isascii() and typed.isdecimal() and len(typed) <= _LONGEST_NUMBER
        if typed and not is_number:
            field: Any = self.duplicate_of
            field.errors = [gettext("请填写意见编号，只用数字。")]
            return None
        return Decision(
            outcome=self.outcome.data or "",
            reason=self.reason.data or "",
            changed_text=self.changed_text.data or "",
            duplicate_of=int(typed) if typed else None,
        )
