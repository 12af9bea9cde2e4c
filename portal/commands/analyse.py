"""`portal analyse FILE.jsonl`: the analysis of comments that stand in a file."""

from __future__ import annotations

import argparse
from pathlib import Path

from portal.bootstrap.speech import say

HELP = "分析文件中的意见 / analyse the comments of a file"

MORE = """\
每行一个 JSON 对象 / one JSON object a line:
  FILE.jsonl  {"id": "1", "text": "建议降价。", "clause": "（十五）", "clause_text": "…", "target": "…"}
              只有 id 和 text 必填 / only id and text are required
  L           {"id": "1", "stance": "oppose", "kind": "suggestion", "topic": "收费标准"}
              stance: support oppose suggest question none
              kind: suggestion complaint question praise formal_no_opinion off_topic empty_talk other
  OUT.jsonl   sentiment, stance, kind, topic, duplicate_group, personal_data, why …
全部字段见 docs/analysis-files.md / all fields stand there

"""


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

    _refuse_one_place(arguments)
    try:
        count = analyse_file(
            arguments.file,
            arguments.out,
            topics=arguments.topics,
            summary=arguments.summary,
            labels=arguments.labels,
        )
    except OSError as error:
        name = error.filename or arguments.out
        message = f"无法读写文件 / cannot read or write {name}: {error.strerror}"
        raise InvalidInputError(field="file", message=message) from error
    say(f"已分析 {count} 条意见。", f"{count} comments analysed.")
    return 0


def _refuse_one_place(arguments: argparse.Namespace) -> None:
    """Nothing that is read is written over, and the two results do not replace each other."""
    from portal.errors import InvalidInputError

    taken = {one.resolve() for one in (arguments.file, arguments.labels) if one}
    for one in filter(None, (arguments.out, arguments.summary)):
        if one.resolve() in taken:
            message = f"同一个文件不能既读又写,或写两次 / one file cannot be read and written, or written twice: {one}"
            raise InvalidInputError(field="file", message=message)
        if not one.is_char_device():  # what is thrown away in /dev/null may be thrown away twice
            taken.add(one.resolve())


def _positive(typed: str) -> int:
    number = int(typed)
    if number < 1:
        raise argparse.ArgumentTypeError("必须是正整数 / a positive whole number is needed")
    return number
