"""The base of every form: its own token, and domain errors shown at their field."""

from __future__ import annotations

import re
from binascii import unhexlify
from typing import Any

from flask import request
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, FileField, HiddenField, RadioField, SelectField

from portal.config import FORM_TYPE
from portal.errors import PortalError
from portal.sanitize import without_unstorable
from portal.web.words import INPUT_RULES, sentence

_UNSTORABLE = ("control_character", "surrogate")
"""Rules whose culprits cannot be seen: they are taken out of the field that is shown again."""
_ESCAPED = re.compile(rb"(?:%[0-9A-Fa-f]{2})+")


def without_unseen(text: str | None) -> str:
    """The text without what the input gate refuses; also a filter of fields that only look up."""
    return without_unstorable(text or "")


_DAMAGED = _l("文字中有损坏的字符，请删去后再次提交。")
_EXPIRED = _l("页面打开太久，安全校验已过期。您填写的内容都还在，请再次提交。")


def _has_undecodable_bytes() -> bool:
    """True when the form came in bytes that are no UTF-8."""
    if request.method != "POST" or request.mimetype != FORM_TYPE:
        return False
    try:  # several times as fast as unquote_to_bytes, which cuts the form at every percent sign
        _ESCAPED.sub(lambda run: unhexlify(run[0].replace(b"%", b"")), request.get_data()).decode()
    except UnicodeDecodeError:
        return True
    return False


class PortalForm(FlaskForm):
    """A form whose expired token is an error like any other: 422, nothing typed is lost."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # Before the form is parsed: what cannot be decoded would pass as percent signs and digits.
        # A form that takes nothing from the request must not ask for its body: it may be too large.
        takes_request = kwargs.get("formdata", self) is not None
        self._is_damaged = takes_request and _has_undecodable_bytes()
        super().__init__(*args, **kwargs)
        for field in self:
            if isinstance(field, RadioField | SelectField) and not field.invalid_choice_message:
                field.invalid_choice_message = INPUT_RULES["unknown"]

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """As WTForms; the token's own message gives way to one for people."""
        is_valid = bool(super().validate(*args, **kwargs)) and not self._is_damaged
        if self._is_damaged:
            self.form_errors.append(_DAMAGED)
        if self.has_expired:
            self.csrf_token.errors = [_EXPIRED]
        return is_valid

    @property
    def has_expired(self) -> bool:
        """True when the token was refused: then nothing may be written."""
        return "csrf_token" in self._fields and bool(self.csrf_token.errors)

    def show(self, error: PortalError) -> None:
        """The domain error stands at the field it names, or above the form; so does each that came with it."""
        for one in error.details.get("others") or ():  # type: ignore[attr-defined]  # facts are plain objects
            self.show(one)
        name = str(error.details.get("field", ""))
        field: Any = self._fields.get(name)
        if field is None:
            self.form_errors.append(sentence(error))
            return
        is_empty = error.details.get("rule") == "required"
        field.errors = [*field.errors, _wanted(field) if is_empty else sentence(error)]
        if error.details.get("rule") in _UNSTORABLE and isinstance(field.data, str):
            field.data = without_unseen(field.data)


def _wanted(field: Any) -> str:
    """The sentence at a field left empty: read in a list, it must say which one is meant."""
    if isinstance(field, BooleanField):
        return str(gettext("请勾选“%(field)s”。", field=field.label.text))
    if isinstance(field, RadioField | SelectField | FileField):
        return str(gettext("请选择“%(field)s”。", field=field.label.text))
    return str(gettext("请填写“%(field)s”。", field=field.label.text))


class SeenForm(PortalForm):
    """A form that carries the name of what it was drawn from; see operations.editions."""

    seen = HiddenField()

    def saw(self, present: str) -> None:
        """The page drawn next shows this state, whatever was sent."""
        self.seen.data, self.seen.raw_data = present, None


class ConfirmForm(PortalForm):
    """A form with nothing but its token: for buttons that act."""
