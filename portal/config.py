"""Settings from the environment, read once at the edge; nothing else reads os.environ."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path

from portal.errors import SetupError

LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
PACKAGE_DIR = Path(__file__).resolve().parent
_CHECKOUT = PACKAGE_DIR.parent
FORM_TYPE = "application/x-www-form-urlencoded"
"""A form without files, as browsers send it."""
RESOURCE_DIR = _CHECKOUT if (_CHECKOUT / "templates").is_dir() else PACKAGE_DIR / "_resources"
"""Where templates/, static/, migrations/, translations/ stand: the checkout or a wheel."""


@dataclass(frozen=True, slots=True)
class SiteMarks:
    """The marks a government site carries in its footer. Source: 国办发〔2017〕47号."""

    sponsor: str = ""
    operator: str = ""
    icp: str = ""
    identifier: str = ""
    police: str = ""
    error_report_url: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """All that differs between installations.

    Unit: sizes in bytes, ages in seconds.
    """

    instance_dir: Path
    database_url: str
    trusted_hosts: tuple[str, ...] = ()
    secure_cookies: bool = False
    proxy_count: int = 0
    site_name: str = ""
    site_name_en: str = ""
    site: SiteMarks = SiteMarks()
    testing: bool = False
    tick_seconds: float = 5.0
    analysis_workers: int = 2
    """How many analysis processes a scheduler may start; 0: `portal worker` runs elsewhere."""
    max_request_bytes: int = 32 * 1024 * 1024
    max_text_bytes: int = 4 * 1024 * 1024
    """Of a form without files: four notes of the greatest length, as a browser encodes them."""
    session_seconds: int = 8 * 3600
    basket_seconds: int = 90 * 86400
    contact_days: int = 365
    """How long after the report contact data is kept: the privacy page says twelve months."""
    log_level: str = "INFO"
    mail_host: str = ""
    mail_port: int = 25
    mail_sender: str = ""
    mail_starttls: bool = False
    mail_folder: str = ""
    """Letters are kept here as files instead of being sent: for trying the portal out."""
    public_url: str = ""
    """Where citizens find the portal: letters to them carry links."""

    @property
    def is_sqlite(self) -> bool:
        """True on the embedded default."""
        return self.database_url.startswith("sqlite")

    @property
    def sends_mail(self) -> bool:
        """True when letters have somewhere to go; otherwise no message is ever queued."""
        return bool((self.mail_host or self.mail_folder) and self.mail_sender)

    @property
    def writes_to_citizens(self) -> bool:
        """True when letters can be sent and their links lead somewhere."""
        return self.sends_mail and bool(self.public_url)

    @property
    def attachment_dir(self) -> Path:
        """Where uploaded files stand, named by their hash."""
        return self.instance_dir / "attachments"

    @property
    def key_file(self) -> Path:
        """The key ring: mode 600, never in the database or its backups."""
        return self.instance_dir / "keys.json"


def _instance_dir(environ: Mapping[str, str]) -> Path:
    default = _CHECKOUT / "instance" if RESOURCE_DIR == _CHECKOUT else Path.cwd() / "instance"
    return Path(environ.get("PORTAL_INSTANCE_DIR") or default).resolve()


def load_settings(
    overrides: Mapping[str, object] | None = None, environ: Mapping[str, str] | None = None
) -> Settings:
    """The settings of this process: PORTAL_* variables, then `overrides` by field name.

    Raises: SetupError naming the variable that is not what it should be.
    """
    env = os.environ if environ is None else environ
    given = dict(overrides or {})
    instance = Path(str(given.pop("instance_dir", "") or _instance_dir(env)))
    url = env.get("PORTAL_DATABASE_URL") or f"sqlite:///{instance / 'portal.db'}"
    settings = Settings(
        instance_dir=instance,
        database_url=_driver_url(url),
        trusted_hosts=tuple(h for h in env.get("PORTAL_TRUSTED_HOSTS", "").split(",") if h),
        secure_cookies=env.get("PORTAL_SECURE_COOKIES", "") == "1",
        proxy_count=int(_number(env, "PORTAL_PROXY_COUNT", 0, whole=True)),
        site_name=env.get("PORTAL_SITE_NAME", ""),
        site_name_en=env.get("PORTAL_SITE_NAME_EN", ""),
        site=SiteMarks(
            **{f.name: env.get(f"PORTAL_SITE_{f.name.upper()}", "") for f in fields(SiteMarks)}
        ),
        tick_seconds=_number(env, "PORTAL_TICK_SECONDS", 5, whole=False),
        analysis_workers=int(
            _number(env, "PORTAL_ANALYSIS_WORKERS", min(2, os.cpu_count() or 1), whole=True)
        ),
        log_level=_log_level(env),
        mail_host=env.get("PORTAL_MAIL_HOST", ""),
        mail_port=int(_number(env, "PORTAL_MAIL_PORT", 25, whole=True)),
        mail_sender=env.get("PORTAL_MAIL_SENDER", ""),
        mail_starttls=env.get("PORTAL_MAIL_STARTTLS", "") == "1",
        mail_folder=env.get("PORTAL_MAIL_FOLDER", ""),
        public_url=_public_url(env),
    )
    known = {field.name for field in fields(Settings)}
    return replace(settings, **{k: v for k, v in given.items() if k in known})  # type: ignore[arg-type]  # names checked above


def _number(env: Mapping[str, str], name: str, default: int, *, whole: bool) -> float:
    text = env.get(name) or str(default)
    try:
        value = int(text) if whole else float(text)
    except ValueError as error:
        raise SetupError(message=f"{name} 应为数字,而不是 {text!r}。") from error
    if not (value >= 0 if whole else 0 < value < float("inf")):
        raise SetupError(message=f"{name} 的值 {text!r} 超出范围。")
    return value


def _public_url(env: Mapping[str, str]) -> str:
    url = env.get("PORTAL_PUBLIC_URL", "").rstrip("/")
    if url and not (url.startswith(("https://", "http://")) and url.isascii() and url.isprintable()):
        raise SetupError(message="PORTAL_PUBLIC_URL 应以 https:// 开头,例如 https://yj.example.cn。")
    return url


def _log_level(env: Mapping[str, str]) -> str:
    level = (env.get("PORTAL_LOG_LEVEL") or "INFO").upper()
    if level not in LOG_LEVELS:
        raise SetupError(message=f"PORTAL_LOG_LEVEL 应为 {'、'.join(LOG_LEVELS)} 之一。")
    return level


def _driver_url(url: str) -> str:
    for prefix in ("postgresql://", "postgres://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url
