"""Publishing a further version: what will be fixed and public, and one button."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session

from portal.operations import consultations
from portal.operations import versions as verbs
from portal.operations.editions import mapping_edition, require_seen
from portal.operations.versions_mapping import require_not_published
from portal.operations.versions_renewal import is_stale
from portal.queries.versions import find_version
from portal.web import edge, words
from portal.web.bureau import blueprint, workbench
from portal.web.bureau.version_mapping import NUMBER, compared_with_last, row_counts
from portal.web.forms import SeenForm


@blueprint.route(
    f"/consultations/<reference>/versions/<{NUMBER}:number>/publish", methods=["GET", "POST"]
)
def version_publish(reference: str, number: int) -> Any:
    """The summary; a success makes the version and the comparison public."""
    own, db = workbench.get_own(reference), edge.reading()
    form = SeenForm()
    status = 422 if form.is_submitted() else workbench.DONE
    if form.validate_on_submit():
        status = workbench.perform(form, lambda db: _publish(db, own.id, number, form.seen.data))
        if status == workbench.DONE:
            flash(gettext("第 %(number)s 版已公布。", number=number), "success")
            return redirect(url_for("bureau.versions", reference=reference), 303)
    if status != workbench.DONE:
        own, db = workbench.get_own_anew(reference), edge.reading()
    version = find_version(db, own.id, number)
    form.saw(mapping_edition(db, version))
    compared = compared_with_last(db, version)
    return workbench.page(
        "version_publish",
        own,
        status,
        form=form,
        version=version,
        counts=row_counts(compared.rows) if compared else {},
        is_stale=version.published_at is None and is_stale(db, version),
        changes=words.CHANGES,
        purposes=words.PURPOSES,
    )


def _publish(db: Session, consultation_id: int, number: int, seen: str | None) -> None:
    """Raises: StaleError when the version is not the one that was looked at."""
    own = consultations.lock_consultation(db, consultation_id)
    version = find_version(db, consultation_id, number)
    require_not_published(version)
    require_seen(seen, mapping_edition(db, version), "version_changed")
    verbs.publish_version(
        db,
        own,
        version,
        actor=edge.actor(db),
        now=edge.now(),
    )
