"""Debian packages, installed only by root and only where apt exists."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

from portal.bootstrap.speech import SetupProblem, say

_APT = ["apt-get", "-qq", "-o", "DPkg::Lock::Timeout=300"]


def refusal() -> str | None:
    """Why packages cannot be installed here, in English; None when they can."""
    if os.environ.get("PORTAL_NO_APT"):
        return "PORTAL_NO_APT is set"
    if shutil.which("apt-get") is None:
        return "this system has no apt-get"
    if os.geteuid() != 0:
        return "only root can install packages"
    return None


def install_packages(packages: list[str]) -> None:
    """The packages are installed. Raises: SetupProblem with the reason and the command to type."""
    names = " ".join(packages)
    reason = refusal()
    if reason is None:
        say(f"正在安装系统软件包 {names} …", f"installing Debian packages {names} …")
        install = ["install", "-y", "--no-install-recommends", *packages]
        if _apt(install) or (_apt(["update"]) and _apt(install)):  # an image may come without lists
            return
        reason = "apt-get failed"
    raise SetupProblem(
        f"缺少系统软件包,请以管理员身份运行:apt-get install {names}(原因:{reason})",
        f"Debian packages are missing, run as root: apt-get install {names} ({reason})",
    )


def _apt(arguments: list[str]) -> bool:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(_APT + arguments, env=environment, capture_output=True, check=False)
    if done.returncode:
        print(done.stderr.decode(errors="replace").strip()[-2000:], file=sys.stderr)
    return done.returncode == 0
