"""Setting a window by page: its counts, its two ways of writing, and what is refused."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from portal import clock, window
from portal.db import Database
from portal.models.consultations import Consultation
from portal.queries.consultations import get_for_bureau
from tests import make
from tests.lint import LintClient, elements
from tests.web.bureau import desk


@pytest.fixture
def base(client: LintClient, database: Database) -> str:
    """The address of a consultation in preparation, its officer signed in."""
    desk.officer(client, database)
    return f"/bureau/consultations/{desk.own(database)}"


def _own(database: Database, base: str) -> Consultation:
    with database.reading() as session:
        found = get_for_bureau(session, base.rsplit("/", 1)[1], None)
        session.expunge_all()
        return found


def test_a_window_of_whole_days_shows_its_three_counts(
    client: LintClient, database: Database, base: str
) -> None:
    client.get(f"{base}/window")
    client.submit({"mode": "days", "first_day": "2026-03-03", "last_day": "2026-04-02"})
    assert "起止时间已保存" in client.text()
    assert "31 首尾都算" in _tiles(client)
    assert "30 首日不算" in _tiles(client)
    assert "23 工作日" in _tiles(client)
    value = window.of_days(date(2026, 3, 3), date(2026, 4, 2))
    row = _own(database, base).window
    assert row is not None
    assert row.value() == value


def _tiles(client: LintClient) -> str:
    """Each figure before its label, as the tiles are read."""
    assert client.page is not None
    tiles = [tile for tile in client.page.iter() if tile.get("class") == "tiles__tile"]
    pairs = [["".join(part.itertext()).strip() for part in tile] for tile in tiles]
    return " ".join(f"{value} {label}" for label, value, *_ in pairs)


def test_a_window_may_be_given_to_the_minute(
    client: LintClient, database: Database, base: str
) -> None:
    client.get(f"{base}/window")
    client.submit({"mode": "times", "opens": "2026-03-03T09:17", "closes": "2026-04-02T17:30"})
    row = _own(database, base).window
    assert row is not None
    opens, closes = datetime(2026, 3, 3, 9, 17), datetime(2026, 4, 2, 17, 30)  # noqa: DTZ001  civil times as printed
    assert row.value() == window.from_civil(opens, closes)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"last_day": "2026-03-01", "first_day": "2026-03-02"}, "结束必须晚于开始"),
        ({"last_day": "9999-12-31"}, "不超过三年"),
        ({"first_day": ""}, "请填写“首日”"),
        ({"mode": "times", "opens": "2026-03-03T09:00", "closes": "2026-03-03T09:00"}, "结束必须晚于开始"),
        ({"mode": "times", "opens": "", "closes": "2026-03-03T09:00"}, "请填写“开始时刻（北京时间）”"),
        ({"mode": "sometimes"}, "请从列出的选项中选择"),
        ({"first_day": "2026-03-01"}, "开始日期早于今天"),
        ({"mode": "times", "opens": "2026-03-01T09:00", "closes": "2026-04-03T09:00"}, "开始日期早于今天"),
    ],
)
def test_an_impossible_window_is_refused_and_the_old_one_stays(
    client: LintClient, database: Database, base: str, data: dict[str, str], words: str
) -> None:
    before = _own(database, base).window
    client.get(f"{base}/window")
    answer = client.submit(data)
    assert answer.status_code == 422
    assert words in client.text()
    after = _own(database, base).window
    assert before is not None
    assert after is not None
    assert after.value() == before.value()


def test_a_last_day_on_a_weekend_is_hinted_at_and_left_alone(
    client: LintClient, database: Database, base: str
) -> None:
    client.get(f"{base}/window")
    client.submit({"mode": "days", "first_day": "2026-03-03", "last_day": "2026-04-04"})
    assert "不是工作日" in client.text()
    row = _own(database, base).window
    assert row is not None
    assert window.last_civil_day(row.value()) == date(2026, 4, 4)


def test_a_short_window_wants_a_public_reason_before_publication(
    client: LintClient, base: str
) -> None:
    client.get(f"{base}/window")
    client.submit({"mode": "days", "first_day": "2026-03-03", "last_day": "2026-03-12"})
    assert "比一般要求少 20 日" in client.text()
    client.get(f"{base}/publish")
    assert "必须写明缩短期限的理由" in client.text()
    client.get(f"{base}/notice")
    client.submit({"shortened_reason": "汛期临近，情况紧急。"})
    client.get(f"{base}/publish")
    client.submit({}, action="publish")
    assert "公告已发布" in client.text()


def test_the_offered_window_reaches_thirty_days_by_either_count(
    client: LintClient, database: Database
) -> None:
    desk.officer(client, database)
    client.get("/bureau/consultations/new")
    client.submit({"text": make.DRAFT})
    client.get("/bureau/consultations/2026-0001/window")
    assert "建议的期限" in client.text()
    assert client.page is not None
    values = {i.get("name"): i.get("value") for i in elements(client.page, "input")}
    today = window.civil_day(clock.now())
    assert values["first_day"] == today.isoformat()
    assert values["last_day"] == (today + timedelta(days=30)).isoformat()

