"""`portal init`: an instance to run from."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from portal.bootstrap.speech import say

if TYPE_CHECKING:
    from portal.config import Settings

HELP = "建立实例目录、密钥与数据库 / make the instance directory, its keys and the database"


def configure(parser: argparse.ArgumentParser) -> None:
    """The command takes no options: PORTAL_* variables say where the instance stands."""


def run(arguments: argparse.Namespace) -> int:
    """The instance is complete; running it again changes nothing."""
    from portal.config import load_settings

    settings = load_settings()
    initialise(settings)
    say(f"实例已就绪:{settings.instance_dir}", "the instance is ready")
    return 0


def initialise(settings: Settings) -> None:
    """The directory (mode 700), the key file (mode 600) and the newest schema exist.

    Raises: SetupError when the place cannot be written.
    """
    from portal.errors import SetupError
    from portal.operations.setup import prepare

    try:
        prepare(settings)
        settings.instance_dir.chmod(0o700)  # the checkout's own comes from git with mode 755
    except OSError as error:
        message = f"实例目录无法建立 / cannot make the instance directory: {error}"
        raise SetupError(message=message) from error
