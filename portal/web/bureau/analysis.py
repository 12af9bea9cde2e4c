"""How far the machine's analysis is, with the ways to stop it, go on, and group anew."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired

from portal.models.analysis_jobs import AnalysisJob, JobPurpose
from portal.models.consultations import Consultation
from portal.operations import analysis_jobs
from portal.queries.analysis_jobs import newest_jobs
from portal.queries.topic_edits import AS_BEFORE, Asked
from portal.queries.topics import newest_run
from portal.web import edge
from portal.web.bureau import blueprint, workbench
from portal.web.bureau.workbench import ROW_ID
from portal.web.forms import ConfirmForm, PortalForm

PURPOSES: dict[str, Any] = {
    "comments": _l("逐条分析意见"),
    "stances": _l("按经办人的改正和提出人的自选重新判断立场"),
    "topics": _l("归组"),
}
SCALES: dict[str, Any] = {
    "coarser": _l("主题少一些、大一些"),
    "usual": _l("主题数由机器定"),
    "finer": _l("主题多一些、细一些"),
}
"""How topics made anew differ, by what was asked for."""
_CHOICES = [
    SelectChoice("pending", _l("分析还没有分析的意见")),
    SelectChoice("topics", _l("把新意见归入现有主题")),
    SelectChoice("coarser", _l("重新归组，主题少一些、大一些")),
    SelectChoice("usual", _l("重新归组，主题数由机器定")),
    SelectChoice("finer", _l("重新归组，主题多一些、细一些")),
]
_ASKED: dict[str, tuple[JobPurpose, Asked]] = {
    "pending": (JobPurpose.COMMENTS, AS_BEFORE),
    "topics": (JobPurpose.TOPICS, AS_BEFORE),
    **{scale: (JobPurpose.TOPICS, Asked(scale=scale)) for scale in ("coarser", "usual", "finer")},
}


def _going_on(job: AnalysisJob) -> str | None:
    """What goes on with a stopped job when it is asked for; None for one that comes by itself."""
    if job.purpose == JobPurpose.COMMENTS:
        return "pending"
    if job.purpose == JobPurpose.TOPICS:
        return job.topic_scale or "topics"
    return None


class AnalysisForm(PortalForm):
    """What the machine should do next."""

    what = RadioField(
        _l("要机器做什么"),
        choices=_CHOICES,
        default="topics",
        validators=[InputRequired(_l("请选择一项。"))],
    )


@blueprint.route("/consultations/<reference>/analysis", methods=["GET", "POST"])
def analysis(reference: str) -> Any:
    """The progress of each kind of analysis; asking for more leads back here."""
    own, form = workbench.get_own(reference), AnalysisForm()
    status = 422 if form.is_submitted() else workbench.DONE
    if form.validate_on_submit():
        purpose, asked = _ASKED[form.what.data]
        status = workbench.perform(
            form,
            lambda db: analysis_jobs.ask_for_job(
                db, own.id, purpose, actor=edge.actor(db), now=edge.now(), asked=asked
            ),
        )
        if status == workbench.DONE:
            flash(gettext("已经安排，几秒钟后开始。"), "success")
            return redirect(url_for("bureau.analysis", reference=reference), 303)
    return _page(own, form, status)


@blueprint.post(f"/consultations/<reference>/analysis/<{ROW_ID}:job_id>/cancel")
def analysis_cancel(reference: str, job_id: int) -> Any:
    """The job begins no further part; what it has written stays."""
    own, form = workbench.get_own(reference), ConfirmForm()
    status = 422
    if form.validate_on_submit():
        status = workbench.perform(
            form,
            lambda db: analysis_jobs.cancel_job(
                db, own.id, job_id, actor=edge.actor(db), now=edge.now()
            ),
        )
    if status != workbench.DONE:
        return _page(own, AnalysisForm(formdata=None), status, stopping=form)
    flash(gettext("已经停止，已得出的结果都保留。"), "success")
    return redirect(url_for("bureau.analysis", reference=reference), 303)


def _page(
    own: Consultation, form: AnalysisForm, status: int, stopping: PortalForm | None = None
) -> Any:
    db = edge.reading()
    jobs = newest_jobs(db, own.id, edge.now())
    return workbench.page(
        "analysis",
        own,
        status,
        form=form,
        stopping=stopping or ConfirmForm(formdata=None),
        jobs=jobs,
        going_on={job.job.id: _going_on(job.job) for job in jobs if job.job.cancelled_at},
        is_running=any(job.is_running for job in jobs),
        purposes=PURPOSES,
        scales=SCALES,
        run=newest_run(db, own.id),
    )
