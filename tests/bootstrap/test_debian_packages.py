"""System packages are installed only where that is allowed; else the command to type is named."""

from __future__ import annotations

import os

import pytest

from portal.bootstrap import debian
from portal.bootstrap.browser import browser_problem, missing_packages
from portal.bootstrap.speech import SetupProblem


def test_the_administrator_can_forbid_apt(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTAL_NO_APT", "1")
    assert debian.refusal() == "PORTAL_NO_APT is set"
    with pytest.raises(SetupProblem, match="apt-get install python3-venv"):
        debian.install_packages(["python3-venv"])


def test_a_system_without_apt_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PORTAL_NO_APT", raising=False)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(SetupProblem, match="no apt-get"):
        debian.install_packages(["python3-venv"])


def test_only_root_installs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PORTAL_NO_APT", raising=False)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert debian.refusal() in ("only root can install packages", "this system has no apt-get")


def test_without_a_browser_the_reason_is_given_instead(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTAL_NO_APT", "1")
    monkeypatch.setenv("PATH", "")
    assert "chromium" in missing_packages()
    reason = browser_problem()
    assert reason is not None
    assert "chromium" in reason
    assert "PORTAL_NO_APT" in reason
