"""Translations are compiled when they are older than their source, and only then."""

from __future__ import annotations

import gettext
import os
from pathlib import Path

import pytest

from portal.bootstrap.catalogues import compile_catalogues, stale_catalogues
from portal.bootstrap.checkout import Checkout

_CATALOGUE = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"

msgid "条款"
msgstr "clause"
"""


@pytest.fixture
def po(tmp_path: Path) -> Path:
    catalogue = tmp_path / "translations" / "en" / "LC_MESSAGES" / "messages.po"
    catalogue.parent.mkdir(parents=True)
    catalogue.write_text(_CATALOGUE, encoding="utf-8")
    return catalogue


def test_a_missing_catalogue_is_compiled_and_can_be_read(po: Path, tmp_path: Path) -> None:
    compile_catalogues(Checkout(tmp_path))
    with po.with_suffix(".mo").open("rb") as compiled:
        assert gettext.GNUTranslations(compiled).gettext("条款") == "clause"
    assert [path.name for path in po.parent.iterdir() if path.suffix not in (".po", ".mo")] == []


def test_a_newer_source_makes_the_compiled_one_stale(po: Path, tmp_path: Path) -> None:
    compile_catalogues(Checkout(tmp_path))
    assert stale_catalogues(tmp_path / "translations") == []
    later = po.with_suffix(".mo").stat().st_mtime + 1
    os.utime(po, (later, later))
    assert stale_catalogues(tmp_path / "translations") == [po]


def test_a_checkout_without_translations_has_nothing_to_compile(tmp_path: Path) -> None:
    compile_catalogues(Checkout(tmp_path))
    assert stale_catalogues(tmp_path / "translations") == []
