"""The bureaus that consult."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import InputRequired

from portal.errors import DuplicateNameError, InvalidInputError
from portal.operations import accounts
from portal.queries import accounts as questions
from portal.web import edge
from portal.web.admin import blueprint
from portal.web.errors import status_of
from portal.web.forms import PortalForm


class BureauForm(PortalForm):
    """The name of a new bureau."""

    name = StringField(_l("单位全称"), [InputRequired(_l("请填写单位全称。"))])


@blueprint.route("/bureaus", methods=["GET", "POST"])
def bureaus() -> Any:
    """All bureaus, and the form for a new one."""
    form = BureauForm()
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            with edge.transaction() as db:
                made = accounts.create_bureau(
                    db, name=form.name.data or "", actor=edge.actor(db), now=edge.now()
                )
        except (DuplicateNameError, InvalidInputError) as error:
            form.show(error)
            status = status_of(error)
        else:
            flash(gettext("已新建单位“%(name)s”。", name=made.name), "success")
            return redirect(url_for("admin.bureaus"), 303)
    page = render_template(
        "admin/bureaus.html",
        form=form,
        bureaus=questions.bureaus(edge.reading()),
        officer_counts=questions.officer_counts(edge.reading()),
    )
    return page, status
