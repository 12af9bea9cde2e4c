"""The forms of a topic's page: its name, the topic it goes into, and where one comment belongs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, SelectField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired
from wtforms.widgets import HiddenInput

from portal.models.topic_edits import NAME_LENGTH
from portal.web.forms import PortalForm

NEW = "new"
"""The choice of a topic that does not exist yet."""


class RenameForm(PortalForm):
    """What the officer calls the topic."""

    name = StringField(
        _l("主题名称"), description=_l("留空则用机器给出的词。"), render_kw={"maxlength": NAME_LENGTH}
    )


class MergeForm(PortalForm):
    """Which topic this one goes into."""

    into = SelectField(_l("并入"), validate_choice=False, validators=[InputRequired(_l("请选择一个主题。"))])


class MoveForm(PortalForm):
    """Where a comment of this topic belongs: another topic, or one that begins with it."""

    comment_id = IntegerField(widget=HiddenInput(), validators=[InputRequired()])
    into = SelectField(_l("移到"), validate_choice=False, validators=[InputRequired(_l("请选择一个主题。"))])
    name = StringField(_l("新主题的名称"), render_kw={"maxlength": NAME_LENGTH})


Form = TypeVar("Form", bound=PortalForm)


def form_for(kind: type[Form], refused: PortalForm | None, **data: object) -> Form:
    """The form as it was refused, or an empty one for the page."""
    return refused if isinstance(refused, kind) else kind(formdata=None, **data)


def with_topics(form: Form, topics: Sequence[tuple[str, str]]) -> Form:
    """The form offers these topics."""
    form.into.choices = [SelectChoice(value, label) for value, label in topics]
    return form
