"""`portal outline FILE…`: the clause trees of drafts, and how two of them differ."""

from __future__ import annotations

import argparse
import errno
import json
import os
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from portal.drafts.tree import Outline

HELP = "读取征求意见稿并打印条款结构 / read drafts and print their clause trees"


def configure(parser: argparse.ArgumentParser) -> None:
    """Files to print or to check, or two versions to compare."""
    file = "征求意见稿文件 / the drafts"
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE", help=file)
    parser.add_argument("--json", action="store_true", help="输出 JSON / print JSON")
    check = "只列出警告,有警告即为失败 / print the warnings; any of them is a failure"
    parser.add_argument("--check", action="store_true", help=check)
    compare = "逐条比较旧、新两个版本 / map the clauses of two files, OLD NEW"
    parser.add_argument("--compare", action="store_true", help=compare)
    parser.set_defaults(refuse=parser.error)


def run(arguments: argparse.Namespace) -> int:
    """What was asked for is on standard output; 1 when a file could not be read or has warnings.

    Raises: SystemExit (2) for options that contradict each other; SetupError.
    """
    if arguments.compare:
        return _compare(arguments)
    are_good = [_print(file, arguments) for file in arguments.files]
    return 0 if all(are_good) else 1


def _print(file: Path, arguments: argparse.Namespace) -> bool:
    """One file is printed or checked; whether nothing was wrong with it."""
    outline = _read(file)
    if outline is None:
        return False
    if arguments.json:
        _print_json(outline, file, is_alone=len(arguments.files) == 1)
    elif not arguments.check:
        _print_tree(outline, file, is_alone=len(arguments.files) == 1)
    if not arguments.check:
        return True
    for warning in outline.warnings:
        message = warning.message.removeprefix(f"第{warning.line}行：")
        line = f"{_name(file)}:{warning.line}: {message}"
        print(line, file=sys.stderr if arguments.json else sys.stdout)
    return not outline.warnings


def _print_json(outline: Outline, file: Path, is_alone: bool) -> None:
    if is_alone:
        print(json.dumps(outline.as_json(), ensure_ascii=False, indent=2))
    else:
        print(json.dumps({"file": _name(file), **outline.as_json()}, ensure_ascii=False))


def _print_tree(outline: Outline, file: Path, is_alone: bool) -> None:
    from portal.drafts.printing import print_tree

    if not is_alone:
        print(f"== {_name(file)}")
    print(print_tree(outline))


def _compare(arguments: argparse.Namespace) -> int:
    """The mappings of the clauses of two files are printed."""
    from portal.drafts.comparison import align
    from portal.drafts.comparison.table import print_mappings

    if arguments.check:
        arguments.refuse("--check 不能与 --compare 同用 / --check does not go with --compare")
    if len(arguments.files) != 2:
        arguments.refuse("--compare 需要两个文件 / --compare takes two files: OLD NEW")
    outlines = [outline for file in arguments.files if (outline := _read(file))]
    if len(outlines) < 2:
        return 1
    old, new = (outline.all_clauses() for outline in outlines)
    mappings = align(old, new)
    if arguments.json:
        print(json.dumps([one.as_json() for one in mappings], ensure_ascii=False, indent=2))
    else:
        print(print_mappings(old, new, mappings))
    return 0


def _read(file: Path) -> Outline | None:
    """The outline of a file, read under limits; without one, why not is on standard error."""
    from portal.drafts.child import read_in_child
    from portal.errors import PortalError, SetupError

    try:
        return read_in_child(_bytes(file), file.name)
    except OSError as error:
        reason = f"无法读取文件 / cannot read the file: {error.strerror}"
    except SetupError:
        raise
    except PortalError as error:
        reason = f"{' '.join(str(error).split())} [{error.code}]"
    print(f"portal: {_name(file)}: {reason}", file=sys.stderr)
    return None


def _bytes(file: Path) -> bytes:
    """What a regular file holds, up to a byte more than any draft may have.

    Raises: OSError, also for a pipe, a device or a folder, which may have no end.
    """
    from portal.drafts.readers.files import MAX_FILE

    # Without O_NONBLOCK, opening a pipe that nobody writes to would wait for ever.
    with open(os.open(file, os.O_RDONLY | os.O_NONBLOCK), "rb") as opened:
        if not stat.S_ISREG(os.fstat(opened.fileno()).st_mode):
            raise OSError(errno.EINVAL, "这不是普通文件 / it is not a regular file")
        return opened.read(MAX_FILE + 1)


def _name(file: Path) -> str:
    """The name as it was given; bytes that are no UTF-8 cannot be printed and are replaced."""
    return os.fsencode(file).decode("utf-8", "replace")
