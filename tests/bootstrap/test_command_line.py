"""Every command explains itself, and every refusal is one line with the right exit status."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from portal import cli
from portal.commands import COMMANDS, demo
from portal.config import load_settings
from portal.db import Database
from portal.secrets import verify_password
from portal.supervision import child_environment

_ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PORTAL_INSTANCE_DIR", str(tmp_path / "instance"))
    monkeypatch.delenv("PORTAL_DATABASE_URL", raising=False)
    return tmp_path / "instance"


def _run(*arguments: str) -> int:
    return cli.run(cli.parse(list(arguments)))


def _one_line(capsys: pytest.CaptureFixture[str]) -> str:
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 1, said
    return said[0]


def test_following_by_mail_works_in_the_demonstration_without_a_mail_server(
    instance: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HOST", "SENDER", "FOLDER"):
        monkeypatch.delenv(f"PORTAL_MAIL_{name}", raising=False)
    monkeypatch.delenv("PORTAL_PUBLIC_URL", raising=False)
    settings = demo.settings_of(instance / "demo", "http://127.0.0.1:8000/")
    assert settings.writes_to_citizens
    scheduler = load_settings(environ=child_environment(settings))
    assert scheduler.writes_to_citizens, "it is the scheduler that writes the letters"
    assert (scheduler.mail_folder, scheduler.public_url) == (
        str(instance / "demo" / "mail"), "http://127.0.0.1:8000",
    )  # fmt: skip


def test_the_demonstration_sends_by_the_mail_server_it_is_given(
    instance: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORTAL_MAIL_HOST", "mail.example.cn")
    assert demo.settings_of(instance / "demo", "http://127.0.0.1:8000/").mail_folder == ""


@pytest.mark.parametrize("command", [[], *([name] for name in COMMANDS), ["user", "create"]])
def test_every_command_has_help_with_the_exit_codes(
    command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main([*command, "--help"])
    assert ended.value.code == cli.OK
    shown = capsys.readouterr().out
    assert "退出码 / exit status" in shown
    assert f"usage: portal {' '.join(command)}".strip() in shown


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["unknown"],
        ["serve", "--port", "65536"],
        ["serve", "--threads", "0"],
        ["serve", "--", "-x"],
        ["outline"],
        ["analyse", "in.jsonl"],
        ["analyse", "in.jsonl", "--out", "out.jsonl", "--topics", "0"],
        ["user"],
        ["user", "create", "--username", "li", "--name", "李", "--role", "mayor"],
    ],
)
def test_wrong_usage_ends_with_two(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(arguments)
    assert ended.value.code == cli.USAGE
    assert "usage: portal" in capsys.readouterr().err


@pytest.mark.parametrize("bureau", [["--role", "officer"], ["--role", "admin", "--bureau", "甲局"]])
def test_a_bureau_goes_with_an_officer_only(bureau: list[str], instance: Path) -> None:
    with pytest.raises(SystemExit) as ended:
        _run("user", "create", "--username", "li", "--name", "李", *bureau)
    assert ended.value.code == cli.USAGE
    assert not instance.exists()


def test_a_bare_python_parses_the_commands() -> None:
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import portal.__main__, portal.cli\n"
        "portal.cli.build_parser()\n"
        "ours = {m.split('.')[0] for m in sys.modules} - set(sys.stdlib_module_names)\n"
        "print(sorted(name for name in ours if not name.startswith('__')))"
    )
    command = [sys.executable, "-S", "-I", "-c", code, str(_ROOT)]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "['portal']"


def test_help_needs_no_environment(tmp_path: Path) -> None:
    """A checkout whose lock could never be installed still explains itself."""
    (tmp_path / "portal").symlink_to(_ROOT / "portal")
    base = getattr(sys, "_base_executable", sys.executable)
    command = [base, "-S", "-m", "portal", "--help"]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["portal"]


def test_init_makes_a_private_instance_and_repeats_without_harm(instance: Path) -> None:
    assert _run("init") == cli.OK
    assert stat.S_IMODE(instance.stat().st_mode) == 0o700
    assert stat.S_IMODE((instance / "keys.json").stat().st_mode) == 0o600
    keys = (instance / "keys.json").read_bytes()
    assert _run("init") == cli.OK
    assert (instance / "keys.json").read_bytes() == keys
    assert _run("migrate") == cli.OK


def test_an_instance_that_cannot_be_made_is_a_set_up_problem(
    instance: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    instance.write_text("a file stands in the way")
    assert _run("init") == cli.SETUP
    assert "实例目录无法建立" in _one_line(capsys)


@pytest.mark.parametrize(
    "url", ["mysql://u@127.0.0.1/portal", "postgresql://nobody@127.0.0.1:1/portal"]
)
def test_a_database_out_of_reach_is_a_set_up_problem(
    instance: Path,
    url: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PORTAL_DATABASE_URL", url)
    assert _run("migrate") == cli.SETUP
    _one_line(capsys)


def test_serving_without_an_instance_says_what_to_run(
    instance: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run("serve", "--port", "0", "--no-scheduler") == cli.SETUP
    assert "portal init" in _one_line(capsys)


def test_a_new_account_gets_a_password_that_is_printed_once(
    instance: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _run("init")
    officer = ["--role", "officer", "--bureau", "云川市城市管理局"]
    capsys.readouterr()
    assert _run("user", "create", "--username", "li", "--name", "李一", *officer) == cli.OK
    password = capsys.readouterr().out.strip()
    assert len(password) == 23
    assert _stored(instance, "li", password) == ("officer", "云川市城市管理局")


def test_a_password_can_come_from_standard_input(instance: Path, tmp_path: Path) -> None:
    _run("init")
    arguments = ["--username", "wang", "--name", "王二", "--role", "admin", "--password-stdin"]
    environment = {**os.environ, "PORTAL_INSTANCE_DIR": str(instance)}
    command = [sys.executable, "-m", "portal", "user", "create", *arguments]
    run = subprocess.run(
        command,
        cwd=_ROOT,
        env=environment,
        input="my own long password\n",
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == cli.OK, run.stderr
    assert run.stdout == ""
    assert _stored(instance, "wang", "my own long password") == ("admin", None)


def test_a_name_that_is_taken_is_refused(
    instance: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _run("init")
    create = ["user", "create", "--username", "li", "--name", "李一", "--role", "admin"]
    assert _run(*create) == cli.OK
    capsys.readouterr()
    assert _run(*create) == cli.FAILED
    assert "duplicate_name" in _one_line(capsys)


def _stored(instance: Path, username: str, password: str) -> tuple[str, str | None]:
    """The role and bureau of an account whose password is `password`."""
    from sqlalchemy import select

    from portal.models.accounts import User

    database = Database(load_settings({"instance_dir": instance}))
    try:
        with database.reading() as session:
            user = session.scalars(select(User).where(User.username == username)).one()
            assert verify_password(password, user.password_hash)
            return user.role, user.bureau.name if user.bureau else None
    finally:
        database.dispose()


def test_a_file_that_is_not_there_is_named(
    instance: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run("outline", str(tmp_path / "none.txt")) == cli.FAILED
    assert "none.txt" in _one_line(capsys)
    analysed = ["analyse", str(tmp_path / "none.jsonl"), "--out", str(tmp_path / "out.jsonl")]
    assert _run(*analysed) == cli.FAILED
    assert "none.jsonl" in _one_line(capsys)


@pytest.mark.parametrize(
    "places",
    [
        ["--out", "in.jsonl"],
        ["--out", "labels.jsonl"],
        ["--out", "out.jsonl", "--summary", "./out.jsonl"],
        ["--out", "out.jsonl", "--summary", "in.jsonl"],
    ],
)
def test_analysing_wrote_over_what_it_read(
    places: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in.jsonl").write_text('{"id": 1, "text": "支持。"}\n', "utf-8")
    (tmp_path / "labels.jsonl").write_text('{"id": 1, "stance": "support"}\n', "utf-8")
    before = {one.name: one.read_bytes() for one in tmp_path.iterdir()}
    assert _run("analyse", "in.jsonl", "--labels", "labels.jsonl", *places) == cli.FAILED
    assert "one file" in _one_line(capsys)
    assert {one.name: one.read_bytes() for one in tmp_path.iterdir()} == before


def test_check_passes_on_a_new_instance_and_names_what_is_wrong(
    instance: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _run("init")
    capsys.readouterr()
    assert _run("check") == cli.OK, capsys.readouterr().out
    assert "FAIL" not in capsys.readouterr().out
    (instance / "keys.json").chmod(0o644)
    assert _run("check") == cli.FAILED
    assert [line for line in capsys.readouterr().out.splitlines() if "FAIL" in line]


def test_arguments_behind_two_dashes_go_to_pytest() -> None:
    arguments = cli.parse(["test", "--prepare", "--", "-k", "window", "--", "x"])
    assert arguments.prepare
    assert arguments.rest == ["-k", "window", "--", "x"]
