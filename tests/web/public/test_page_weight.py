"""What a first visit transfers: page, style sheet and scripts, as a browser asks for them."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urljoin

import pytest
from flask.testing import FlaskClient

from portal.db import Database
from portal.demo.content import load
from tests import make
from tests.lint import LintClient
from tests.web.public import visits

LIMIT = 100_000
"""Bytes. Source: issue of the public site: no page over 100 KB on first view without attachments."""
_REFERENCES = re.compile(r'(?:<link rel="(?:stylesheet|icon)"[^>]*|<script[^>]*|<img[^>]*) (?:href|src)="([^"]+)"')
_IMPORTS = re.compile(r'from "([^"]+)"')


def fetched(client: FlaskClient, address: str) -> tuple[int, str]:
    """Bytes of the answer's body as transferred, and its text when it was not packed."""
    packed = FlaskClient.open(client, address, headers={"Accept-Encoding": "gzip"})
    assert packed.status_code == 200, address
    plain = FlaskClient.open(client, address)
    size, text = len(packed.data), plain.get_data(as_text=True)
    packed.close()
    plain.close()
    return size, text


def transferred(client: FlaskClient, address: str) -> dict[str, int]:
    """Bytes by address of the page and all it asks for, modules' imports included."""
    size, text = fetched(client, address)
    sizes, waiting = {address: size}, [urljoin(address, found) for found in _REFERENCES.findall(text)]
    while waiting:
        part = waiting.pop()
        if part in sizes:
            continue
        sizes[part], text = fetched(client, part)
        if part.endswith(".mjs"):
            waiting += [urljoin(part, found) for found in _IMPORTS.findall(text)]
    return sizes


@pytest.mark.parametrize("page", ["home", "notice", "draft", "form", "result"])
def test_a_first_visit_transfers_less_than_100_kilobytes(
    new_client: Callable[[], LintClient], database: Database, page: str
) -> None:
    scene = make.scene(database, draft=load("open_draft.txt"))
    address = {
        "home": "/",
        "notice": visits.path(scene),
        "draft": visits.path(scene, "/draft"),
        "form": visits.path(scene, f"/opinions/new?clause={scene.clause_ids[0]}"),
        "result": visits.path(scene, "/result"),
    }[page]
    sizes = transferred(new_client(), address)
    print(page, sum(sizes.values()), sizes[address])
    assert any(name.endswith(".css") for name in sizes)
    assert sum(name.endswith(".mjs") for name in sizes) > 5
    assert sum(sizes.values()) < LIMIT, sizes
