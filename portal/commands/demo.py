"""`portal demo`: a fictional city to try everything on."""

from __future__ import annotations

import argparse
import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from portal.bootstrap.speech import say
from portal.commands.serve import configure_address

if TYPE_CHECKING:
    from portal.config import Settings

HELP = "启动演示网站(虚构的云川市) / run a demonstration site of a fictional city"
_ACCOUNTS = "accounts.txt"


def configure(parser: argparse.ArgumentParser) -> None:
    """Where to listen, and whether to begin again."""
    configure_address(parser)
    fresh = "清除原有演示数据,重新开始 / throw the old demonstration away"
    parser.add_argument("--fresh", action="store_true", help=fresh)


def run(arguments: argparse.Namespace) -> int:
    """The demonstration has run until told to end; it never touches another instance's data."""
    from portal.commands.serve import serve
    from portal.config import load_settings
    from portal.server import open_socket, url_of

    place = load_settings().instance_dir / "demo"
    with open_socket(arguments.host, arguments.port) as listener, _alone(place):
        # The accounts are written last: without them the place holds half a demonstration.
        accounts = place / _ACCOUNTS
        if arguments.fresh or not accounts.exists():
            shutil.rmtree(place, ignore_errors=True)
            _seed(place)
        print(accounts.read_text(encoding="utf-8"), flush=True)
        settings = settings_of(place, url_of(listener))
        if settings.mail_folder:
            folder = settings.mail_folder
            say(f"邮件不寄出,存放在 {folder}", f"mail is not sent but kept in {folder}")
        return serve(settings, listener)


@contextmanager
def _alone(place: Path) -> Iterator[None]:
    """No second demonstration runs on, or throws away, the data of this one."""
    from portal.errors import SetupError

    place.parent.mkdir(parents=True, exist_ok=True)
    with place.with_suffix(".lock").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            message = "演示网站已在运行 / the demonstration is already running"
            raise SetupError(message=message) from error
        yield


def _names(place: Path) -> dict[str, object]:
    """Its own directory and an SQLite file in it, whatever PORTAL_DATABASE_URL says."""
    from portal.config import SiteMarks

    city = "云川市人民政府办公室(虚构)"
    return {
        "instance_dir": place,
        "database_url": f"sqlite:///{place / 'portal.db'}",
        "site": SiteMarks(
            sponsor=city,
            operator="云川市政务服务中心(虚构)",
            icp="云ICP备00000000号(演示)",
            identifier="0000000000",
            police="云公网安备 00000000000000号(演示)",
        ),
    }


def settings_of(place: Path, url: str) -> Settings:
    """The demonstration's settings: letters become files in its place, unless a mail server is named."""
    from portal.config import load_settings

    given = load_settings(_names(place))
    if given.mail_host:
        return given
    return replace(
        given,
        mail_folder=given.mail_folder or str(place / "mail"),
        mail_sender=given.mail_sender or "portal@example.cn",
        public_url=given.public_url or url.rstrip("/"),
    )


def _seed(place: Path) -> None:
    from portal import clock
    from portal.commands.init import initialise
    from portal.config import load_settings
    from portal.db import Database
    from portal.demo.seed import seed

    say("正在准备演示数据 …", "preparing the demonstration …")
    settings = load_settings(_names(place))
    initialise(settings)
    database = Database(settings)
    try:
        accounts = seed(database, settings, clock.now())
    finally:
        database.dispose()
    descriptor = os.open(place / _ACCOUNTS, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as handle:
        handle.write(str(accounts))
