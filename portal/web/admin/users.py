"""Staff accounts: the list, and making one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import PasswordField, RadioField, SelectField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired

from portal import secrets
from portal.errors import DuplicateNameError, InvalidInputError
from portal.models.accounts import Bureau, Role, User
from portal.operations import accounts
from portal.queries import accounts as questions
from portal.web import edge
from portal.web.admin import blueprint
from portal.web.errors import status_of
from portal.web.forms import ConfirmForm, PortalForm
from portal.web.words import ROLES

NO_BUREAU = 0


class UserForm(PortalForm):
    """A new account. An empty password is replaced by a generated one."""

    username = StringField(
        _l("用户名"),
        [InputRequired(_l("请填写用户名。"))],
        description=_l("用于登录，至少 2 个字符，不区分大小写。"),
    )
    display_name = StringField(_l("姓名"), [InputRequired(_l("请填写姓名。"))])
    role = RadioField(
        _l("角色"),
        [InputRequired(_l("请选择角色。"))],
        default=Role.OFFICER.value,
        invalid_choice_message=_l("请选择角色。"),
    )
    bureau = SelectField(
        _l("所属单位"),
        coerce=int,
        description=_l("管理员不属于任何单位。"),
        invalid_choice_message=_l("请从列出的单位中选择。"),
        invalid_value_message=_l("请从列出的单位中选择。"),
    )
    password = PasswordField(
        _l("初始密码"), description=_l("至少 12 个字符。留空则自动生成，只显示一次。")
    )

    def offer(self, bureaus: Sequence[Bureau]) -> None:
        """The choices are those of this installation."""
        self.role.choices = [SelectChoice(code, label) for code, label in ROLES.items()]
        none = SelectChoice(str(NO_BUREAU), gettext("不属于任何单位"))
        named = [SelectChoice(str(bureau.id), bureau.name) for bureau in bureaus]
        self.bureau.choices = [none, *named]


@blueprint.route("/users", methods=["GET", "POST"])
def users() -> Any:
    """All accounts, and the form for a new one; a generated password is shown this once."""
    form = UserForm()
    form.offer(questions.bureaus(edge.reading()))
    if not form.validate_on_submit():
        return users_page(form, status=422 if form.is_submitted() else 200)
    password = form.password.data or secrets.new_password()
    try:
        with edge.transaction() as db:
            made = _create(db, form, password)
    except (DuplicateNameError, InvalidInputError) as error:
        form.show(error)
        return users_page(form, status=status_of(error))
    if not form.password.data:
        return password_page(made, password, is_new=True)
    flash(gettext("已新建账号“%(name)s”。", name=made.username), "success")
    return redirect(url_for("admin.users"), 303)


def _create(db: Session, form: UserForm, password: str) -> User:
    bureau = db.get(Bureau, form.bureau.data) if form.bureau.data else None
    return accounts.create_user(
        db,
        username=form.username.data or "",
        display_name=form.display_name.data or "",
        password=password,
        role=form.role.data,
        bureau=bureau,
        actor=edge.actor(db),
        now=edge.now(),
    )


def users_page(
    form: UserForm | None = None, *, status: int = 200, messages: Sequence[Any] = ()
) -> tuple[str, int]:
    """The list with the form; `messages` are sentences about a refused act."""
    if form is None:
        form = UserForm(formdata=None)
        form.offer(questions.bureaus(edge.reading()))
    page = render_template(
        "admin/users.html",
        form=form,
        users=questions.users(edge.reading()),
        act_form=ConfirmForm(formdata=None),
        messages=messages,
        roles=ROLES,
    )
    return page, status


def password_page(user: User, password: str, *, is_new: bool) -> str:
    """The password in clear, once: it is stored nowhere."""
    return render_template(
        "admin/password.html", user=user, password=password, is_new=is_new, roles=ROLES
    )
