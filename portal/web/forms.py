"""The base of every form: its own token, and domain errors shown at their field."""

from __future__ import annotations

from typing import Any

from flask_wtf import FlaskForm

from portal.errors import PortalError
from portal.web.words import sentence

_UNSTORABLE = ("control_character", "surrogate")
"""Rules whose culprits cannot be seen: they are taken out of the field that is shown again."""


class PortalForm(FlaskForm):
    """A form whose expired token is an error like any other: 422, nothing typed is lost."""

    def show(self, error: PortalError) -> None:
        """The domain error stands at the field it names, or above the form."""
        name = str(error.details.get("field", ""))
        field: Any = self._fields.get(name)
        if field is None:
            self.form_errors.append(sentence(error))
            return
        field.errors = [*field.errors, sentence(error)]
        if error.details.get("rule") in _UNSTORABLE and isinstance(field.data, str):
            field.data = "".join(c for c in field.data if c.isprintable() or c in "\r\n\t")


class ConfirmForm(PortalForm):
    """A form with nothing but its token: for buttons that act."""
