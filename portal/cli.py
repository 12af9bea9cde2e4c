"""The command line: parses on a bare Python, enters the environment, runs one command."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable

from portal.bootstrap.checkout import RUNTIME_LOCK
from portal.bootstrap.handover import enter_environment
from portal.bootstrap.speech import SetupProblem
from portal.commands import COMMANDS
from portal.errors import PortalError, SetupError

OK, FAILED, USAGE, SETUP = 0, 1, 2, 3

EPILOG = """\
退出码 / exit status:
  0  完成 / done
  1  检查未通过或业务规则拒绝 / a check failed or a rule of the portal refused
  2  用法错误 / wrong usage
  3  运行环境或配置有问题 / the set-up or the environment is not fit to run
"""


def main(argv: list[str]) -> int:
    """One command has run; what is returned is the exit status."""
    arguments = parse(argv)
    try:
        enter_environment(argv, arguments.lock)
        return run(arguments)
    except SetupProblem as problem:
        return _refuse(str(problem), SETUP)
    except KeyboardInterrupt:
        return 130


def run(arguments: argparse.Namespace) -> int:
    """The command's own exit status; every foreseen error is one line on standard error."""
    command: Callable[[argparse.Namespace], int] = arguments.run
    try:
        return command(arguments)
    except SetupError as error:
        return _refuse(str(error), SETUP)
    except PortalError as error:
        return _refuse(_sentence(error), FAILED)
    except BrokenPipeError:  # the reader of a pipe has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except Exception as error:
        if not _is_unreachable_database(error):
            raise
        what = "数据库无法访问 / the database is out of reach"
        return _refuse(f"{what}: {_first_line(error)}", SETUP)


def parse(argv: list[str]) -> argparse.Namespace:
    """The parsed command; what stands behind `--` is `rest`.

    Raises: SystemExit (0 after help, 2 for wrong usage).
    """
    split = argv.index("--") if "--" in argv else len(argv)
    parser = build_parser()
    arguments = parser.parse_args(argv[:split])
    arguments.rest = argv[split + 1 :]
    if arguments.rest and not arguments.takes_rest:
        parser.error("“--” 之后的参数仅用于 test / only test takes arguments behind --")
    return arguments


def build_parser() -> argparse.ArgumentParser:
    """The parser of all commands; nothing third-party is imported for it."""
    layout = argparse.RawDescriptionHelpFormatter
    about = "公开征求意见平台 / public-consultation portal"
    parser = argparse.ArgumentParser("portal", None, about, EPILOG, formatter_class=layout)
    parser.set_defaults(lock=RUNTIME_LOCK, takes_rest=False)
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    for name, module in COMMANDS.items():
        more = getattr(module, "MORE", "")
        described = {"help": module.HELP, "description": module.HELP, "epilog": more + EPILOG}
        command = commands.add_parser(name, formatter_class=layout, **described)
        command.set_defaults(run=getattr(module, "run", None))
        module.configure(command)
    return parser


def _refuse(sentence: str, status: int) -> int:
    print(f"portal: {sentence}", file=sys.stderr)
    return status


def _sentence(error: PortalError) -> str:
    return str(error) if error.code in str(error) else f"{error} [{error.code}]"


def _first_line(error: Exception) -> str:
    return str(getattr(error, "orig", error)).strip().partition("\n")[0]


def _is_unreachable_database(error: Exception) -> bool:
    if "sqlalchemy" not in sys.modules:
        return False
    from sqlalchemy.exc import OperationalError

    return isinstance(error, OperationalError)
