"""What an officer does to a topic: name it, merge it, confirm it, move one of its comments."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session

from portal.models.consultations import Consultation
from portal.operations import topic_edits
from portal.queries.topics import find_topic
from portal.web import edge
from portal.web.bureau import blueprint, workbench
from portal.web.bureau.topic_forms import NEW, MergeForm, MoveForm, RenameForm
from portal.web.bureau.topics import topic_page
from portal.web.bureau.workbench import LARGEST_ID, ROW_ID
from portal.web.forms import ConfirmForm, PortalForm

_TOPIC = f"/consultations/<reference>/topics/<{ROW_ID}:topic_id>"


@blueprint.post(f"{_TOPIC}/name")
def topic_rename(reference: str, topic_id: int) -> Any:
    """The topic has the typed name."""
    own, form = workbench.get_own(reference), RenameForm()
    return _answer(
        own,
        topic_id,
        form,
        lambda db: topic_edits.rename_topic(
            db, own.id, topic_id, form.name.data or "", actor=edge.actor(db), now=edge.now()
        ),
        gettext("名称已改。"),
    )


@blueprint.post(f"{_TOPIC}/merge")
def topic_merge(reference: str, topic_id: int) -> Any:
    """The topic's comments are the other's; the other's page follows."""
    own, form = workbench.get_own(reference), MergeForm()
    into_id = _row_id(form.into.data)
    return _answer(
        own,
        topic_id,
        form,
        lambda db: topic_edits.merge_topics(
            db, own.id, topic_id, into_id, actor=edge.actor(db), now=edge.now()
        ),
        gettext("已合并，以后重新归组也保持合并。"),
        next_id=into_id,
    )


@blueprint.post(f"{_TOPIC}/confirm")
def topic_confirm(reference: str, topic_id: int) -> Any:
    """The topic's comments stay in it."""
    own, form = workbench.get_own(reference), ConfirmForm()
    return _answer(
        own,
        topic_id,
        form,
        lambda db: topic_edits.confirm_topic(
            db, own.id, topic_id, actor=edge.actor(db), now=edge.now()
        ),
        gettext("已确认，以后重新归组不会移动这些意见。"),
    )


@blueprint.post(f"{_TOPIC}/move")
def comment_move(reference: str, topic_id: int) -> Any:
    """One comment of the topic is in another one, or begins a new one."""
    own, form = workbench.get_own(reference), MoveForm()
    return _answer(
        own, topic_id, form, lambda db: _move(db, own.id, form), gettext("意见已移到另一个主题。")
    )


def _move(db: Session, consultation_id: int, form: MoveForm) -> None:
    actor, now = edge.actor(db), edge.now()
    ids = [_row_id(str(form.comment_id.data))]
    if form.into.data == NEW:
        name = form.name.data or ""
        topic_edits.begin_topic(db, consultation_id, ids, name, actor=actor, now=now)
    else:
        into_id = _row_id(form.into.data)
        topic_edits.move_comments(db, consultation_id, ids, into_id, actor=actor, now=now)


def _row_id(typed: str | None) -> int:
    """The id that was chosen; 0, which no row has, for anything else."""
    number = int(typed) if typed and typed.isascii() and typed.isdigit() else 0
    return number if number <= LARGEST_ID else 0


def _answer(
    own: Consultation,
    topic_id: int,
    form: PortalForm,
    verb: Callable[[Session], object],
    done: str,
    next_id: int | None = None,
) -> Any:
    """The topic's page again: after the act, or with what is wrong. A topic that is gone: the list."""
    status = workbench.perform(form, verb) if form.validate_on_submit() else 422
    if status != workbench.DONE:
        return topic_page(own, topic_id, status, refused=form)
    flash(done, "success")
    if next_id is None and _is_gone(own.id, topic_id):
        return redirect(url_for("bureau.topic_list", reference=own.reference), 303)
    address = url_for("bureau.topic", reference=own.reference, topic_id=next_id or topic_id)
    return redirect(address, 303)


def _is_gone(consultation_id: int, topic_id: int) -> bool:
    """True when its last comment was moved away."""
    edge.close_reading()
    return find_topic(edge.reading(), consultation_id, topic_id) is None
