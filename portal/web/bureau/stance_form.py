"""The form that corrects what the machine read in a comment; one stands at each comment card."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField
from wtforms.fields import SelectChoice

from portal.web.forms import PortalForm
from portal.web.words import MESSAGE_KINDS, STANCES

_STANCES = [
    *(SelectChoice(code, label) for code, label in STANCES.items()),
    SelectChoice("none", _l("未表明立场")),
]
_KINDS = [SelectChoice(code, label) for code, label in MESSAGE_KINDS.items()]


class StanceForm(PortalForm):
    """The stance and kind an officer reads in a comment, and the page to go back to."""

    stance = SelectField(_l("立场"), choices=_STANCES)
    kind = SelectField(_l("类别"), choices=_KINDS, validate_choice=False)
    next = StringField()
