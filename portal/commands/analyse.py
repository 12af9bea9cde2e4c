"""`portal analyse FILE.jsonl`: the analysis of comments that stand in a file."""

from __future__ import annotations

import argparse
from pathlib import Path

from portal.bootstrap.speech import say

HELP = "分析文件中的意见 / analyse the comments of a file"


def configure(parser: argparse.ArgumentParser) -> None:
    """One JSON object a line in, one a line out."""
    add = parser.add_argument
    add("file", type=Path, metavar="FILE.jsonl", help="每行一条意见 / one comment a line")
    add("--out", type=Path, required=True, metavar="OUT.jsonl", help="结果文件 / the results")
    add("--topics", type=_positive, metavar="K", help="主题数,默认自动 / number of topics")
    add("--labels", type=Path, metavar="L", help="已改正的判断 / corrections to learn from")
    add("--summary", type=Path, metavar="S", help="另存汇总 / also write a summary")


def run(arguments: argparse.Namespace) -> int:
    """The results are written. Raises: PortalError for a malformed line, InvalidInputError."""
    from portal.analysis.files import analyse_file
    from portal.errors import InvalidInputError

    try:
        count = analyse_file(
            arguments.file,
            arguments.out,
            topics=arguments.topics,
            summary=arguments.summary,
            labels=arguments.labels,
        )
    except OSError as error:
        message = f"无法读写文件 / cannot read or write {error.filename}: {error.strerror}"
        raise InvalidInputError(field="file", message=message) from error
    say(f"已分析 {count} 条意见。", f"{count} comments analysed.")
    return 0


def _positive(typed: str) -> int:
    number = int(typed)
    if number < 1:
        raise argparse.ArgumentTypeError("必须是正整数 / a positive whole number is needed")
    return number
