"""A visitor who reads in English: follows links, sends forms, and notes what is left in Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit
from xml.etree.ElementTree import Element

from flask import Flask

from portal.web.language import LANGUAGE_COOKIE
from tests import make
from tests.lint import elements, form_fields, words

CHINESE = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
READ_OUT = (
    "alt", "aria-label", "data-ended", "data-failed", "data-label", "data-stop", "data-text", "data-text-over", "label",
    "placeholder", "title",
)  # fmt: skip
"""Attributes whose words reach a reader."""
_TYPED = ("textarea", "script", "title")
"""What people typed, what nobody reads, and the title: that repeats the h1 and is read apart."""
_UNFOLLOWED = ("/display/", "/language", "/static")
_KEPT = ("act", "csrf_token", "key", "next", "seen")


def _is_chinese(element: Element) -> bool:
    return (element.get("lang") or "").startswith("zh")


def chinese_words(element: Element) -> Iterator[str]:
    """What a reader of English would meet in Chinese though nothing says that it is Chinese."""
    name = str(element.tag).rpartition("}")[2]
    if _is_chinese(element) or name in _TYPED or element.get("aria-hidden") == "true":
        return
    said = [element.text or "", *(child.tail or "" for child in element)]
    said += [element.get(attribute, "") for attribute in READ_OUT]
    yield from (f"{name}: {text.strip()}" for text in said if CHINESE.search(text))
    for child in element:
        yield from chinese_words(child)


def wrongly_marked(page: Element) -> Iterator[str]:
    """What says of itself that it is Chinese and is not: a voice would read it as Chinese."""
    for element in page.iter():
        said = words(element)
        if _is_chinese(element) and re.search(r"[A-Za-z]{3}", said) and not CHINESE.search(said):
            yield f"marked as Chinese: {said}"


def title_words(page: Element) -> Iterator[str]:
    """What the title says in Chinese beyond what the h1 marks as Chinese."""
    title = words(elements(page, "title")[0])
    for part in elements(page, "h1")[0].iter():
        if _is_chinese(part):
            title = title.replace(words(part), "")
    if CHINESE.search(title):
        yield f"title: {title}"


class Reader:
    """A visitor who reads in English, follows every link, and notes what is not English."""

    def __init__(self, app: Flask, data: list[str], username: str = "") -> None:
        self.data = sorted(data, key=len, reverse=True)
        self.urls = app.url_map.bind("localhost")
        self.client: Any = app.test_client()
        self.client.set_cookie(LANGUAGE_COOKIE, "en")
        self.read_pages: set[Any] = set()
        self.forms: dict[Any, tuple[str, str]] = {}
        self.found: dict[str, str] = {}
        if username:
            self.client.sign_in(username, make.PASSWORD)

    def note(self, where: str) -> None:
        """What is Chinese on the page fetched last is noted."""
        page = self.client.page
        assert elements(page, "html")[0].get("lang") == "en", where
        for found in wrongly_marked(page):
            self.found.setdefault(found, where)
        for found in [*chinese_words(page), *title_words(page)]:
            rest = found
            for text in self.data:
                rest = rest.replace(text, "")
            if CHINESE.search(rest):
                self.found.setdefault(found, where)

    def get(self, path: str, status: int = 200) -> None:
        """The page is read."""
        response = self.client.get(path, follow_redirects=True)
        assert response.status_code == status, path
        self.note(f"GET {path}")

    def walk(self, *starts: str) -> Reader:
        """Every page that links lead to is read, one of each kind."""
        waiting = list(starts)
        while waiting:
            path = waiting.pop(0)
            kind = None if path.startswith(_UNFOLLOWED) else self._kind(path)
            if kind and kind not in self.read_pages:
                self.read_pages.add(kind)
                self.get(path)
                waiting += self._links()
        return self

    def _kind(self, path: str) -> tuple[Any, ...]:
        """Pages of one kind differ only in which clause, comment or list page they show."""
        parts = urlsplit(path)
        endpoint, values = self.urls.match(parts.path, method="GET")
        return endpoint, values.get("reference"), *sorted(parse_qs(parts.query))

    def _links(self) -> list[str]:
        base = self.client.path.rstrip("?")
        for form, action in self._post_forms():
            endpoint = self.urls.match(urlsplit(action).path, method="POST")[0]
            self.forms.setdefault((endpoint, form_fields(form).get("act")), (base, action))
        links = [a for a in elements(self.client.page, "a") if a.get("download") is None]
        paths = [urljoin(base, a.get("href", "")).split("#")[0] for a in links]
        return [path for path in paths if path.startswith("/")]

    def _post_forms(self) -> list[tuple[Element, str]]:
        base = self.client.path.rstrip("?")
        forms = [f for f in elements(self.client.page, "form") if f.get("method") == "post"]
        placed = [(form, urljoin(base, form.get("action") or base)) for form in forms]
        return [(form, action) for form, action in placed if "sign-out" not in action]

    def send(self, *, is_emptied: bool) -> Reader:
        """Every kind of form met is sent, as it stands or emptied, and its answer is read."""
        for (endpoint, act), (page, action) in self.forms.items():
            self.client.get(page, follow_redirects=True)
            for form, target in self._post_forms():
                fields = form_fields(form)
                if target == action and fields.get("act") == act:
                    kept = {k: v if k in _KEPT else "" for k, v in fields.items()}
                    self._post(action, form, kept if is_emptied else fields)
                    self.note(f"POST {endpoint} {act or ''}")
                    break
        return self

    def _post(self, action: str, form: Element, fields: dict[str, Any]) -> None:
        kind = form.get("enctype") or "application/x-www-form-urlencoded"
        self.client.post(action, data=fields, content_type=kind, follow_redirects=True)
