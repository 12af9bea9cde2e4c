"""The base of every form: its own token, and domain errors shown at their field."""

from __future__ import annotations

import re
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm

from portal.errors import PortalError
from portal.web.words import sentence

_UNSTORABLE = ("control_character", "surrogate")
"""Rules whose culprits cannot be seen: they are taken out of the field that is shown again."""
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def without_unseen(text: str | None) -> str:
    """The text without what the input gate refuses; also a filter of fields that only look up."""
    return _UNSEEN.sub("", text or "")


_EXPIRED = _l("页面打开太久，安全校验已过期。您填写的内容都还在，请再次提交。")


class PortalForm(FlaskForm):
    """A form whose expired token is an error like any other: 422, nothing typed is lost."""

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """As WTForms; the token's own message gives way to one for people."""
        is_valid = bool(super().validate(*args, **kwargs))
        if self.has_expired:
            self.csrf_token.errors = [_EXPIRED]
        return is_valid

    @property
    def has_expired(self) -> bool:
        """True when the token was refused: then nothing may be written."""
        return "csrf_token" in self._fields and bool(self.csrf_token.errors)

    def show(self, error: PortalError) -> None:
        """The domain error stands at the field it names, or above the form."""
        name = str(error.details.get("field", ""))
        field: Any = self._fields.get(name)
        if field is None:
            self.form_errors.append(sentence(error))
            return
        field.errors = [*field.errors, sentence(error)]
        if error.details.get("rule") in _UNSTORABLE and isinstance(field.data, str):
            field.data = without_unseen(field.data)


class ConfirmForm(PortalForm):
    """A form with nothing but its token: for buttons that act."""
