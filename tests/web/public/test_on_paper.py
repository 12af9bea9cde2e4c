"""What a printed page says that a screen need not: where the page is, and where to ask."""

from __future__ import annotations

from portal.db import Database
from tests import make
from tests.lint import LintClient, elements, words
from tests.web.public import visits


def on_paper(client: LintClient) -> list[str]:
    """The words that stand on paper only."""
    assert client.page is not None
    found = (one for one in client.page.iter() if "on-paper" in (one.get("class") or "").split())
    return [words(one) for one in found]


def test_a_printed_notice_did_not_say_where_it_stands(client: LintClient, database: Database) -> None:
    scene = make.scene(database)
    client.get(visits.path(scene))
    assert on_paper(client) == [f"http://localhost{visits.path(scene)}"]
    assert client.page is not None
    code = next(one for one in elements(client.page, "img") if "qr.svg" in (one.get("src") or ""))
    assert code.get("loading") is None  # a picture that waits for the scrolling reader is blank on paper


def test_a_printed_receipt_did_not_say_where_its_code_is_asked_for(
    client: LintClient, database: Database
) -> None:
    scene = make.scene(database)
    visits.write(client, scene, 1, "请增加停放点位。")
    visits.submit(client, scene)
    assert on_paper(client) == ["查询办理情况：http://localhost/status"]
