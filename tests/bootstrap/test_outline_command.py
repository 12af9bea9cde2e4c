"""`portal outline` prints, checks and compares drafts, and says which file was at fault."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path, PosixPath
from typing import Any

import pytest

from portal import cli
from portal.errors import SetupError
from tests.drafts.readers.docx_made import docx, p

FIRST = """\
云川市夜市管理办法

第一条　为了规范夜市经营，制定本办法。
第二条　夜市摊位由市城市管理部门统一编号。
第三条　夜市在二十二时前停止烹炸。
"""
SECOND = FIRST.replace("第三条　", "第四条　").replace("第二条　", "第三条　")
SECOND = SECOND.replace("编号。", "编号并公示。")
SECOND = SECOND.replace("第三条　", "第二条　夜市垃圾应当当日清运。\n第三条　")
WITH_GAP = FIRST.replace("第三条", "第五条")
BUNDLE = "附件两篇\n\n篇一：\n{}\n篇二：\n{}".format(FIRST, FIRST.replace("夜市", "早市"))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, text in {"a": FIRST, "b": SECOND, "gap": WITH_GAP, "bundle": BUNDLE}.items():
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "zero.txt").write_bytes(b"\x00\x01\x02" * 40)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _run(*arguments: str) -> int:
    return cli.run(cli.parse(["outline", *arguments]))


def _json(capsys: pytest.CaptureFixture[str]) -> Any:
    return json.loads(capsys.readouterr().out)


@pytest.mark.usefixtures("folder")
def test_one_file_is_one_object_without_its_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert _run("a.txt", "--json") == cli.OK
    shown = _json(capsys)
    assert next(iter(shown)) == "genre"
    assert [clause["number"] for clause in shown["clauses"]] == ["第一条", "第二条", "第三条"]


@pytest.mark.usefixtures("folder")
def test_several_files_are_an_object_a_line_with_their_names(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert _run("--json", "a.txt", "b.txt") == cli.OK
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["file"] for line in lines] == ["a.txt", "b.txt"]
    assert [len(line["clauses"]) for line in lines] == [3, 4]


@pytest.mark.usefixtures("folder")
def test_several_trees_stand_below_their_names(capsys: pytest.CaptureFixture[str]) -> None:
    assert _run("a.txt", "b.txt") == cli.OK
    shown = capsys.readouterr().out
    assert shown.index("== a.txt") < shown.index("停止烹炸") < shown.index("== b.txt")


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("bad", ["none.txt", "empty.txt", "zero.txt", "."])
def test_a_bad_file_is_named_on_one_line_and_the_others_are_printed(
    bad: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run("--json", "a.txt", bad, "b.txt") == cli.FAILED
    said = capsys.readouterr()
    assert [json.loads(line)["file"] for line in said.out.splitlines()] == ["a.txt", "b.txt"]
    assert len(said.err.splitlines()) == 1
    assert said.err.startswith(f"portal: {bad}: ")


@pytest.mark.parametrize("endless", ["/dev/zero", "pipe.txt", "."])
def test_a_file_that_is_no_regular_one_is_refused_at_once(
    endless: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    os.mkfifo(folder / "pipe.txt")
    assert _run(endless, "--json") == cli.FAILED
    said = capsys.readouterr()
    assert said.out == ""
    assert "not a regular file" in said.err or "directory" in said.err


def test_a_bomb_ends_its_own_process_and_is_told(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "bomb.docx").write_bytes(docx("<w:tbl><w:tr><w:tc>" * 3000 + p("甲")))
    assert _run("bomb.docx", "a.txt", "--json") == cli.FAILED
    said = capsys.readouterr()
    assert [json.loads(line)["file"] for line in said.out.splitlines()] == ["a.txt"]
    assert "[draft_too_complex]" in said.err


@pytest.mark.usefixtures("folder")
def test_one_bad_file_alone_fails_without_output(capsys: pytest.CaptureFixture[str]) -> None:
    assert _run("empty.txt", "--json") == cli.FAILED
    said = capsys.readouterr()
    assert said.out == ""
    assert "empty.txt" in said.err
    assert "[draft_empty]" in said.err


def test_a_name_that_is_not_utf8_can_be_printed(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name = os.fsdecode(b"\xb2\xdd\xb0\xb8.txt")
    (folder / name).write_text(FIRST, encoding="utf-8")
    assert _run("--json", name, "a.txt") == cli.OK
    assert "\ufffd" in json.loads(capsys.readouterr().out.splitlines()[0])["file"]


@pytest.mark.usefixtures("folder")
def test_a_check_without_warnings_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert _run("--check", "a.txt", "b.txt") == cli.OK
    assert capsys.readouterr().out == ""


@pytest.mark.usefixtures("folder")
def test_a_check_prints_the_warnings_with_file_and_line(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert _run("--check", "a.txt", "gap.txt") == cli.FAILED
    lines = capsys.readouterr().out.splitlines()
    assert lines
    assert all(line.startswith("gap.txt:5: ") for line in lines)
    assert not any("第5行：" in line for line in lines)


@pytest.mark.usefixtures("folder")
def test_a_check_with_json_keeps_the_output_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert _run("--check", "--json", "gap.txt") == cli.FAILED
    said = capsys.readouterr()
    assert json.loads(said.out)["warnings"]
    assert said.err.startswith("gap.txt:5: ")


@pytest.mark.usefixtures("folder")
def test_a_file_that_cannot_be_read_fails_the_check(capsys: pytest.CaptureFixture[str]) -> None:
    assert _run("--check", "a.txt", "empty.txt") == cli.FAILED
    assert "empty.txt" in capsys.readouterr().err


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    "arguments",
    [
        ["--compare", "a.txt", "b.txt", "--json"],
        ["--json", "--compare", "a.txt", "b.txt"],
        ["a.txt", "b.txt", "--compare", "--json"],
    ],
)
def test_two_versions_are_compared(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(*arguments) == cli.OK
    rows = _json(capsys)
    assert [(row["old"], row["new"], row["change"]) for row in rows] == [
        ("c1", "c1", "kept"),
        (None, "c2", "new"),
        ("c2", "c3", "changed"),
        ("c3", "c4", "renumbered"),
    ]
    assert all(list(row) == ["old", "new", "change", "similarity"] for row in rows)
    assert [row["similarity"] for row in rows[:2]] == [1.0, 0.0]


@pytest.mark.usefixtures("folder")
def test_a_comparison_for_people_is_in_chinese(capsys: pytest.CaptureFixture[str]) -> None:
    assert _run("--compare", "a.txt", "b.txt") == cli.OK
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["新增", "—", "第二条", "夜市垃圾应当当日清运。"] in lines
    assert [line[0] for line in lines[3:]] == ["不变", "新增", "修改", "编号调整"]


@pytest.mark.usefixtures("folder")
def test_all_documents_of_a_bundle_are_compared(capsys: pytest.CaptureFixture[str]) -> None:
    assert _run("--compare", "a.txt", "bundle.txt", "--json") == cli.OK
    rows = _json(capsys)
    assert {row["new"] for row in rows} == {f"c{at}" for at in range(1, 7)}
    assert [row["change"] for row in rows].count("kept") == 3


@pytest.mark.usefixtures("folder")
def test_every_bad_version_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert _run("--compare", "none.txt", "empty.txt") == cli.FAILED
    said = capsys.readouterr()
    assert said.out == ""
    assert [line.split(": ")[1] for line in said.err.splitlines()] == ["none.txt", "empty.txt"]


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["--json"],
        ["--compare", "a.txt"],
        ["--compare", "a.txt", "b.txt", "gap.txt"],
        ["--compare", "--check", "a.txt", "b.txt"],
    ],
)
def test_wrong_usage_ends_with_two(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        _run(*arguments)
    assert ended.value.code == cli.USAGE
    assert "portal outline" in capsys.readouterr().err


def test_a_set_up_problem_is_not_taken_for_a_bad_file(capsys: pytest.CaptureFixture[str]) -> None:
    """A file whose reading says so stands for any reader that misses something it needs."""

    class Unreadable(PosixPath):
        def __fspath__(self) -> str:
            raise SetupError(message="no room")

    arguments = cli.parse(["outline", "a.txt"])
    arguments.files = [Unreadable("a.txt")]
    assert cli.run(arguments) == cli.SETUP
    assert capsys.readouterr().err == "portal: no room\n"


def test_comparing_imports_nothing_heavy() -> None:
    code = (
        "import sys; from portal.drafts.comparison import align, differences\n"
        "print([name for name in ('numpy', 'scipy', 'sklearn', 'difflib') if name in sys.modules])"
    )
    root = Path(__file__).resolve().parents[2]
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "[]"
