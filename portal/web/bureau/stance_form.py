"""The form that corrects a stance; one stands at each comment card."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField
from wtforms.fields import SelectChoice

from portal.web.forms import PortalForm
from portal.web.words import STANCES

_STANCES = [
    *(SelectChoice(code, label) for code, label in STANCES.items()),
    SelectChoice("none", _l("未表明立场")),
]


class StanceForm(PortalForm):
    """The stance an officer reads in a comment, and the page to go back to."""

    stance = SelectField(_l("立场"), choices=_STANCES)
    next = StringField()
