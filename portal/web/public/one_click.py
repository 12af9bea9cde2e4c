"""The one form without a token of its own: a mail program that leaves for its user has no page.

What authorises it is the signed key in the address, which only the letter carries.
Source: RFC 8058, section 3.2.
"""

from __future__ import annotations

from flask import request
from wtforms import Form, StringField
from wtforms.validators import AnyOf


class OneClickForm(Form):
    """`List-Unsubscribe=One-Click`, as the standard words it."""

    confirmation = StringField(name="List-Unsubscribe", validators=[AnyOf(["One-Click"])])


def is_one_click() -> bool:
    """True when a mail program asks, not a page."""
    return request.method == "POST" and OneClickForm(request.form).validate()
