"""Language and display: two links that set a cookie and lead back, and a page with all choices."""

from __future__ import annotations

from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired

from portal.web import edge
from portal.web.forms import PortalForm
from portal.web.language import (
    DISPLAY_COOKIE,
    LANGUAGE_COOKIE,
    LANGUAGES,
    MODES,
    Display,
    display,
    local_path,
)
from portal.web.public import blueprint

PREFERENCE_SECONDS = 365 * 86400
_CHOOSE = _l("请从列出的选项中选择。")


class DisplayForm(PortalForm):
    """How pages look for this visitor."""

    mode = RadioField(
        _l("显示方式"),
        [InputRequired(_CHOOSE)],
        choices=[SelectChoice("standard", _l("标准")), SelectChoice("elder", _l("长者模式"))],
        invalid_choice_message=_CHOOSE,
    )
    colours = RadioField(
        _l("颜色"),
        [InputRequired(_CHOOSE)],
        choices=[
            SelectChoice("auto", _l("与设备一致")),
            SelectChoice("light", _l("浅色背景")),
            SelectChoice("dark", _l("深色背景")),
        ],
        invalid_choice_message=_CHOOSE,
    )
    contrast = RadioField(
        _l("对比度"),
        [InputRequired(_CHOOSE)],
        choices=[
            SelectChoice("auto", _l("与设备一致")),
            SelectChoice("more-contrast", _l("高对比度")),
        ],
        invalid_choice_message=_CHOOSE,
    )


@blueprint.route("/display", methods=["GET", "POST"])
def display_settings() -> Any:
    """The choices of display, as they are; sent, they hold from the next page on."""
    present = display()
    form = DisplayForm(data={name: getattr(present, name) for name in present.__slots__})
    if form.validate_on_submit():
        chosen = Display(form.mode.data, form.colours.data, form.contrast.data)
        return _remember(DISPLAY_COOKIE, str(chosen))
    status = 422 if form.is_submitted() else 200
    return render_template("public/display.html", form=form, back=_way_back()), status


@blueprint.get("/language/<language>")
def set_language(language: str) -> Any:
    """The visitor reads in the language from now on."""
    if language not in LANGUAGES:
        abort(404)
    return _remember(LANGUAGE_COOKIE, language)


@blueprint.get("/display/<mode>")
def set_display(mode: str) -> Any:
    """The visitor reads in the display mode from now on; chosen colours stay."""
    if mode not in MODES:
        abort(404)
    return _remember(DISPLAY_COOKIE, str(display().with_mode(mode)))


def _way_back() -> str:
    return local_path(request.args.get("next"), url_for("public.consultation_list"))


def _remember(cookie: str, value: str) -> Any:
    response = redirect(_way_back(), 303)
    response.set_cookie(
        cookie,
        value,
        max_age=PREFERENCE_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=edge.settings().secure_cookies,
    )
    return response
