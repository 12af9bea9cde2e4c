"""What citizens' forms share: the input gate as validators, and words for an expired page."""

from __future__ import annotations

import re
from typing import Any

from flask import abort, request
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, FileField, HiddenField, RadioField
from wtforms.fields import SelectChoice
from wtforms.i18n import DummyTranslations
from wtforms.validators import StopValidation

from portal.errors import InvalidInputError
from portal.sanitize import LINE_LIMIT, clean_line, clean_text, without_unstorable
from portal.secrets import new_token
from portal.web.forms import PortalForm
from portal.web.words import INPUT_RULES

_KEY = re.compile(r"[A-Za-z0-9_-]{43}")
_REPAIRED = _l("文字中有无法保存的字符，已替您去掉，请核对后再次提交。")
_CHOOSE_AGAIN = _l("浏览器不保留选好的文件，请再选择一次。")
_TYPED_LIMIT = 6 * 1024 * 1024
_REPLACEMENT = "\ufffd"
"""What undecodable bytes have become before they reach us."""


class Storable:
    """A text the input gate lets through; what it refuses stays in the field, repaired."""

    def __init__(
        self, limit: int, *, required: Any = None, one_line: bool = False, too_long: Any = None
    ) -> None:
        self.limit, self.required, self.one_line = limit, required, one_line
        self.too_long = too_long or INPUT_RULES["too_long"]
        self.field_flags = {"maxlength": limit, **({"required": True} if required else {})}

    def __call__(self, _form: Any, field: Field) -> None:
        """Raises: StopValidation with the sentence for the rule that is broken."""
        typed = field.data or ""
        field.data = without_unstorable(typed).replace(_REPLACEMENT, "")
        if field.data != typed:
            raise StopValidation(_REPAIRED)
        clean = clean_line if self.one_line else clean_text
        try:
            clean(typed, field="", limit=self.limit, required=bool(self.required))
        except InvalidInputError as error:
            raise StopValidation(self._sentence(str(error.details["rule"]))) from error

    def _sentence(self, rule: str) -> Any:
        own = {"required": self.required, "too_long": self.too_long}
        return own.get(rule) or INPUT_RULES[rule]


def storable_line(required: Any = None, limit: int = LINE_LIMIT) -> Storable:
    """A one-line text; `required` is the sentence for an empty one, if it may not be empty."""
    return Storable(limit, required=required, one_line=True)


def one_of(label: Any, words: dict[str, Any], **options: Any) -> RadioField:
    """One choice of the coded words."""
    return RadioField(
        label,
        choices=[SelectChoice(code, shown) for code, shown in words.items()],
        invalid_choice_message=INPUT_RULES["unknown"],
        **options,
    )


def _typed_length() -> int:
    """How long all fields of the request's form are together. Unit: characters."""
    return sum(len(value) for _name, value in request.form.items(multi=True))


class CitizenForm(PortalForm):
    """A form for people without an account: an expired page is explained, nothing typed is lost.

    Every sentence of these forms is ours: WTForms' own catalogue, slow to load, is not asked.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kwargs.get("formdata", self) is not None and _typed_length() > _TYPED_LIMIT:
            abort(413)  # nobody wrote this, and a page that gives it back is several times as large

    class Meta(FlaskForm.Meta):
        """As FlaskForm's."""

        def get_translations(self, _form: Any) -> DummyTranslations:
            """No catalogue."""
            return DummyTranslations()

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """As PortalForm; where the page had expired, a chosen file is told to be chosen again."""
        is_valid = bool(super().validate(*args, **kwargs))
        for field in self if self.has_expired else ():
            upload: Any = field.data if isinstance(field, FileField) else None
            if upload and upload.filename:
                field.errors = [*field.errors, _CHOOSE_AGAIN]
        return is_valid


class KeyedForm(CitizenForm):
    """A form with a hidden random key: sent twice, it acts once."""

    key = HiddenField()

    def keep_key(self, *, fresh: bool = False) -> None:
        """The hidden key stays as it came, unless it is none of ours or a fresh one is wanted."""
        if fresh or not _KEY.fullmatch(self.key.data or ""):
            self.key.data = new_token()
