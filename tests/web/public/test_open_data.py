"""The open data: what is public, page by page, nothing personal, as its description says."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable

from portal.db import Database
from portal.secrets import KeyRing
from tests import make
from tests.conftest import TestClock
from tests.lint import LintClient
from tests.web.bureau import desk
from tests.web.public import visits

API = "/api/v1/consultations"


def read(client: LintClient, address: str, **query: Any) -> Any:
    answer = client.get(address, query_string=query or None)
    assert answer.status_code == 200, (address, answer.status_code)
    assert answer.content_type == "application/json; charset=utf-8"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    return json.loads(answer.data)


def of(scene: make.Scene, part: str = "") -> str:
    return f"{API}/{scene.reference}{part}"


def test_a_consultation_can_be_walked_from_the_list_to_its_clauses(
    client: LintClient, database: Database
) -> None:
    scene = make.scene(database)
    (listed,) = read(client, API)["data"]
    assert (listed["reference"], listed["state"]) == (scene.reference, "open")
    assert listed["closes_at"] == "2026-03-31T16:00:00Z"
    details = read(client, listed["self"].removeprefix("http://localhost"))
    assert details["background"] == make.NOTICE["background"]
    clauses = read(client, details["links"]["clauses"].removeprefix("http://localhost"))
    assert clauses["version"]["number"] == 1
    assert [row["position"] for row in clauses["data"]] == [1, 2, 3, 4, 5, 6, 7]
    assert clauses["data"][1]["parent"] == clauses["data"][0]["identity"]
    assert {row["identity"] for row in clauses["data"]} >= set(scene.clause_ids)


def _walk(client: LintClient, address: str) -> Iterator[Any]:
    following: str | None = address
    while following:
        page = read(client, following.removeprefix("http://localhost"))
        yield page["data"]
        following = page["next"]


def test_pages_follow_one_another_without_gap_or_repetition(
    client: LintClient, database: Database
) -> None:
    scene = make.scene(database)
    with database.transaction() as session:
        actor = make.officer(session, "second", "云川市林业局")
        made = [make.published(session, actor).reference for _ in range(4)]
    pages = list(_walk(client, f"{API}?limit=2&state=open"))
    assert [len(page) for page in pages] == [2, 2, 1]
    found = [row["reference"] for page in pages for row in page]
    assert found == [*reversed(made), scene.reference]
    positions = [row["position"] for page in _walk(client, of(scene, "/clauses?limit=3")) for row in page]
    assert positions == [1, 2, 3, 4, 5, 6, 7]


@pytest.mark.parametrize(
    "query",
    [{"limit": "0"}, {"limit": "201"}, {"limit": "x"}, {"state": "draft"}, {"year": "99999"},
     {"subject": "poetry"}, {"q": ""}, {"unknown": "1"}, {"bureau": " "},
     {"bureau": "\x00"}, {"year": "²"}],
)  # fmt: skip
def test_a_parameter_that_cannot_be_understood_is_a_problem_that_names_it(
    client: LintClient, query: dict[str, str]
) -> None:
    answer = client.get(API, query_string=query)
    assert answer.status_code == 422
    assert answer.mimetype == "application/problem+json"
    assert json.loads(answer.data)["detail"] == next(iter(query))


@pytest.mark.parametrize(
    "address",
    ["?after=2026-9999", "/2026-9999", "/2026-9999/clauses", "/%00", "/x/y/z", "/2026-9999/report"],
)
def test_what_is_not_there_is_a_problem_too(client: LintClient, address: str) -> None:
    answer = client.get(f"{API}{address}")
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")


def test_nothing_can_be_written(client: LintClient) -> None:
    answer = client.post(API)
    assert (answer.status_code, answer.mimetype) == (405, "application/problem+json")


def test_what_is_in_preparation_is_not_there(client: LintClient, database: Database) -> None:
    desk.officer(client, database)
    reference = desk.own(database)
    assert read(client, API)["data"] == []
    for part in ("", "/clauses", "/counts", "/comments", "/report"):
        assert client.get(f"{API}/{reference}{part}").status_code == 404


def test_counts_by_clause_wait_for_the_bureau_or_the_report(
    client: LintClient, database: Database, ring: KeyRing, test_clock: TestClock
) -> None:
    scene = make.scene(database)
    make.submission(database, ring, scene, desk.opinions(scene, "一", "二"))
    assert read(client, of(scene, "/counts")) == {"comment_count": 2, "by_clause": None}
    assert client.get(of(scene, "/comments")).status_code == 404
    test_clock.set(scene.closes_at)
    visits.publish(database, ring, scene)
    counts = read(client, of(scene, "/counts"))
    assert counts["by_clause"] == [{"clause": scene.clause_ids[0], "comment_count": 2}]
    assert read(client, of(scene, "/report"))["figures"]["comment_count"] == 2


NAME, PHONE = "欧阳鹤鸣", "19987650012"


def test_nobody_is_named_and_only_those_who_agreed_are_quoted(
    client: LintClient, database: Database, ring: KeyRing, test_clock: TestClock
) -> None:
    """The canary: a name and a number that must not stand anywhere in the open data."""
    scene = make.scene(database)
    for agrees in (True, False):
        contact = make.Contact("individual", NAME, PHONE, allows_publication=agrees)
        words = f"我叫{NAME}，电话{PHONE}。意见{agrees}"
        make.submission(database, ring, scene, desk.opinions(scene, words), contact=contact)
    test_clock.set(scene.closes_at)
    visits.publish(database, ring, scene)
    rows = read(client, of(scene, "/comments"))["data"]
    assert [row["commenter"] for row in rows] == ["欧**鸣"]
    assert "意见True" in rows[0]["text"]
    for part in ("", "/clauses", "/counts", "/comments", "/report"):
        body = json.dumps(read(client, of(scene, part)), ensure_ascii=False)
        for secret in (NAME, PHONE, "意见False", "鹤"):
            assert secret not in body, part


def test_each_thing_has_exactly_the_fields_of_the_description(
    client: LintClient, database: Database, ring: KeyRing, test_clock: TestClock
) -> None:
    """A column that is added to a table does not slip out."""
    scene = visits.answered(database, ring, test_clock)
    described = read(client, "/api/v1/openapi.json")["components"]["schemas"]
    for part, name in (
        ("", "ConsultationDetails"), ("/clauses", "ClausePage"), ("/counts", "Counts"),
        ("/comments", "CommentPage"), ("/report", "Report"),
    ):  # fmt: skip
        assert set(read(client, of(scene, part))) == set(described[name]["properties"]), part


def test_an_answer_is_kept_and_not_sent_again(
    client: LintClient, new_client: Callable[[], LintClient], database: Database
) -> None:
    scene = make.scene(database)
    for address in (API, of(scene), of(scene, "/clauses"), of(scene, "/counts")):
        first = client.get(address)
        assert first.headers["Cache-Control"] == "public, max-age=0, stale-while-revalidate=60"
        with visits.counted_queries() as seen:
            again = new_client().get(address, headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.data, seen) == (304, b"", [])
        assert again.headers["Access-Control-Allow-Origin"] == "*"


def test_a_page_of_another_site_may_ask_with_the_tag_it_has(
    client: LintClient, database: Database
) -> None:
    """The tag was exposed, but the browser's question beforehand was not answered."""
    scene = make.scene(database)
    asks = {"Origin": "https://other.example", "Access-Control-Request-Method": "GET",
            "Access-Control-Request-Headers": "if-none-match"}  # fmt: skip
    for address in (API, of(scene), of(scene, "/clauses"), "/feed.atom", "/deadlines.ics"):
        answer = client.options(address, headers=asks)
        assert answer.status_code == 200
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "If-None-Match" in answer.headers["Access-Control-Allow-Headers"]
        assert "Set-Cookie" not in answer.headers
    for address in ("/", "/status", "/consultations/none"):
        assert "Access-Control-Allow-Origin" not in client.options(address, headers=asks).headers


def test_a_method_nobody_offers_is_refused_with_those_there_are(client: LintClient) -> None:
    """RFC 9110, 15.5.6: a 405 must say what is allowed."""
    for address in (API, "/", "/feed.atom"):
        answer = client.post(address)
        assert answer.status_code == 405
        assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


def test_the_state_is_right_at_the_close(
    client: LintClient, database: Database, test_clock: TestClock
) -> None:
    scene = make.scene(database)
    test_clock.set(scene.closes_at)
    test_clock.move(microseconds=-1)
    assert read(client, of(scene))["state"] == "open"
    test_clock.move(microseconds=1)
    assert read(client, of(scene))["state"] == "closed"
    assert read(client, API, state="open")["data"] == []


def test_the_page_of_the_open_data_leads_to_its_description(client: LintClient) -> None:
    client.get("/open-data")
    assert "/api/v1/openapi.json" in client.links("openapi.json")
    client.get("/")
    assert "/open-data" in client.links("开放数据")


@pytest.fixture
def described(
    app: Flask, database: Database, ring: KeyRing, test_clock: TestClock
) -> Any:
    """The description, served by an application with an answered consultation."""
    scene = make.scene(database)
    for body in ("支持。", "反对。"):
        make.submission(
            database, ring, scene, desk.opinions(scene, body), contact=visits.CONSENTING
        )
    test_clock.set(scene.closes_at)
    visits.publish(database, ring, scene)
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    known = {"type": "string", "enum": [scene.reference]}
    schema.raw_schema["components"]["parameters"]["reference"]["schema"] = known
    return schema


EXAMPLES = int(os.environ.get("PORTAL_TEST_API_EXAMPLES", "15"))


@pytest.mark.timeout(120 + 4 * EXAMPLES)
@pytest.mark.parametrize("mode", list(schemathesis.GenerationMode))
def test_the_interface_does_what_its_description_says(
    described: schemathesis.BaseSchema, mode: schemathesis.GenerationMode
) -> None:
    """Made-up requests, fit and unfit, for each operation; more of them: docs/open-data.md."""
    tried: dict[str, int] = {}
    for result in described.get_all_operations():
        operation = result.ok()
        try:
            strategy = operation.as_strategy(generation_mode=mode)
        except Unsatisfiable:
            continue  # an operation without parameters has no unfit request

        @given(case=strategy)
        @settings(
            max_examples=EXAMPLES, deadline=None, database=None, derandomize=True,
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        def check(case: schemathesis.Case) -> None:
            # its client would ask for gzip and not unpack it
            response = case.call_and_validate(headers={"Accept-Encoding": "identity"})
            label = f"{case.operation.label} {response.status_code}"
            tried[label] = tried.get(label, 0) + 1

        check()
    print(tried)
    assert len(tried) >= 6
