"""One outcome and reason for a whole group of comments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import BooleanField, IntegerField
from wtforms.widgets import HiddenInput

from portal.errors import ConflictError, InvalidInputError
from portal.models.consultations import Consultation
from portal.operations import responses
from portal.queries.consultations import has_report
from portal.queries.topic_edits import topic_names
from portal.queries.topics import get_topic
from portal.web import edge
from portal.web.bureau import blueprint, workbench
from portal.web.bureau.decision_form import DecisionForm
from portal.web.bureau.topics import answer_for_gone, topic_labels
from portal.web.bureau.workbench import ROW_ID


class TopicDecisionForm(DecisionForm):
    """A decision, how far it reaches, and how many undecided comments the officer saw."""

    also_decided = BooleanField(_l("也覆盖已处理的"))
    seen_count = IntegerField(widget=HiddenInput())


@dataclass(frozen=True, slots=True)
class Reach:
    """How many comments of a group a decision would answer."""

    total: int
    undecided: int


@blueprint.route(
    f"/consultations/<reference>/topics/<{ROW_ID}:topic_id>/decide", methods=["GET", "POST"]
)
def decide_topic(reference: str, topic_id: int) -> Any:
    """The form with the numbers it would affect; a success leads back to the group."""
    own = workbench.get_own(reference)
    if request.method == "POST" and (gone := answer_for_gone(own, topic_id)):
        return gone
    found, reach = get_topic(edge.reading(), own.id, topic_id), _reach(own, topic_id)
    form = TopicDecisionForm()
    status = 422 if form.is_submitted() else workbench.DONE
    if form.validate_on_submit() and (decision := form.decision()):
        counts: list[int] = []
        status = workbench.perform(
            form, lambda db: counts.append(_decide(db, own.id, topic_id, form, decision))
        )
        if status == workbench.DONE:
            words = ngettext("已处理 %(num)s 条意见。", "已处理 %(num)s 条意见。", counts[0])
            flash(words, "success")
            return redirect(url_for("bureau.topic", reference=reference, topic_id=topic_id), 303)
        reach = _reach_now(own.id, topic_id)
    form.seen_count.data, form.seen_count.raw_data = reach.undecided, None
    return workbench.page(
        "decide_topic",
        own,
        status,
        topic=found,
        label=topic_labels(found.run.topics, topic_names(edge.reading(), own.id))[topic_id],
        reach=reach,
        form=form,
        is_reported=has_report(edge.reading(), own.id),
    )


def _reach(own: Consultation, topic_id: int) -> Reach:
    return _counted(edge.reading(), own.id, topic_id)


def _reach_now(consultation_id: int, topic_id: int) -> Reach:
    """As the database stands after the refusal: another officer may have decided meanwhile."""
    with edge.database().reading() as db:
        return _counted(db, consultation_id, topic_id)


def _counted(db: Session, consultation_id: int, topic_id: int) -> Reach:
    ids = [
        responses.topic_comment_ids(db, consultation_id, topic_id, undecided_only=only)
        for only in (False, True)
    ]
    return Reach(len(ids[0]), len(ids[1]))


def _decide(
    db: Session, consultation_id: int, topic_id: int, form: TopicDecisionForm, decision: Any
) -> int:
    """Raises: ConflictError when the number of undecided comments is not the one shown."""
    undecided = responses.topic_comment_ids(db, consultation_id, topic_id, undecided_only=True)
    if form.seen_count.data != len(undecided):
        raise ConflictError(
            message=gettext("这一组未处理的意见数量刚刚有变化，请按新的数字再确认一次。")
        )
    chosen = undecided
    if form.also_decided.data:
        chosen = responses.topic_comment_ids(db, consultation_id, topic_id, undecided_only=False)
    if not chosen:
        words = gettext("这一组的意见都已处理。要改写，请勾选“也覆盖已处理的”。")
        raise InvalidInputError(field="also_decided", message=words)
    return responses.decide_comments(
        db, consultation_id, chosen, decision, actor=edge.actor(db), now=edge.now()
    )
