"""The settings of the whole site: its names and the marks in its footer."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import Length

from portal.errors import InvalidInputError
from portal.operations.site import (
    ADDRESS_LIMIT,
    EXAMPLES,
    FIELDS,
    MARK_LIMIT,
    NAME_LIMIT,
    save_site_settings,
)
from portal.queries.site import installed_site, site_setting
from portal.web import edge
from portal.web.admin import blueprint
from portal.web.errors import status_of
from portal.web.forms import PortalForm
from portal.web.site import forget_site, general_name

_TOO_LONG = _l("超出字数限制，请精简后重试。")


class SiteForm(PortalForm):
    """A blank field leaves it to the installation."""

    name_zh = StringField(_l("中文名称"), [Length(max=NAME_LIMIT, message=_TOO_LONG)])
    name_en = StringField(_l("英文名称"), [Length(max=NAME_LIMIT, message=_TOO_LONG)])
    sponsor = StringField(_l("主办单位"), [Length(max=MARK_LIMIT, message=_TOO_LONG)])
    operator = StringField(_l("承办单位"), [Length(max=MARK_LIMIT, message=_TOO_LONG)])
    icp = StringField(_l("ICP备案号"))
    identifier = StringField(_l("网站标识码"), description=_l("10 位。"))
    police = StringField(_l("公安备案号"))
    error_report_url = StringField(
        _l("“我为政府网站找错”的网址"),
        [Length(max=ADDRESS_LIMIT, message=_TOO_LONG)],
        description=_l("以 https:// 开头的完整网址。"),
    )


@blueprint.route("/site", methods=["GET", "POST"])
def site() -> Any:
    """What every page carries; saved, it shows on the next page."""
    db = edge.reading()
    form = SiteForm(obj=site_setting(db))
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            with edge.transaction() as writing:
                given = {name: form[name].data or "" for name in FIELDS}
                changed = save_site_settings(
                    writing, given, actor=edge.actor(writing), now=edge.now()
                )
        except InvalidInputError as error:
            form.show(error)
            status = status_of(error)
        else:
            forget_site()
            flash(
                gettext("已保存，页眉和页脚随即更新。") if changed else gettext("没有变化。"),
                "success",
            )
            return redirect(url_for("admin.site"), 303)
    installed = installed_site(edge.settings())
    defaults = {
        name: getattr(installed, name, "") or getattr(installed.marks, name, "") for name in FIELDS
    }
    page = render_template(
        "admin/site.html",
        form=form,
        defaults=defaults,
        examples=EXAMPLES,
        general_name=general_name(),
    )
    return page, status
