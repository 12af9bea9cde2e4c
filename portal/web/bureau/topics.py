"""Comments by topic: the groups of the newest run, and the comments of one group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from flask import url_for
from flask_babel import gettext

from portal.models.analyses import Topic
from portal.models.consultations import Consultation
from portal.queries.analysis_jobs import newest_jobs
from portal.queries.comments import clause_tallies, comments_of_topic
from portal.queries.topic_edits import pinned_count, topic_names
from portal.queries.topics import get_topic, is_newest, newest_run, topic_figures
from portal.web import edge
from portal.web.bureau import blueprint, workbench
from portal.web.bureau.cards import page_of
from portal.web.bureau.stance_form import StanceForm
from portal.web.bureau.topic_forms import (
    MergeForm,
    MoveForm,
    RenameForm,
    form_for,
    with_topics,
)
from portal.web.bureau.workbench import ROW_ID
from portal.web.forms import ConfirmForm, PortalForm
from portal.web.words import TOPIC_WARNINGS, listed


def topic_label(topic: Topic, names: Mapping[int, str] | None = None) -> str:
    """What a group is called on the pages: the officer's name, else the machine's words."""
    if names and topic.key is not None and topic.key in names:
        return names[topic.key]
    if topic.purpose == "campaign":
        return str(gettext("雷同意见组 %(number)s", number=topic.position + 1))
    if topic.purpose == "rest":
        return str(gettext("其他意见"))
    return listed(topic.words[:5]) or gettext("主题 %(number)s", number=topic.position + 1)


@blueprint.get("/consultations/<reference>/topics")
def topic_list(reference: str) -> Any:
    """The groups with their figures; a run that is missing, or too small to group, is said so."""
    own, db = workbench.get_own(reference), edge.reading()
    run = newest_run(db, own.id)
    topics: Sequence[Topic] = run.topics if run else []
    total = sum(tally.comment_count for tally in clause_tallies(db, own.id).values())
    return workbench.page(
        "topic_list",
        own,
        run=run,
        groups=[topic for topic in topics if topic.purpose != "campaign"],
        campaigns=[topic for topic in topics if topic.purpose == "campaign"],
        is_grouped=any(topic.purpose == "topic" for topic in topics),
        figures=topic_figures(db, run.id) if run else {},
        comment_count=total,
        jobs=[job for job in newest_jobs(db, own.id, edge.now()) if job.is_running],
        label_of=partial(topic_label, names=topic_names(db, own.id)),
        warning_words=TOPIC_WARNINGS,
    )


@blueprint.get(f"/consultations/<reference>/topics/<{ROW_ID}:topic_id>")
def topic(reference: str, topic_id: int) -> Any:
    """The comments of one group, oldest first, page by page, with what can be done to it."""
    return topic_page(workbench.get_own(reference), topic_id)


def topic_page(
    own: Consultation, topic_id: int, status: int = workbench.DONE, refused: PortalForm | None = None
) -> Any:
    """The page of one group; `refused` is the form an edit failed on."""
    db, after = edge.reading(), workbench.after_id()
    found = get_topic(db, own.id, topic_id)
    names, others = topic_names(db, own.id), _others(found)
    cards, last = page_of(comments_of_topic(db, own.id, topic_id, after))
    address = partial(url_for, "bureau.topic", reference=own.reference, topic_id=topic_id)
    choices = [(str(other.id), topic_label(other, names)) for other in others]
    return workbench.page(
        "topic",
        own,
        status,
        topic=found,
        label=topic_label(found, names),
        figures=topic_figures(db, found.run_id).get(topic_id),
        cards=cards,
        newer=address() if after else None,
        older=address(after=last) if last else None,
        stance_form=StanceForm(formdata=None),
        refused=refused,
        rename_form=form_for(RenameForm, refused, name=names.get(found.key or 0, "")),
        merge_form=with_topics(form_for(MergeForm, refused), choices),
        move_form=with_topics(form_for(MoveForm, refused), choices),
        confirm_form=ConfirmForm(formdata=None),
        pinned_count=pinned_count(db, found),
        is_newest=is_newest(db, found, own.id),
        warning_words=TOPIC_WARNINGS,
    )


def _others(topic: Topic) -> list[Topic]:
    """The topics of the same run, without the rest and the campaigns."""
    return [
        other
        for other in topic.run.topics
        if other.purpose == "topic" and other.id != topic.id
    ]
