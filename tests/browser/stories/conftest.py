"""One installation, one server and one post office for all stories of a module; each brings its own consultation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from portal.config import Settings
from portal.db import Database
from portal.web.public import page_cache
from tests import make
from tests.browser.running import Running
from tests.operations.post_office import PostOffice, open_office


@pytest.fixture(scope="module")
def office() -> Iterator[PostOffice]:
    """Where the letters of the stories arrive."""
    with open_office() as value:
        yield value


@pytest.fixture(scope="module")
def settings(
    _template: Any, tmp_path_factory: pytest.TempPathFactory, office: PostOffice
) -> Iterator[Settings]:
    """A prepared installation that sends letters."""
    fresh = _template.copy(tmp_path_factory.mktemp("stories") / "instance")
    yield office.settings(fresh)
    _template.drop(fresh)


@pytest.fixture(scope="module")
def database(settings: Settings) -> Iterator[Database]:
    """The database of the installation."""
    value = Database(settings)
    yield value
    value.dispose()


@pytest.fixture(scope="module")
def running(settings: Settings) -> Iterator[Running]:
    """The portal as it runs."""
    value = Running(settings)
    yield value
    value.stop()


@pytest.fixture
def base_url(running: Running) -> str:
    """The address of the portal; no page that an earlier story saw is kept."""
    running.app.extensions["portal.kept_pages"].clear()
    running.app.extensions[page_cache.EXTENSION].clear()
    return running.url


@pytest.fixture
def scene(database: Database) -> make.Scene:
    """An open consultation of this story's own."""
    return make.scene(database)
