"""Every public page that is one of several behaves alike past its end: the last page, and a way back."""

from __future__ import annotations

import pytest

from portal.db import Database
from portal.operations.baskets import Opinion
from portal.queries import consultations, report_rows
from portal.secrets import KeyRing
from tests import make
from tests.conftest import TestClock
from tests.lint import LintClient
from tests.web.public import visits

PAST_THE_END = ("2", "9999", "99999999", "9" * 30)
EMPTY = ("/", "/?state=answered", "/?state=all", "/?q=地铁", "/?bureau=某局")


def _full_list(database: Database, monkeypatch: pytest.MonkeyPatch) -> str:
    """A list of two pages."""
    monkeypatch.setattr(consultations, "PAGE", 1)
    with database.transaction() as session:
        actor = make.officer(session)
        for _ in range(2):
            make.published(session, actor)
    return "/?q=停放"


def _full_report(
    database: Database, ring: KeyRing, test_clock: TestClock, monkeypatch: pytest.MonkeyPatch
) -> str:
    """A table of two pages."""
    monkeypatch.setattr(report_rows, "PAGE", 1)
    opinions = [Opinion(None, "remark", None, body) for body in ("甲。", "乙。")]
    scene = visits.answered(database, ring, test_clock, opinions)
    return visits.path(scene, "/result?")


@pytest.fixture(params=["list", "report"])
def address(
    request: pytest.FixtureRequest,
    database: Database,
    ring: KeyRing,
    test_clock: TestClock,
    monkeypatch: pytest.MonkeyPatch,
) -> str:
    """A public address whose list has two pages."""
    if request.param == "list":
        return _full_list(database, monkeypatch)
    return _full_report(database, ring, test_clock, monkeypatch)


@pytest.mark.parametrize("page", PAST_THE_END)
def test_past_the_end_stands_the_last_page_with_the_way_back(
    client: LintClient, address: str, page: str
) -> None:
    """One list said 404, another showed an empty page."""
    assert client.get(f"{address}&page={page}").status_code == 200
    assert "第 2 页，共 2 页" in client.text()
    assert client.links("上一页")
    assert not client.links("下一页")
    client.get(client.links("上一页")[0])
    assert "第 1 页，共 2 页" in client.text()


@pytest.mark.parametrize("page", ["0", "-1", "x", "1e9", "９", "", "1"])
def test_a_page_that_is_no_number_is_the_first(
    client: LintClient, address: str, page: str
) -> None:
    assert client.get(f"{address}&page={page}").status_code == 200
    assert "第 1 页，共 2 页" in client.text()


@pytest.mark.parametrize("page", PAST_THE_END)
@pytest.mark.parametrize("place", EMPTY)
def test_any_page_of_an_empty_list_is_the_empty_list(
    client: LintClient, place: str, page: str
) -> None:
    client.get(place)
    first = client.text()
    further = f"{place}{'&' if '?' in place else '?'}page={page}"
    assert client.get(further).status_code == 200
    assert client.text() == first


def test_any_page_of_a_report_without_opinions_says_that_there_were_none(
    client: LintClient, database: Database, ring: KeyRing, test_clock: TestClock
) -> None:
    scene = visits.answered(database, ring, test_clock)
    assert client.get(visits.path(scene, "/result?page=9999")).status_code == 200
    assert "征集期间未收到意见建议" in client.text()
