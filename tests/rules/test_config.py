"""Settings come from the environment, and a wrong one is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from portal.config import RESOURCE_DIR, load_settings
from portal.errors import SetupError


def test_an_empty_environment_gives_the_embedded_default(tmp_path: Path) -> None:
    settings = load_settings({"instance_dir": str(tmp_path)}, {})
    assert settings.database_url == f"sqlite:///{tmp_path / 'portal.db'}"
    assert settings.is_sqlite
    assert settings.key_file == tmp_path / "keys.json"
    assert settings.attachment_dir == tmp_path / "attachments"
    assert (settings.trusted_hosts, settings.secure_cookies, settings.testing) == ((), False, False)


def test_variables_are_read_and_overrides_win(tmp_path: Path) -> None:
    environment = {
        "PORTAL_INSTANCE_DIR": str(tmp_path / "a"),
        "PORTAL_TRUSTED_HOSTS": "opinions.example.cn,,www.example.cn",
        "PORTAL_SECURE_COOKIES": "1",
        "PORTAL_PROXY_COUNT": "2",
        "PORTAL_TICK_SECONDS": "0.5",
        "PORTAL_SITE_ICP": "云ICP备00000000号",
        "PORTAL_LOG_LEVEL": "warning",
    }
    settings = load_settings({"testing": True}, environment)
    assert settings.instance_dir == tmp_path / "a"
    assert settings.trusted_hosts == ("opinions.example.cn", "www.example.cn")
    assert (settings.secure_cookies, settings.proxy_count, settings.tick_seconds) == (True, 2, 0.5)
    assert settings.site.icp == "云ICP备00000000号"
    assert (settings.log_level, settings.testing) == ("WARNING", True)
    assert load_settings({"instance_dir": str(tmp_path)}, environment).instance_dir == tmp_path


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_any_way_to_write_postgresql_uses_the_one_driver(scheme: str) -> None:
    settings = load_settings({}, {"PORTAL_DATABASE_URL": f"{scheme}://portal@127.0.0.1/portal"})
    assert settings.database_url == "postgresql+psycopg://portal@127.0.0.1/portal"
    assert not settings.is_sqlite


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORTAL_PROXY_COUNT", "one"),
        ("PORTAL_PROXY_COUNT", "-1"),
        ("PORTAL_PROXY_COUNT", "1.5"),
        ("PORTAL_MAIL_PORT", "smtp"),
        ("PORTAL_TICK_SECONDS", "soon"),
        ("PORTAL_TICK_SECONDS", "0"),
        ("PORTAL_TICK_SECONDS", "nan"),
        ("PORTAL_TICK_SECONDS", "inf"),
        ("PORTAL_LOG_LEVEL", "loud"),
    ],
)
def test_a_wrong_value_is_refused_by_the_name_of_its_variable(name: str, value: str) -> None:
    with pytest.raises(SetupError, match=name):
        load_settings({}, {name: value})


def test_an_empty_variable_is_as_good_as_none() -> None:
    empty = {"PORTAL_PROXY_COUNT": "", "PORTAL_TICK_SECONDS": "", "PORTAL_LOG_LEVEL": ""}
    assert load_settings({}, empty) == load_settings({}, {})


def test_templates_static_files_and_migrations_stand_in_the_resource_folder() -> None:
    assert all((RESOURCE_DIR / name).is_dir() for name in ("templates", "static", "migrations"))
