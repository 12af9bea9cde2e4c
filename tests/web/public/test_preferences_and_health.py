"""Language, display, privacy, and whether the process answers."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask

from portal.config import Settings
from portal.db import Database
from tests.lint import LintClient


@pytest.mark.parametrize(
    ("address", "cookie", "value"),
    [("/language/en", "portal_language", "en"), ("/display/elder", "portal_display", "elder")],
)
def test_a_preference_is_remembered_and_leads_back(
    client: LintClient, address: str, cookie: str, value: str
) -> None:
    response = client.get(address, query_string={"next": "/?state=closed"})
    assert (response.status_code, response.location) == (303, "/?state=closed")
    kept = client.get_cookie(cookie)
    assert kept is not None
    assert kept.value == value
    assert kept.http_only


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "javascript:alert(1)",
        "",
        "///evil.example",
        "/ok\r\nSet-Cookie: a=b",
    ],
)
def test_no_preference_leads_off_the_site(client: LintClient, target: str) -> None:
    for address in ("/language/en", "/display/elder"):
        response = client.get(address, query_string={"next": target})
        assert response.location == "/", target


def _classes(client: LintClient) -> str | None:
    client.get("/")
    assert client.page is not None
    return client.page.get("class")


def test_all_choices_of_display_are_kept_together_and_lead_back(client: LintClient) -> None:
    client.get("/display", query_string={"next": "/privacy"})
    chosen = {"mode": "elder", "colours": "dark", "contrast": "more-contrast"}
    response = client.submit(chosen, follow=False)
    assert (response.status_code, response.location) == (303, "/privacy")
    assert _classes(client) == "elder dark more-contrast"
    client.get("/display")
    assert client.submit(follow=False).status_code == 303  # the form shows what was chosen
    assert _classes(client) == "elder dark more-contrast"
    client.get("/display/standard")
    assert _classes(client) == "standard dark more-contrast"


@pytest.mark.parametrize(
    ("wrong", "question"),
    [({"colours": "pink"}, "颜色"), ({"mode": None}, "显示方式"), ({"contrast": ""}, "对比度")],
)
def test_an_unknown_choice_of_display_is_refused_at_its_question(
    client: LintClient, wrong: dict[str, str | None], question: str
) -> None:
    client.get("/display")
    response = client.submit(wrong)
    assert response.status_code == 422
    assert f"{question}：请从列出的选项中选择" in client.text()
    assert client.get_cookie("portal_display") is None


def test_a_forged_form_changes_no_display(client: LintClient) -> None:
    client.get("/display")
    response = client.submit({"csrf_token": "forged", "mode": "elder"})
    assert response.status_code == 422
    assert client.get_cookie("portal_display") is None


@pytest.mark.parametrize("cookie", ["dark", "elder.pink", "", "more-contrast.dark.x", '"><b>'])
def test_what_nobody_can_choose_is_left_out_of_a_cookie(client: LintClient, cookie: str) -> None:
    client.set_cookie("portal_display", cookie)
    assert set((_classes(client) or "").split()) <= {"standard", "elder", "dark", "more-contrast"}


@pytest.mark.parametrize("address", ["/language/fr", "/display/huge", "/language/zh-CN%00"])
def test_an_unknown_preference_is_not_there(client: LintClient, address: str) -> None:
    assert client.get(address).status_code == 404


def test_the_privacy_page_names_what_the_law_wants(client: LintClient) -> None:
    client.get("/privacy")
    for words in ("谁来处理", "保存多久", "您的权利", "不影响提出意见"):
        assert words in client.text()


def test_a_sound_process_is_healthy(client: LintClient) -> None:
    response = client.get("/healthz")
    assert (response.status_code, response.text) == (200, "ok\n")
    assert response.headers["Cache-Control"] == "no-store"


def test_a_process_without_its_database_is_not(
    app: Flask, client: LintClient, settings: Settings
) -> None:
    own = app.extensions["portal.database"]
    nowhere = settings.instance_dir / "nowhere" / "portal.db"
    app.extensions["portal.database"] = Database(
        replace(settings, database_url=f"sqlite:///{nowhere}")
    )
    response = client.get("/healthz")
    app.extensions["portal.database"] = own
    assert (response.status_code, response.text) == (503, "unavailable\n")
