"""Uploads are judged by content, stored durably under their hash, and never by their name."""

from __future__ import annotations

import stat
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.errors import InvalidInputError, NotFoundError, WindowClosedError
from portal.models.submissions import Attachment
from portal.operations import attachments, basket_keeping, baskets
from tests.conftest import START
from tests.make import Scene

ROOT = Path(__file__).resolve().parents[2]
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40 + b"IEND\xaeB\x60\x82"
JPEG = b"\xff\xd8\xff\xe0" + b"\0" * 40 + b"\xff\xd9"
PDF = b"%PDF-1.7\n1 0 obj\nendobj\ntrailer\n%%EOF\n"
TOKEN = "t" * 43


def refusal(data: bytes) -> object:
    with pytest.raises(InvalidInputError) as caught:
        attachments.media_type(data)
    assert caught.value.details["field"] == "seal_file"
    return caught.value.details["rule"]


@pytest.mark.parametrize(
    ("data", "kind"),
    [(PNG, "image/png"), (JPEG, "image/jpeg"), (PDF, "application/pdf"), (PDF + b"\r\n" * 99, "application/pdf")],
)  # fmt: skip
def test_the_three_kinds_are_known_by_their_content(data: bytes, kind: str) -> None:
    assert attachments.media_type(data) == kind


@pytest.mark.parametrize(
    "data",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"<!doctype html><script>alert(1)</script>",
        b"PK\x03\x04" + b"\0" * 50,
        b"GIF89a" + b"\0" * 50,
        b"MZ" + b"\0" * 50,
        b" %PDF-1.7 %%EOF",
        b"\x89PNG" + b"\0" * 50 + b"IEND",
    ],
)
def test_anything_else_is_refused_whatever_its_name(data: bytes) -> None:
    assert refusal(data) == "file_kind"


@pytest.mark.parametrize("data", [PNG[:-8], JPEG[:-2], PDF[:-6]])
def test_a_cut_off_upload_is_refused(data: bytes) -> None:
    assert refusal(data) == "file_incomplete"


def test_an_empty_and_a_too_large_file_are_refused() -> None:
    assert refusal(b"") == "empty_file"
    limit = attachments.SEAL_BYTE_LIMIT
    assert attachments.media_type(PNG[:-8] + b"\0" * (limit - len(PNG)) + PNG[-8:]) == "image/png"
    assert refusal(PNG + b"\0" * (limit - len(PNG) + 1)) == "file_too_large"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\公章.png", "公章.png"),
        ("公章\u202egnp.exe", "公章_gnp.exe"),
        ("a\0b\nc.pdf", "a_b_c.pdf"),
        ("<script>.png", "_script_.png"),
        ("..", "file"),
        ("", "file"),
        ("/", "file"),
        ("章" * 300 + ".png", "章" * 116 + ".png"),
    ],
)
def test_a_name_is_for_showing_and_never_a_path(typed: str, shown: str) -> None:
    assert attachments.safe_name(typed) == shown


def test_a_file_is_stored_under_its_hash_for_its_owner_only(tmp_path: Path) -> None:
    digest = attachments.store_file(tmp_path, PNG)
    path = attachments.stored_path(tmp_path, digest)
    assert path == tmp_path / digest[:2] / digest
    assert path.read_bytes() == PNG
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_the_same_file_twice_is_one_file_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    first = attachments.store_file(tmp_path, PNG)
    inode = attachments.stored_path(tmp_path, first).stat().st_ino
    assert attachments.store_file(tmp_path, PNG) == first
    attachments.store_file(tmp_path, PDF)
    assert attachments.stored_path(tmp_path, first).stat().st_ino == inode
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(files) == 2
    assert all(len(path.name) == 64 for path in files)


@pytest.mark.parametrize("digest", ["", "../../keys.json", "a" * 63, "A" * 64, "a" * 64 + "\n"])
def test_what_is_not_a_hash_has_no_place(tmp_path: Path, digest: str) -> None:
    with pytest.raises(NotFoundError):
        attachments.stored_path(tmp_path, digest)


def test_a_folder_that_cannot_be_written_leaves_no_half_file(tmp_path: Path) -> None:
    folder = tmp_path / "attachments"
    folder.write_text("a file where the folder should be")
    with pytest.raises(OSError, match="attachments"):
        attachments.store_file(folder, PNG)
    assert [path.name for path in tmp_path.iterdir()] == ["attachments"]


_STORE = """
import os, sys
from pathlib import Path
from portal.operations import attachments
real, synced = os.fsync, []
def noting(descriptor):
    synced.append(os.readlink(f"/proc/self/fd/{descriptor}"))
    real(descriptor)
os.fsync = noting
digest = attachments.store_file(Path(sys.argv[1]), sys.stdin.buffer.read())
print("\\n".join(synced))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="descriptors are named by /proc")
def test_file_and_both_folders_are_synced_so_that_a_power_cut_loses_nothing(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _STORE, str(tmp_path)], input=PNG, cwd=ROOT, capture_output=True,
        check=True,
    )  # fmt: skip
    synced = done.stdout.decode().split()
    stored = next(path for path in tmp_path.rglob("*") if path.is_file())
    assert synced[-1] == str(stored.parent)
    assert str(tmp_path) in synced
    assert any(path.startswith(f"{stored.parent}/.{stored.name}") for path in synced)


def stage(session: Session, scene: Scene, data: bytes = PNG, name: str = "章.png") -> Attachment:
    kind = attachments.media_type(data)
    return attachments.stage_seal(
        session, token=TOKEN, consultation_id=scene.consultation_id, digest="a" * 64, kind=kind,
        byte_count=len(data), name=name, now=START,
    )  # fmt: skip


def test_a_scan_waits_in_the_basket_and_a_second_one_replaces_it(
    scene: Scene, session: Session
) -> None:
    stage(session, scene)
    row = stage(session, scene, PDF, "../章.pdf")
    basket = baskets.find_basket(session, TOKEN, scene.consultation_id)
    assert basket is not None
    assert attachments.find_staged_seal(session, basket.id) is row
    assert (row.media_type, row.original_name) == ("application/pdf", "章.pdf")
    assert session.scalar(select(func.count()).select_from(Attachment)) == 1


def test_a_scan_that_arrives_after_the_close_is_refused(scene: Scene, session: Session) -> None:
    with pytest.raises(WindowClosedError):
        attachments.stage_seal(
            session, token=TOKEN, consultation_id=scene.consultation_id, digest="a" * 64,
            kind="image/png", byte_count=9, name="a.png", now=scene.closes_at,
        )  # fmt: skip
    assert session.scalar(select(func.count()).select_from(Attachment)) == 0


def test_a_forgotten_basket_takes_its_scan_along(scene: Scene, session: Session) -> None:
    stage(session, scene)
    basket_keeping.forget_old_baskets(session, seconds=0, now=START + timedelta(seconds=1))
    assert session.scalar(select(func.count()).select_from(Attachment)) == 0


def test_storing_fails_cleanly_when_the_disk_is_full(tmp_path: Path) -> None:
    """A file-size limit of the process stands for the full disk: the write itself fails."""
    script = (
        "import resource, signal, sys; from pathlib import Path;"
        "from portal.operations import attachments;"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (10, 10));"
        "attachments.store_file(Path(sys.argv[1]), b'x' * 100)"
    )
    done = subprocess.run(
        [sys.executable, "-B", "-c", script, str(tmp_path)], cwd=ROOT, capture_output=True
    )
    assert done.returncode != 0
    assert b"File too large" in done.stderr
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
