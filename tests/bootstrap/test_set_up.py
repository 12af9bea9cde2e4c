"""A real environment from a real lock, small enough to be made in a test and without a network."""

from __future__ import annotations

import base64
import hashlib
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from portal.bootstrap.checkout import RUNTIME_LOCK, TEST_LOCK, Checkout
from portal.bootstrap.environment import prepare
from portal.bootstrap.marker import State, environment_state
from portal.bootstrap.speech import SetupProblem

pytestmark = pytest.mark.slow
_ROOT = Path(__file__).resolve().parents[2]
_PREPARE = """
import sys
from pathlib import Path
from portal.bootstrap.checkout import Checkout, RUNTIME_LOCK
from portal.bootstrap.environment import prepare
prepare(Checkout(Path(sys.argv[1])), RUNTIME_LOCK)
"""


def _record_line(name: str, content: bytes) -> str:
    digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
    return f"{name},sha256={digest},{len(content)}\n"


def _make_wheel(folder: Path) -> Path:
    files = {
        "yunchuan.py": b"GREETING = 'good'\n",
        "yunchuan-1.dist-info/METADATA": b"Metadata-Version: 2.1\nName: yunchuan\nVersion: 1\n",
        "yunchuan-1.dist-info/WHEEL": b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\n"
        b"Tag: py3-none-any\n",
    }
    wheel = folder / "yunchuan-1-py3-none-any.whl"
    record = "".join(_record_line(name, content) for name, content in files.items())
    with zipfile.ZipFile(wheel, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
        archive.writestr("yunchuan-1.dist-info/RECORD", record + "yunchuan-1.dist-info/RECORD,,\n")
    return wheel


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    wheel = _make_wheel(tmp_path)
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    (tmp_path / "pyproject.toml").write_text("")
    (tmp_path / RUNTIME_LOCK).write_text(f"yunchuan @ {wheel.as_uri()} --hash=sha256:{digest}\n")
    (tmp_path / TEST_LOCK).write_text(f"yunchuan @ {wheel.as_uri()} --hash=sha256:{'0' * 64}\n")
    return Checkout(tmp_path)


def _imports_the_package(checkout: Checkout) -> bool:
    asked = [str(checkout.python), "-c", "import yunchuan"]
    return subprocess.run(asked, capture_output=True, check=False).returncode == 0


def test_a_partial_environment_is_replaced_and_then_left_alone(checkout: Checkout) -> None:
    half = checkout.venv / "lib" / "half-written"
    half.parent.mkdir(parents=True)
    half.write_text("")
    prepare(checkout, RUNTIME_LOCK)
    assert environment_state(checkout, RUNTIME_LOCK) is State.READY
    assert _imports_the_package(checkout)
    assert not half.exists()
    made = checkout.marker.stat().st_mtime_ns
    prepare(checkout, RUNTIME_LOCK)
    assert checkout.marker.stat().st_mtime_ns == made


def test_a_package_with_another_hash_is_refused_and_leaves_no_marker(
    checkout: Checkout, capfd: pytest.CaptureFixture[str]
) -> None:
    prepare(checkout, RUNTIME_LOCK)
    with pytest.raises(SetupProblem, match="pip failed"):
        prepare(checkout, TEST_LOCK)
    assert environment_state(checkout, RUNTIME_LOCK) is State.UNUSABLE
    said = capfd.readouterr()
    assert "sha256" in said.err
    assert said.out == ""


def test_an_environment_shared_by_a_link_was_emptied(checkout: Checkout, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "kept").write_text("another checkout's")
    checkout.venv.symlink_to(elsewhere)
    with pytest.raises(SetupProblem, match="link"):
        prepare(checkout, RUNTIME_LOCK)
    assert (elsewhere / "kept").read_text() == "another checkout's"


def test_two_set_ups_at_once_make_one_environment(checkout: Checkout) -> None:
    command = [sys.executable, "-c", _PREPARE, str(checkout.root)]
    both = [
        subprocess.Popen(command, cwd=_ROOT, stderr=subprocess.PIPE, text=True) for _ in range(2)
    ]
    said = "".join(process.communicate(timeout=100)[1] for process in both)
    assert [process.returncode for process in both] == [0, 0]
    assert said.count("making .venv") == 1
    assert said.count("waiting") == 1
    assert _imports_the_package(checkout)
