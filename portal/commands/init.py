"""`portal init`: an instance to run from."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from portal.bootstrap.speech import say

if TYPE_CHECKING:
    from portal.config import Settings
    from portal.db import Database

HELP = "建立实例目录、密钥与数据库 / make the instance directory, its keys and the database"


def configure(parser: argparse.ArgumentParser) -> None:
    """The command takes no options: PORTAL_* variables say where the instance stands."""


def run(arguments: argparse.Namespace) -> int:
    """The instance is complete; running it again changes nothing."""
    from portal.config import load_settings

    settings = load_settings()
    initialise(settings).dispose()
    say(f"实例已就绪:{settings.instance_dir}", "the instance is ready")
    return 0


def initialise(settings: Settings) -> Database:
    """The directory (mode 700), the key file (mode 600) and the newest schema exist."""
    from portal.db import Database, migrate
    from portal.errors import SetupError
    from portal.secrets import make_key_file

    try:
        settings.instance_dir.mkdir(parents=True, exist_ok=True)
        settings.instance_dir.chmod(0o700)
        make_key_file(settings.key_file)
    except OSError as error:
        message = f"实例目录无法建立 / cannot make the instance directory: {error}"
        raise SetupError(message=message) from error
    database = Database(settings)
    migrate(database)
    return database
