"""Acts on one account: disabling, enabling, a new password."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext
from flask_login import current_user

from portal import secrets
from portal.errors import InvalidInputError
from portal.operations import accounts
from portal.web import edge
from portal.web.admin import blueprint
from portal.web.admin.users import password_page, users_page
from portal.web.errors import status_of
from portal.web.forms import ConfirmForm
from portal.web.words import sentence


@blueprint.post("/users/<int:user_id>/disabled")
def user_disabled(user_id: int) -> Any:
    """An active account is disabled and its sessions end; a disabled one is active again."""
    if not ConfirmForm().validate_on_submit():
        return _expired()
    try:
        with edge.transaction() as db:
            user = accounts.get_user(db, user_id)
            disabled = user.disabled_at is None
            accounts.set_user_disabled(
                db, user_id=user_id, disabled=disabled, actor=edge.actor(db), now=edge.now()
            )
    except InvalidInputError as error:
        return users_page(status=status_of(error), messages=[sentence(error)])
    if disabled:
        flash(gettext("已停用账号“%(name)s”。", name=user.username), "success")
    else:
        flash(gettext("已恢复账号“%(name)s”。", name=user.username), "success")
    return redirect(url_for("admin.users"), 303)


@blueprint.post("/users/<int:user_id>/password")
def user_password(user_id: int) -> Any:
    """The account has a generated password, shown this once; all its sessions have ended."""
    if not ConfirmForm().validate_on_submit():
        return _expired()
    if user_id == current_user.id:
        refusal = gettext("修改自己的密码，请使用“修改密码”。")
        return users_page(status=422, messages=[refusal])
    password = secrets.new_password()
    with edge.transaction() as db:
        accounts.change_password(
            db, user_id=user_id, password=password, actor=edge.actor(db), now=edge.now()
        )
        user = accounts.get_user(db, user_id)
    return password_page(user, password, is_new=False)


def _expired() -> tuple[str, int]:
    return users_page(status=422, messages=[gettext("页面已过期，请再试一次。")])
