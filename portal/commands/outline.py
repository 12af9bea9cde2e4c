"""`portal outline FILE`: the clause tree of a draft."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

HELP = "读取征求意见稿并打印条款结构 / read a draft and print its clause tree"


def configure(parser: argparse.ArgumentParser) -> None:
    """A file, and whether to print JSON."""
    parser.add_argument("file", type=Path, metavar="FILE", help="征求意见稿文件 / the draft")
    parser.add_argument("--json", action="store_true", help="输出 JSON / print JSON")


def run(arguments: argparse.Namespace) -> int:
    """The outline is on standard output. Raises: DraftError, InvalidInputError."""
    from portal.drafts.outline import read_file
    from portal.drafts.printing import print_tree
    from portal.errors import InvalidInputError

    try:
        data = arguments.file.read_bytes()
    except OSError as error:
        message = f"无法读取文件 / cannot read {arguments.file}: {error.strerror}"
        raise InvalidInputError(field="file", message=message) from error
    outline = read_file(data, arguments.file.name)
    if arguments.json:
        print(json.dumps(outline.as_json(), ensure_ascii=False, indent=2))
    else:
        print(print_tree(outline))
    return 0
