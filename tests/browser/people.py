"""The people of the browser stories, each doing one thing a person does at the pages."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from portal.web.public.basket_cookie import BASKET_COOKIE

PASSWORD = "a long enough password"


def go(page: Page, link: str) -> None:
    """The first link whose name has these words is followed."""
    page.get_by_role("link", name=link).first.click()


def press(page: Page, button: str) -> None:
    """The first button whose name has these words is pressed."""
    page.get_by_role("button", name=button).first.click()


def press_for_status(page: Page, button: str) -> int:
    """As `press`; the status of the page that answers."""
    with page.expect_response(lambda answer: answer.request.is_navigation_request()) as told:
        press(page, button)
    page.wait_for_load_state()
    return told.value.status


def reads(page: Page, *sentences: str) -> None:
    """Somebody reads each of the sentences on the page."""
    for sentence in sentences:
        expect(page.get_by_role("main")).to_contain_text(sentence)


def misses(page: Page, *sentences: str) -> None:
    """None of the sentences stands on the page."""
    for sentence in sentences:
        expect(page.get_by_role("main")).not_to_contain_text(sentence)


def heading(page: Page, words: str) -> None:
    """The page's one heading has the words."""
    expect(page.get_by_role("heading", level=1)).to_contain_text(words)


def download(page: Page, link: str) -> bytes:
    """The file behind the link, as it was saved."""
    with page.expect_download() as saved:
        go(page, link)
    return saved.value.path().read_bytes()


def hold_basket(page: Page, base_url: str, token: str) -> None:
    """The visitor comes back to a basket written before."""
    cookie = {"name": BASKET_COOKIE, "value": token, "url": base_url}
    page.context.add_cookies([cookie])  # type: ignore[list-item]  # Playwright's own kind of mapping


def sign_in(page: Page, username: str) -> None:
    """A member of staff signs in."""
    page.goto("/staff/sign-in")
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page.get_by_role("button", name="退出登录")).to_be_visible()


def import_draft(page: Page, draft: Path) -> str:
    """The officer uploads the draft; returns the consultation's reference."""
    page.goto("/bureau/")
    page.get_by_role("link", name=re.compile("新建")).first.click()
    page.get_by_label("文件类型").select_option("major_decision")
    page.get_by_label("上传草案文件").set_input_files(draft)
    page.get_by_role("button", name="导入并核对条款").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("征求意见稿")
    found = re.search(r"/consultations/([^/]+)/draft", page.url)
    assert found, page.url
    return found.group(1)


def publish(page: Page, reference: str) -> None:
    """The officer completes the notice, takes the proposed 30 days, and publishes."""
    page.goto(f"/bureau/consultations/{reference}/notice")
    page.get_by_label(re.compile("^起草说明")).fill(
        "一、起草背景\n落实规划要求。\n二、主要内容\n见正文。"
    )
    channels = page.get_by_label(re.compile("^提出意见的途径"))
    if not channels.input_value():
        channels.fill("网站\n信函")
    page.get_by_role("button", name=re.compile("^保存")).click()
    page.goto(f"/bureau/consultations/{reference}/window")
    page.get_by_role("button", name="保存起止时间").click()
    page.goto(f"/bureau/consultations/{reference}/publish")
    page.get_by_role("button", name="确认发布").click()
    expect(page.get_by_text("征集中").first).to_be_visible()


def write_opinion(page: Page, reference: str, clause: str, body: str, stance: str | None) -> None:
    """A citizen presses the button of a clause and puts an opinion into the basket."""
    page.goto(f"/consultations/{reference}/draft")
    link = page.get_by_role("link", name=re.compile(rf"对本条提意见.*{re.escape(clause)}"))
    link.click()
    page.get_by_label("意见内容").fill(body)
    if stance:
        page.get_by_label(stance, exact=True).check()
    page.get_by_role("button", name="放入意见篮").click()
    expect(page.get_by_text(body)).to_be_visible()


def go_to_contact(page: Page) -> None:
    """From the basket on to the contact form."""
    page.get_by_role("link", name="下一步：填写联系方式").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("填写联系方式")


def submit_as_person(page: Page, name: str, reach: str) -> str:
    """An individual submits; returns the query code of the receipt."""
    page.get_by_label("姓名", exact=True).fill(name)
    page.get_by_label("联系方式", exact=True).fill(reach)
    page.get_by_role("checkbox", name=re.compile("我同意")).check()
    check_and_submit(page)
    return query_code(page)


def fill_organisation(page: Page, name: str) -> None:
    """The contact form is that of an organisation, and filled in but for the seal."""
    page.get_by_label("单位", exact=True).check()
    name_organisation(page, name)


def name_organisation(page: Page, name: str) -> None:
    """The organisation's part of the contact form is filled in, but for the seal."""
    page.get_by_label("单位名称").fill(name)
    page.get_by_label("联系人", exact=True).fill("周一鸣")
    page.get_by_label("联系人的联系方式").fill("0999-5550188")


def submit_as_organisation(page: Page, name: str, seal: Path) -> str:
    """An organisation submits with the scan of its seal; returns the query code."""
    fill_organisation(page, name)
    page.get_by_label("上传盖章扫描件").check()
    page.get_by_label("盖章扫描件", exact=False).last.set_input_files(seal)
    page.get_by_role("checkbox", name=re.compile("我同意")).check()
    check_and_submit(page)
    return query_code(page)


def check_and_submit(page: Page) -> None:
    """From the contact form over the page to check to the receipt."""
    page.get_by_role("button", name="下一步：核对").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("请核对后提交")
    page.get_by_role("button", name=re.compile("^提交这")).click()


def query_code(page: Page) -> str:
    """The query code as printed on the receipt."""
    expect(page.get_by_role("heading", level=1)).to_contain_text("提交成功")
    code = page.locator(".receipt__code").text_content() or ""
    assert len(code.replace("-", "")) == 26, code
    return code


def look_up(page: Page, code: str) -> str:
    """Somebody with a query code reads what became of the opinions."""
    page.goto("/status")
    page.get_by_label("查询码").fill(code.lower())
    page.get_by_role("button", name=re.compile("查询|查看")).click()
    return page.inner_text("main")
