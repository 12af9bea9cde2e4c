"""The front page at three thousand consultations."""

from __future__ import annotations

from time import perf_counter

import pytest

from portal.db import Database
from tests.lint import LintClient
from tests.pace import within
from tests.queries.many import add_many
from tests.web.public import visits

COUNT = 3000
QUERY_BUDGET = 12


@pytest.mark.slow
def test_three_thousand_consultations_are_listed_and_searched_within_the_budget(
    client: LintClient, database: Database
) -> None:
    with database.transaction() as session:
        add_many(session, COUNT)
    for address in (
        "/", "/?state=closed", "/?state=closed&page=100", "/?state=all&year=2025", "/?q=停车",
        "/?q=收费标准&state=closed&page=20", "/?q=市", "/?bureau=云川市林业局&subject=city&q=第",
        "/?q=没有这个词", "/?q=养犬 收费标准", "/?q=第7号 收费标准", "/?q=云川市 第 市",
    ):  # fmt: skip
        began = perf_counter()
        with visits.counted_queries() as seen, within(1):
            assert client.get(address).status_code == 200
        assert len(seen) <= QUERY_BUDGET, address
        print(f"{address}: {len(seen)} queries, {1000 * (perf_counter() - began):.0f} ms")
    client.get("/?q=养犬")
    assert "找到 429 项征求意见活动" in client.text()
    assert client.links("第2条"), "a clause that has the word is named"
