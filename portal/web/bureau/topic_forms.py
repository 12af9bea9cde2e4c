"""The forms of a topic's page: its name, the topic it goes into, and where one comment belongs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, SelectField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, ValidationError
from wtforms.widgets import HiddenInput

from portal.models.topic_edits import NAME_LENGTH
from portal.web.forms import PortalForm


class RenameForm(PortalForm):
    """What the officer calls the topic."""

    name = StringField(
        _l("主题名称"),
        description=_l("留空则用机器给出的词。名称会写进公布的采纳情况反馈。"),
        render_kw={"maxlength": NAME_LENGTH},
    )


class MergeForm(PortalForm):
    """Which topic this one goes into."""

    into = SelectField(
        _l("并入"), validate_choice=False, validators=[InputRequired(_l("请选择一个主题。"))]
    )


class MoveForm(PortalForm):
    """Where a comment of this topic belongs: another topic, or one that begins with it."""

    comment_id = IntegerField(widget=HiddenInput(), validators=[InputRequired()])
    into = SelectField(_l("移到"), validate_choice=False, default="")
    name = StringField(_l("新主题的名称"), render_kw={"maxlength": NAME_LENGTH})

    def validate_into(self, field: SelectField) -> None:
        """Nothing said is refused: the comment would go nowhere."""
        if not field.data and not self.new_name:
            raise ValidationError(gettext("请选择一个主题，或者写新主题的名称。"))

    def validate_name(self, field: StringField) -> None:
        """Both said is refused: one of them would be dropped."""
        if self.into.data and self.new_name:
            raise ValidationError(
                gettext(
                    "“移到”已经选了主题，不能再写新主题的名称；要建新主题，请把“移到”改回“请选择”。"
                )
            )

    @property
    def new_name(self) -> str:
        """The name of the topic that shall begin; empty when the comment goes into another one."""
        return (self.name.data or "").strip()

    def point_at_comment(self) -> None:
        """The fields have the ids they bear at the comment's card, so that errors lead there."""
        self.into.id = f"move-{self.comment_id.data}"
        self.name.id = f"{self.into.id}-name"


Form = TypeVar("Form", bound=PortalForm)


def form_for(kind: type[Form], refused: PortalForm | None, **data: object) -> Form:
    """The form as it was refused, or an empty one for the page."""
    return refused if isinstance(refused, kind) else kind(formdata=None, **data)


def with_topics(form: Form, topics: Sequence[tuple[str, str]]) -> Form:
    """The form offers these topics and none of them is chosen."""
    chinese = {"lang": "zh-CN"}
    named = [SelectChoice(value, label, chinese) for value, label in topics]
    form.into.choices = [SelectChoice("", gettext("请选择")), *named]
    return form


def offer_namesake(form: MergeForm, name: str | None) -> None:
    """The topic that has the wished name already is chosen: merging may be what is meant."""
    for choice in form.into.choices:
        if choice.label == (name or "").strip():
            form.into.data = choice.value
