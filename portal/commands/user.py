"""`portal user create`: a staff account."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from portal.bootstrap.speech import say

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

HELP = "管理工作人员账号 / staff accounts"


def configure(parser: argparse.ArgumentParser) -> None:
    """`create` is the one act so far."""
    acts = parser.add_subparsers(metavar="ACT", required=True)
    text = "新建账号,密码自动生成并只显示一次 / make an account; its password is shown once"
    create = acts.add_parser(
        "create",
        help=text,
        description=text,
        epilog=parser.epilog,
        formatter_class=parser.formatter_class,
    )
    add = create.add_argument
    add("--username", required=True, help="登录名 / sign-in name")
    add("--name", required=True, help="姓名 / display name")
    add("--role", required=True, choices=("admin", "officer"), help="角色 / role")
    add("--bureau", metavar="NAME", help="经办人所属单位 / the bureau of an officer")
    stdin = "改从标准输入读取密码 / read the password from standard input"
    add("--password-stdin", action="store_true", help=stdin)
    create.set_defaults(run=run, usage_error=create.error)


def run(arguments: argparse.Namespace) -> int:
    """The account exists. Raises: PortalError when a rule refuses it."""
    if (arguments.role == "officer") != bool(arguments.bureau):
        arguments.usage_error("--bureau 仅用于且必须用于 officer / goes with --role officer only")
    from portal.config import load_settings
    from portal.db import Database
    from portal.secrets import new_password

    password = sys.stdin.readline().rstrip("\r\n") if arguments.password_stdin else new_password()
    database = Database(load_settings())
    try:
        with database.transaction() as session:
            _create(session, arguments, password)
    finally:
        database.dispose()
    say(f"账号 {arguments.username} 已建立。", "the account has been made.")
    if not arguments.password_stdin:
        say("密码只显示这一次:", "the password is shown only once:")
        print(password)
    return 0


def _create(session: Session, arguments: argparse.Namespace, password: str) -> None:
    from portal import clock
    from portal.operations.accounts import create_bureau, create_user, find_bureau

    now = clock.now()
    bureau = None
    if arguments.bureau:
        bureau = find_bureau(session, arguments.bureau)
        if bureau is None:
            bureau = create_bureau(session, name=arguments.bureau, actor=None, now=now)
            say(f"已新建单位 {arguments.bureau}。", "the bureau was new and has been made.")
    create_user(
        session,
        username=arguments.username,
        display_name=arguments.name,
        password=password,
        role=arguments.role,
        bureau=bureau,
        actor=None,
        now=now,
    )
