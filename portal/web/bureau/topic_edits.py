"""What an officer does to a topic: name it, merge it, confirm it, move one of its comments."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session

from portal.models.consultations import Consultation
from portal.operations import topic_edits
from portal.queries.topic_edits import topic_names
from portal.queries.topics import find_topic, get_topic
from portal.web import edge
from portal.web.bureau import blueprint, workbench
from portal.web.bureau.topic_forms import MergeForm, MoveForm, RenameForm
from portal.web.bureau.topics import answer_for_gone, topic_labels, topic_page
from portal.web.bureau.workbench import LARGEST_ID, ROW_ID
from portal.web.forms import ConfirmForm, PortalForm
from portal.web.numbers import typed_number

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
        lambda: gettext("名称已改。"),
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
        lambda: gettext(
            "已合并到“%(name)s”，以后重新归组也保持合并。", name=_label(own.id, into_id)
        ),
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
        lambda: gettext("已确认，以后重新归组不会移动这些意见。"),
    )


@blueprint.post(f"{_TOPIC}/move")
def comment_move(reference: str, topic_id: int) -> Any:
    """One comment of the topic is in another one, or begins a new one."""
    own, form = workbench.get_own(reference), MoveForm()
    into: list[int] = []
    return _answer(
        own,
        topic_id,
        form,
        lambda db: into.append(_move(db, own.id, form)),
        lambda: gettext("意见已移到主题“%(name)s”。", name=_label(own.id, into[-1])),
    )


def _move(db: Session, consultation_id: int, form: MoveForm) -> int:
    """The comment is where the form says; returns the id of the topic it is in."""
    actor, now = edge.actor(db), edge.now()
    ids = [_row_id(str(form.comment_id.data))]
    if form.new_name:
        return topic_edits.begin_topic(
            db, consultation_id, ids, form.new_name, actor=actor, now=now
        )
    into_id = _row_id(form.into.data)
    topic_edits.move_comments(db, consultation_id, ids, into_id, actor=actor, now=now)
    return into_id


def _label(consultation_id: int, topic_id: int) -> str:
    """What the topic is called on the pages."""
    found = get_topic(edge.reading(), consultation_id, topic_id)
    return topic_labels(found.run.topics, topic_names(edge.reading(), consultation_id))[topic_id]


def _row_id(typed: str | None) -> int:
    """The id that was chosen; 0, which no row has, for anything else."""
    return typed_number(typed, LARGEST_ID) or 0


def _answer(
    own: Consultation,
    topic_id: int,
    form: PortalForm,
    verb: Callable[[Session], object],
    done: Callable[[], str],
    next_id: int | None = None,
) -> Any:
    """The topic's page again: after the act, or with what is wrong. A topic that is gone: the list."""
    if gone := answer_for_gone(own, topic_id):
        return gone
    status = workbench.perform(form, verb) if form.validate_on_submit() else 422
    if status != workbench.DONE:
        return topic_page(own, topic_id, status, refused=form)
    edge.close_reading()
    flash(done(), "success")
    if next_id is None and _is_gone(own.id, topic_id):
        return redirect(url_for("bureau.topic_list", reference=own.reference), 303)
    to = next_id or topic_id
    after = (workbench.after_id() or None) if to == topic_id else None
    return redirect(
        url_for("bureau.topic", reference=own.reference, topic_id=to, after=after), 303
    )


def _is_gone(consultation_id: int, topic_id: int) -> bool:
    """True when its last comment was moved away."""
    return find_topic(edge.reading(), consultation_id, topic_id) is None
