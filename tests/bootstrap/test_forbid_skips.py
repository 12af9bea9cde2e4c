"""With PORTAL_FORBID_SKIPS=1 nothing is skipped unnoticed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

_ROOT = Path(__file__).resolve().parents[2]
_PASSES = "def test_a():\n    assert True\n"
_SKIPS = "import pytest\ndef test_b():\n    pytest.skip('no browser here')\n"
_SKIPS_WHOLE = "import pytest\npytest.skip('no module', allow_module_level=True)\n"
_FAILS_AS_EXPECTED = "import pytest\n@pytest.mark.xfail\ndef test_c():\n    assert False\n"


def _run_pytest(
    folder: Path, files: dict[str, str], *, forbid: bool, workers: str
) -> subprocess.CompletedProcess[str]:
    for name, content in files.items():
        (folder / name).write_text(content)
    (folder / "pytest.ini").write_text("[pytest]\n")
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST")}
    environment |= {"PYTHONPATH": str(_ROOT), "PORTAL_FORBID_SKIPS": "1" if forbid else ""}
    plugin = ["-p", "tests.plugins.forbid_skips", "-p", "no:cacheprovider", "-n", workers]
    command = [sys.executable, "-m", "pytest", *plugin]
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("workers", ["0", "2"])
@pytest.mark.parametrize("skipping", [_SKIPS, _SKIPS_WHOLE])
def test_a_skip_fails_the_run_and_is_named(tmp_path: Path, skipping: str, workers: str) -> None:
    files = {"test_one.py": _PASSES, "test_two.py": skipping}
    run = _run_pytest(tmp_path, files, forbid=True, workers=workers)
    assert run.returncode == 1, run.stdout
    assert "SKIP FORBIDDEN test_two.py" in run.stdout
    assert "1 passed, 1 skipped" in run.stdout.splitlines()[-1]


@pytest.mark.parametrize("workers", ["0", "2"])
def test_an_expected_failure_is_not_a_skip(tmp_path: Path, workers: str) -> None:
    files = {"test_one.py": _PASSES, "test_three.py": _FAILS_AS_EXPECTED}
    assert _run_pytest(tmp_path, files, forbid=True, workers=workers).returncode == 0


def test_elsewhere_skips_stay_skips(tmp_path: Path) -> None:
    files = {"test_one.py": _PASSES, "test_two.py": _SKIPS}
    assert _run_pytest(tmp_path, files, forbid=False, workers="0").returncode == 0
