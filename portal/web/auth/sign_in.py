"""Signing in and out."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, session, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_login import current_user, login_user, logout_user
from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import InputRequired

from portal.errors import LimitReachedError
from portal.models.accounts import User
from portal.operations import accounts
from portal.web import edge
from portal.web.auth import blueprint
from portal.web.auth.credentials import checked_user
from portal.web.forms import ConfirmForm, PortalForm, without_unseen
from portal.web.language import local_path


class SignInForm(PortalForm):
    """用户名 and 密码."""

    username = StringField(
        _l("用户名"), [InputRequired(_l("请输入用户名。"))], filters=[without_unseen]
    )
    password = PasswordField(_l("密码"), [InputRequired(_l("请输入密码。"))])
    next = HiddenField()


@blueprint.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> Any:
    """The sign-in page; a success leads to where the visitor was going."""
    if current_user.is_authenticated:
        return redirect(_home(current_user), 303)
    form = SignInForm()
    if request.method == "GET":
        form.next.data = request.args.get("next", "")
    elif form.validate_on_submit():
        try:
            user = checked_user(form.username.data or "", form.password.data or "")
        except LimitReachedError as error:
            form.show(error)
            return render_template("auth/sign_in.html", form=form), 429
        if user is not None:
            _start_session(user)
            return redirect(local_path(form.next.data, _home(user)), 303)
        form.form_errors.append(gettext("用户名或密码不正确。"))
    return render_template("auth/sign_in.html", form=form), 422 if form.is_submitted() else 200


def _start_session(user: User) -> None:
    """A fresh session: the old cookie's contents do not survive signing in."""
    with edge.transaction() as db:
        token = accounts.open_session(
            db, user_id=user.id, seconds=edge.settings().session_seconds, now=edge.now()
        )
    session.clear()
    user.session_token = token
    login_user(user)


def _home(user: Any) -> str:
    return url_for("admin.overview" if user.is_admin else "bureau.consultation_list")


@blueprint.post("/sign-out")
def sign_out() -> Any:
    """The session is over, here and in any copy of its cookie."""
    form = ConfirmForm()
    if not form.validate_on_submit():
        flash(gettext("页面已过期，请再试一次。"), "error")
        return redirect(_home(current_user), 303)
    with edge.transaction() as db:
        accounts.end_session(db, token=current_user.session_token, now=edge.now())
    logout_user()
    session.clear()
    flash(gettext("已退出登录。"), "success")
    return redirect(url_for("public.consultation_list"), 303)
