"""The wheel: built from the checkout without a network, complete, and able to run by itself."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
_ROOT = Path(__file__).resolve().parents[2]
_FOLDERS = ("portal", "templates", "static", "migrations", "translations")
_FILES = ("pyproject.toml", "hatch_build.py", "README.md")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    source = tmp_path_factory.mktemp("source")
    no_litter = shutil.ignore_patterns("__pycache__", "*.mo")
    for name in _FOLDERS:
        shutil.copytree(_ROOT / name, source / name, ignore=no_litter)
    for name in _FILES:
        shutil.copy(_ROOT / name, source / name)
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", "out"]
    subprocess.run(command, cwd=source, check=True, capture_output=True)
    (built,) = (source / "out").glob("*.whl")
    return built


def _expected(folder: str, *, suffix: str = "") -> set[str]:
    paths = (path for path in (_ROOT / folder).rglob("*") if path.is_file())
    kept = (path for path in paths if "__pycache__" not in path.parts)
    return {path.relative_to(_ROOT).as_posix() for path in kept if path.name.endswith(suffix)}


def test_the_wheel_holds_code_templates_styles_and_migrations(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    resources = _expected("templates") | _expected("static") | _expected("migrations")
    assert {f"portal/_resources/{name}" for name in resources} <= names
    assert _expected("portal") <= names
    assert not [name for name in names if "/instance/" in name or "test" in name.split("/")[0]]


def test_the_wheel_holds_every_translation_compiled(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    sources = _expected("translations", suffix=".po")
    assert sources
    compiled = {Path("portal/_resources", po).with_suffix(".mo").as_posix() for po in sources}
    assert compiled <= names


def test_an_installed_wheel_runs_without_a_checkout(wheel: Path, tmp_path: Path) -> None:
    target = tmp_path / "site"
    pip = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-index"]
    options = ["--disable-pip-version-check", "--root-user-action=ignore", "--target", str(target)]
    subprocess.run([*pip, *options, str(wheel)], check=True, capture_output=True)
    instance = {"PORTAL_INSTANCE_DIR": str(tmp_path / "i"), "PYTHONPATH": str(target)}
    environment = {**os.environ, **instance}
    for command in (["--help"], ["init"]):
        script = [sys.executable, str(target / "bin" / "portal"), *command]
        run = subprocess.run(script, cwd=tmp_path, env=environment, capture_output=True, text=True)
        assert run.returncode == 0, run.stderr
    assert (tmp_path / "i" / "portal.db").exists()
    assert not (target / ".venv").exists()
    assert not (tmp_path / ".venv").exists()
