"""Comments by topic: the groups of the newest run, and the comments of one group."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from flask import url_for
from flask_babel import gettext

from portal.models.analyses import Topic
from portal.queries.comments import clause_tallies, comments_of_topic
from portal.queries.topics import get_topic, newest_run, topic_figures
from portal.web import edge
from portal.web.bureau import blueprint, workbench
from portal.web.bureau.cards import page_of
from portal.web.bureau.stance_form import StanceForm
from portal.web.bureau.workbench import ROW_ID
from portal.web.words import listed


def topic_label(topic: Topic) -> str:
    """What a group is called on the pages."""
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
        label_of=topic_label,
    )


@blueprint.get(f"/consultations/<reference>/topics/<{ROW_ID}:topic_id>")
def topic(reference: str, topic_id: int) -> Any:
    """The comments of one group, oldest first, page by page."""
    own, db, after = workbench.get_own(reference), edge.reading(), workbench.after_id()
    found = get_topic(db, own.id, topic_id)
    cards, last = page_of(comments_of_topic(db, own.id, topic_id, after))
    address = partial(url_for, "bureau.topic", reference=reference, topic_id=topic_id)
    return workbench.page(
        "topic",
        own,
        topic=found,
        label=topic_label(found),
        figures=topic_figures(db, found.run_id).get(topic_id),
        cards=cards,
        newer=address() if after else None,
        older=address(after=last) if last else None,
        stance_form=StanceForm(),
    )
