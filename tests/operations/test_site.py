"""The site's names and marks: shapes, defaults, the record."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.config import Settings, SiteMarks
from portal.errors import InvalidInputError
from portal.models.accounts import User
from portal.models.audit import AuditEvent
from portal.operations.site import EXAMPLES, save_site_settings
from portal.queries.site import present_site
from tests import make
from tests.conftest import START

WHOLE = {
    "name_zh": "云川市公开征求意见平台",
    "name_en": "Yunchuan public consultations",
    "sponsor": "云川市人民政府办公室",
    "operator": "云川市政务服务中心",
    "icp": "云ICP备12345678号-1",
    "identifier": "5399990001",
    "police": "云公网安备 53999900000001号",
    "error_report_url": "https://faults.example.cn/report?site_code=5399990001",
}


@pytest.fixture
def admin(session: Session) -> User:
    """Who sets it."""
    return make.admin(session)


def test_what_is_set_is_shown_and_what_is_blank_is_as_installed(
    session: Session, settings: Settings, admin: User
) -> None:
    installed = replace(settings, site_name="安装时的名称", site=SiteMarks(icp="云ICP备00000000号"))
    assert present_site(session, installed).name_zh == "安装时的名称"
    save_site_settings(session, {**WHOLE, "icp": ""}, actor=admin, now=START)
    session.flush()
    site = present_site(session, installed)
    assert (site.name_zh, site.name_en) == (WHOLE["name_zh"], WHOLE["name_en"])
    assert (site.marks.icp, site.marks.police) == ("云ICP备00000000号", WHOLE["police"])


def test_every_change_is_on_record_with_what_it_was_and_no_change_leaves_none(
    session: Session, admin: User
) -> None:
    assert save_site_settings(session, {}, actor=admin, now=START) == []
    save_site_settings(session, WHOLE, actor=admin, now=START)
    changed = {**WHOLE, "sponsor": "云川市数据局"}
    assert save_site_settings(session, changed, actor=admin, now=START) == ["sponsor"]
    assert save_site_settings(session, changed, actor=admin, now=START) == []
    query = select(AuditEvent).where(AuditEvent.action == "site_settings_saved")
    events = session.scalars(query.order_by(AuditEvent.id)).all()
    assert len(events) == 2
    assert events[1].facts == {"sponsor": [WHOLE["sponsor"], "云川市数据局"]}
    assert events[1].actor_id == admin.id


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *EXAMPLES.items(),
        ("icp", "京ICP备2021012345号"),
        ("icp", "京ICP备１２３４５６７８号"),
        ("identifier", "bm12345678"),
        ("police", "京公网安备12345678901234号"),
        ("error_report_url", "http://faults.example.cn/"),
    ],
)
def test_the_shapes_of_the_registers_are_taken(
    session: Session, admin: User, field: str, value: str
) -> None:
    assert save_site_settings(session, {field: value}, actor=admin, now=START) == [field]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("icp", "12345678"),
        ("icp", "京ICP备1234号"),
        ("icp", "京ICP备12345678号-1 更多"),
        ("identifier", "123456789"),
        ("identifier", "12345678901"),
        ("police", "京公网安备 1234567890123号"),
        ("police", "京公安备 12345678901234号"),
        ("error_report_url", "faults.example.cn"),
        ("error_report_url", "javascript:alert(1)"),
        ("error_report_url", "https://"),
        ("error_report_url", "https://user@faults.example.cn/"),
        ("error_report_url", "http://[/"),
        ("name_zh", "名" * 61),
        ("sponsor", "办\x00"),
    ],
)
def test_other_shapes_are_refused_at_their_field(
    session: Session, admin: User, field: str, value: str
) -> None:
    with pytest.raises(InvalidInputError) as caught:
        save_site_settings(session, {field: value}, actor=admin, now=START)
    assert caught.value.details["field"] == field
