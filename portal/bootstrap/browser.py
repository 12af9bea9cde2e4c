"""What the browser tests need from the system: a browser, libatomic and a Chinese font."""

from __future__ import annotations

import ctypes.util
import shutil
import subprocess
from pathlib import Path

from portal.bootstrap.debian import install_packages
from portal.bootstrap.speech import SetupProblem

_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_FONT_PATTERNS = ("wqy-*", "NotoSansCJK*", "NotoSerifCJK*", "SourceHanSans*")


def missing_packages() -> list[str]:
    """The Debian packages that would supply what is not there."""
    found = {
        "chromium": any(shutil.which(name) for name in _BROWSERS),
        "libatomic1": ctypes.util.find_library("atomic") is not None,
        "fonts-wqy-zenhei": _has_chinese_font(),
    }
    return [package for package, is_there in found.items() if not is_there]


def browser_problem() -> str | None:
    """None when browser tests can run, after installing what was missing; else the reason."""
    missing = missing_packages()
    if not missing:
        return None
    try:
        install_packages(missing)
    except SetupProblem as problem:
        return problem.english
    still = missing_packages()
    return f"still missing after installation: {' '.join(still)}" if still else None


def _has_chinese_font() -> bool:
    if shutil.which("fc-list"):
        listed = subprocess.run(["fc-list", ":lang=zh"], capture_output=True, check=False)
        return bool(listed.stdout.strip())
    fonts = Path("/usr/share/fonts")
    return any(next(fonts.rglob(pattern), None) for pattern in _FONT_PATTERNS)
