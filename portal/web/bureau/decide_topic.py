"""One outcome and reason for a whole group of comments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import ngettext
from sqlalchemy.orm import Session

from portal.errors import InvalidInputError
from portal.models.analyses import Topic
from portal.models.consultations import Consultation
from portal.operations import responses
from portal.operations.consultations import lock_consultation
from portal.operations.editions import group_edition, require_seen
from portal.queries.comments import answerable_of_topic, ids_answerable
from portal.queries.consultations import has_report
from portal.queries.topic_edits import topic_names
from portal.queries.topics import get_topic, is_newest, stance_mix
from portal.web import edge
from portal.web.bureau import blueprint, workbench
from portal.web.bureau.card_pages import card_page
from portal.web.bureau.group_form import GroupForm
from portal.web.bureau.topics import answer_for_gone, topic_labels
from portal.web.bureau.workbench import ROW_ID


@dataclass(frozen=True, slots=True)
class Reach:
    """What a decision for a group would answer. Shape of `mix`: as queries.topics.stance_mix."""

    mix: Mapping[str, Any]

    @property
    def total(self) -> int:
        """How many comments of the group count."""
        return sum(row.comment_count for row in self.mix.values())

    @property
    def decided(self) -> int:
        """How many of them have an outcome already."""
        return sum(row.decided_count for row in self.mix.values())

    @property
    def undecided(self) -> int:
        """How many have none."""
        return self.total - self.decided


@blueprint.route(
    f"/consultations/<reference>/topics/<{ROW_ID}:topic_id>/decide", methods=["GET", "POST"]
)
def decide_topic(reference: str, topic_id: int) -> Any:
    """The form with what it would answer; a success leads back to the group."""
    own = workbench.get_own(reference)
    if request.method == "POST" and (gone := answer_for_gone(own, topic_id)):
        return gone
    found = get_topic(edge.reading(), own.id, topic_id)
    form = GroupForm()
    if not form.is_submitted():
        return _page(own, found, form, workbench.DONE)
    status = 422
    if form.validate_on_submit():
        if form.is_turning:
            return _page(own, found, form, workbench.DONE)
        status = _perform(own, topic_id, form)
        if status == workbench.DONE:
            return redirect(url_for("bureau.topic", reference=reference, topic_id=topic_id), 303)
    # As the database stands after the refusal: another officer may have decided meanwhile.
    own = workbench.get_own_anew(reference)
    return _page(own, get_topic(edge.reading(), own.id, topic_id), form, status)


def _page(own: Consultation, found: Topic, form: GroupForm, status: int) -> Any:
    """The form below the members of the group that it would answer; turning keeps what was seen first."""
    db = edge.reading()
    reach = Reach(stance_mix(db, found.id))
    members = card_page(
        partial(answerable_of_topic, db, own.id, found.id),
        ids_answerable(found.id),
        lambda after: str(after or 0),
        form.page_after,
    )
    if not form.is_turning:
        form.saw(group_edition(db, found.id))
    form.saw_page(form.page_after)
    return workbench.page(
        "decide_topic",
        own,
        status,
        topic=found,
        label=topic_labels(found.run.topics, topic_names(db, own.id))[found.id],
        reach=reach,
        members=members,
        elsewhere=sorted(form.left_out_ids - {card.comment.id for card in members.cards}),
        form=form,
        is_newest=is_newest(db, found, own.id),
        is_reported=has_report(db, own.id),
    )


def _perform(own: Consultation, topic_id: int, form: GroupForm) -> int:
    """DONE once the group is decided, with a word on how many; else the refusal's status."""
    decision = form.decision()
    if decision is None:
        return 422
    counts: list[int] = []
    status = workbench.perform(
        form, lambda db: counts.append(_decide(db, own.id, topic_id, form, decision))
    )
    if status == workbench.DONE:
        flash(ngettext("已处理 %(num)s 条意见。", "已处理 %(num)s 条意见。", counts[0]), "success")
    return status


def _decide(
    db: Session, consultation_id: int, topic_id: int, form: GroupForm, decision: Any
) -> int:
    """How many were answered. Raises: StaleError when the group is not the one that was shown."""
    lock_consultation(db, consultation_id)
    require_seen(form.seen.data, group_edition(db, topic_id), "group_changed")
    chosen = responses.topic_comment_ids(
        db, consultation_id, topic_id, undecided_only=not form.also_decided.data
    )
    if not chosen:
        raise InvalidInputError(field="also_decided", rule="group_decided")
    left_out = form.left_out_ids
    kept = [one for one in chosen if one not in left_out]
    if not kept:
        raise InvalidInputError(field="left_out", rule="all_left_out")
    return responses.decide_comments(
        db, consultation_id, kept, decision, actor=edge.actor(db), now=edge.now()
    )
