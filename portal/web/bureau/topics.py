"""Comments by topic: the groups of the newest run, and the comments of one group."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from portal.models.analyses import Topic
from portal.models.consultations import Consultation
from portal.operations.topic_edits import WORDS_IN_NAME
from portal.queries.analysis_jobs import newest_jobs
from portal.queries.comments import clause_tallies, comments_of_topic, ids_of_topic
from portal.queries.topic_coverage import unseen_count
from portal.queries.topic_edits import pinned_count, topic_names
from portal.queries.topics import (
    PAGE,
    campaign_count,
    campaigns_of_run,
    get_topic,
    groups_of_run,
    is_newest,
    newest_run,
    topic_figures,
    why_gone,
)
from portal.web import edge
from portal.web.bureau import blueprint, workbench
from portal.web.bureau.card_pages import card_page
from portal.web.bureau.stance_form import StanceForm
from portal.web.bureau.topic_forms import (
    MergeForm,
    MoveForm,
    RenameForm,
    form_for,
    offer_namesake,
    with_topics,
)
from portal.web.bureau.workbench import ROW_ID
from portal.web.forms import ConfirmForm, PortalForm
from portal.web.paging import page_shown
from portal.web.words import TOPIC_WARNINGS

_GONE = {
    "topics_merged": _l("这个主题已经并入别的主题，这次没有再改动。"),
    "topic_emptied": _l("这个主题里已经没有意见（移走或者撤回了），这次没有再改动。"),
}


def answer_for_gone(own: Consultation, topic_id: int) -> Any:
    """The list of topics, saying what became of this one; None while the topic stands."""
    why = why_gone(edge.reading(), own.id, topic_id)
    if why is None:
        return None
    flash(str(_GONE[why]), "warning")
    return redirect(url_for("bureau.topic_list", reference=own.reference), 303)


def topic_labels(topics: Sequence[Topic], names: Mapping[int, str]) -> dict[int, str]:
    """What the groups of a run are called on the pages, by id: each otherwise than the others.

    The officer's name, else the machine's words; a number where that is another's name already.
    """
    labels: dict[int, str] = {}
    used: Counter[str] = Counter()
    for topic in sorted(topics, key=lambda one: (one.key not in names, one.position)):
        label = _label(topic, names)
        used[label] += 1
        labels[topic.id] = label if used[label] == 1 else _numbered(label, used[label])
    return labels


def _numbered(label: str, number: int) -> str:
    return str(gettext("%(label)s（%(number)s）", label=label, number=number))


def _label(topic: Topic, names: Mapping[int, str]) -> str:
    if topic.key is not None and topic.key in names:
        return names[topic.key]
    if topic.purpose == "campaign":
        return str(gettext("雷同意见组 %(number)s", number=topic.position + 1))
    if topic.purpose == "rest":
        return str(gettext("其他意见"))
    words = "、".join(topic.words[:WORDS_IN_NAME])  # words of the comments: Chinese for every reader
    return words or gettext("主题 %(number)s", number=topic.position + 1)


@blueprint.get("/consultations/<reference>/topics")
def topic_list(reference: str) -> Any:
    """The groups with their figures; a run that is missing, or too small to group, is said so.

    The campaigns are paged; the pages after the first show nothing else.
    """
    own, db = workbench.get_own(reference), edge.reading()
    run = newest_run(db, own.id)
    groups: Sequence[Topic] = groups_of_run(db, run.id) if run else []
    number, page_count = page_shown(campaign_count(db, run.id) if run else 0, PAGE)
    campaigns = campaigns_of_run(db, run.id, number) if run else []
    figures = topic_figures(db, [one.id for one in (*groups, *campaigns)])
    total = sum(tally.comment_count for tally in clause_tallies(db, own.id).values())
    in_topics = sum(figures[one.id].comment_count for one in groups if one.id in figures)
    return workbench.page(
        "topic_list",
        own,
        run=run,
        groups=groups,
        campaigns=campaigns,
        is_first=number == 1,
        newer=_page_address(reference, number - 1) if number > 1 else None,
        older=_page_address(reference, number + 1) if number < page_count else None,
        is_grouped=any(topic.purpose == "topic" for topic in groups),
        figures=figures,
        comment_count=total,
        unseen_count=unseen_count(db, run, total, in_topics) if run else 0,
        jobs=[job for job in newest_jobs(db, own.id, edge.now()) if job.is_running],
        labels=topic_labels([*groups, *campaigns], topic_names(db, own.id)),
        warning_words=TOPIC_WARNINGS,
    )


def _page_address(reference: str, number: int) -> str:
    page = number if number > 1 else None
    return url_for("bureau.topic_list", reference=reference, page=page, _anchor="campaigns")


@blueprint.get(f"/consultations/<reference>/topics/<{ROW_ID}:topic_id>")
def topic(reference: str, topic_id: int) -> Any:
    """The comments of one group, oldest first, page by page, with what can be done to it."""
    return topic_page(workbench.get_own(reference), topic_id)


def topic_page(
    own: Consultation,
    topic_id: int,
    status: int = workbench.DONE,
    refused: PortalForm | None = None,
) -> Any:
    """The page of one group; `refused` is the form an edit failed on."""
    db = edge.reading()
    found = get_topic(db, own.id, topic_id)
    names = topic_names(db, own.id)
    labels = topic_labels(found.run.topics, names)
    page = card_page(
        partial(comments_of_topic, db, own.id, topic_id),
        ids_of_topic(topic_id),
        partial(url_for, "bureau.topic", reference=own.reference, topic_id=topic_id),
    )
    choices = [(str(other.id), labels[other.id]) for other in _others(found)]
    merge_form = with_topics(form_for(MergeForm, refused), choices)
    if isinstance(refused, MoveForm):
        refused.point_at_comment()
    if isinstance(refused, RenameForm):
        offer_namesake(merge_form, refused.name.data)
    return workbench.page(
        "topic",
        own,
        status,
        topic=found,
        label=labels[topic_id],
        figures=topic_figures(db, [topic_id]).get(topic_id),
        cards=page.cards,
        newer=page.newer,
        older=page.older,
        stance_form=StanceForm(formdata=None),
        refused=refused,
        rename_form=form_for(RenameForm, refused, name=names.get(found.key or 0, "")),
        merge_form=merge_form,
        move_form=with_topics(form_for(MoveForm, refused), choices),
        confirm_form=ConfirmForm(formdata=None),
        pinned_count=pinned_count(db, found),
        is_newest=is_newest(db, found, own.id),
        arranges="arrange" in request.args
        or isinstance(refused, RenameForm | MergeForm | ConfirmForm),
        warning_words=TOPIC_WARNINGS,
    )


def _others(topic: Topic) -> list[Topic]:
    """The topics of the same run, without the rest and the campaigns."""
    return [
        other for other in topic.run.topics if other.purpose == "topic" and other.id != topic.id
    ]
