"""Who may import whom: the contracts of pyproject.toml hold, and importing does no work."""

from __future__ import annotations

import json
import pkgutil
import subprocess
import sys
from pathlib import Path

import portal
from tests.architecture.sources import ROOT

_QUIETLY = """
import importlib, json, os, sys, threading
events = []
LOUD = {"socket.connect", "socket.bind", "sqlite3.connect", "subprocess.Popen", "os.mkdir",
        "os.remove", "os.rename", "shutil.rmtree", "os.posix_spawn", "os.fork"}
def note(name, arguments):
    if name in LOUD:
        events.append([name, str(arguments)[:200]])
    if name == "open" and set(str(arguments[1] or "")) & set("wax+"):
        events.append([name, str(arguments)[:200]])
sys.dont_write_bytecode = True
sys.addaudithook(note)
for name in sys.argv[1:]:
    importlib.import_module(name)
json.dump({"events": events, "threads": [t.name for t in threading.enumerate()]}, sys.stdout)
"""


def module_names() -> list[str]:
    """Every module of the portal but the entry point, which is a script."""
    found = pkgutil.walk_packages(portal.__path__, "portal.")
    return [module.name for module in found if module.name != "portal.__main__"]


def test_the_import_contracts_hold() -> None:
    command = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([command, "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]
    assert "0 broken" in done.stdout


def test_importing_the_portal_opens_nothing_writes_nothing_and_starts_nothing() -> None:
    names = module_names()
    assert len(names) > 100
    done = subprocess.run(
        [sys.executable, "-c", _QUIETLY, *names], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr[-3000:]
    found = json.loads(done.stdout)
    assert found == {"events": [], "threads": ["MainThread"]}
