"""The base of every form: its own token, and domain errors shown at their field."""

from __future__ import annotations

from typing import Any

from flask_wtf import FlaskForm

from portal.errors import InvalidInputError, PortalError
from portal.web.words import sentence


class PortalForm(FlaskForm):
    """A form whose expired token is an error like any other: 422, nothing typed is lost."""

    def show(self, error: PortalError) -> None:
        """The domain error stands at the field it names, or above the form."""
        name = str(error.details.get("field", "")) if isinstance(error, InvalidInputError) else ""
        if name in self._fields:
            field: Any = self._fields[name]
            field.errors = [*field.errors, sentence(error)]
        else:
            self.form_errors.append(sentence(error))


class ConfirmForm(PortalForm):
    """A form with nothing but its token: for buttons that act."""
