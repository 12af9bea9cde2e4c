"""The application factory: config, logs, database, login, blueprints, errors, headers."""

from __future__ import annotations

import secrets as random
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from flask import Flask, Response, abort, g, request
from flask_babel import Babel, get_translations
from flask_login import LoginManager, current_user
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter, Map

from portal import clock, secrets
from portal.config import FORM_TYPE, RESOURCE_DIR, Settings, load_settings
from portal.db import Database
from portal.logs import configure_logs, log_event
from portal.models.accounts import User
from portal.operations.scheduling import seen_at
from portal.queries.accounts import find_signed_in
from portal.web import (
    access,
    admin,
    assets,
    auth,
    bureau,
    edge,
    errors,
    headers,
    language,
    public,
    site,
)
from portal.web.filters import register_filters
from portal.web.forms import ConfirmForm
from portal.web.kept_pages import KeptPages
from portal.web.public import page_cache

SESSION_COOKIE = "portal_session"
LARGEST_ID = 2**31 - 1
"""An INTEGER of PostgreSQL; SQLite's driver refuses numbers beyond 2**63."""


class IdConverter(IntegerConverter):
    """`<int:…>` in an address: a number no id can have is an address that leads nowhere."""

    def __init__(self, url_map: Map, **options: Any) -> None:
        super().__init__(url_map, **{"max": LARGEST_ID, **options})


def create_app(overrides: Settings | Mapping[str, object] | None = None) -> Flask:
    """The WSGI application. Raises: SetupError when the installation is not fit to run."""
    settings = overrides if isinstance(overrides, Settings) else load_settings(overrides)
    configure_logs(settings.log_level)
    app = Flask(
        "portal",
        template_folder=str(RESOURCE_DIR / "templates"),
        static_folder=str(RESOURCE_DIR / "static"),
    )
    _configure(app, settings)
    _connect(app, settings)
    _login(app)
    Babel(
        app,
        locale_selector=language.babel_locale,
        default_locale="zh",
        default_timezone="Asia/Shanghai",
        default_translation_directories=str(RESOURCE_DIR / "translations"),
    )
    app.url_map.converters["int"] = IdConverter
    for module in (assets, public, auth, bureau, admin):
        app.register_blueprint(module.blueprint)
    _templates(app)
    errors.register_errors(app)
    app.before_request(_begin)
    app.before_request(access.guard)
    app.after_request(headers.add_headers)
    app.after_request(_log_act)
    app.teardown_appcontext(edge.close_reading)
    access.check_lists(app)
    return app


def _configure(app: Flask, settings: Settings) -> None:
    ring = secrets.load_key_ring(settings.key_file)
    app.config.update(
        SECRET_KEY=ring.session,
        MAX_CONTENT_LENGTH=settings.max_request_bytes,
        # What fits into the request is read, so that a text too long comes back with its form.
        MAX_FORM_MEMORY_SIZE=settings.max_request_bytes,
        MAX_FORM_PARTS=500,
        WTF_CSRF_TIME_LIMIT=None,
        SESSION_COOKIE_NAME=SESSION_COOKIE,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        PERMANENT_SESSION_LIFETIME=timedelta(seconds=settings.basket_seconds),
        TRUSTED_HOSTS=list(settings.trusted_hosts) or None,
        SEND_FILE_MAX_AGE_DEFAULT=3600,
        TESTING=settings.testing,
    )
    app.extensions["portal.settings"] = settings
    app.extensions["portal.ring"] = ring
    kept = KeptPages(app.wsgi_app)
    app.extensions["portal.kept_pages"] = kept
    app.wsgi_app = kept  # type: ignore[method-assign]  # Flask's documented way to add middleware
    if settings.proxy_count:
        n = settings.proxy_count
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=n, x_proto=n, x_host=n)  # type: ignore[method-assign]  # Flask's documented way to add middleware


def _connect(app: Flask, settings: Settings) -> None:
    """The database is open and the clock knows the latest instant ever seen."""
    database = Database(settings)
    database.check_settings()
    with database.reading() as session:
        mark = seen_at(session)
    if mark is not None:
        clock.raise_floor(mark)
    app.extensions["portal.database"] = database


def _login(app: Flask) -> None:
    manager = LoginManager(app)
    manager.session_protection = None  # the session row itself is what counts

    @manager.user_loader  # type: ignore[untyped-decorator]  # flask-login has no types
    def load_user(token: str) -> User | None:
        return find_signed_in(edge.reading(), token, edge.now())


def _templates(app: Flask) -> None:
    register_filters(app)
    # Flask-Babel looks the catalogue up for every word; a page has a thousand, a request one.
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # the i18n extension's
        lambda one: _catalogue().ugettext(one),
        lambda one, many, count: _catalogue().ungettext(one, many, count),
        newstyle=True,
    )
    app.jinja_env.globals.update(
        asset=assets.asset, police_register_address=site.police_register_address
    )

    @app.context_processor
    def per_request() -> dict[str, Any]:
        name, name_lang = site.site_name()
        return {
            "site": site.site().marks,
            "site_name": name,
            "site_name_lang": name_lang,
            "html_lang": language.html_lang(),
            "display": language.display(),
            "server_now": edge.now(),
            "is_kept": page_cache.is_kept(),
            "sign_out_form": ConfirmForm(formdata=None) if current_user.is_authenticated else None,
        }


def _catalogue() -> Any:
    """The catalogue of this request's language."""
    if "catalogue" not in g:
        g.catalogue = get_translations()
    return g.catalogue


def _begin() -> None:
    """Raises: NotFound for an address with a NUL, which PostgreSQL cannot even look up."""
    g.request_id = random.token_hex(8)
    if "\x00" in request.path:
        abort(404)
    if request.mimetype == FORM_TYPE:
        settings = edge.settings()
        request.max_content_length = min(settings.max_text_bytes, settings.max_request_bytes)


def _log_act(response: Response) -> Response:
    """Acts and refusals are logged by endpoint; plain reading is not. No address, no text, no name."""
    if request.method == "POST" or response.status_code >= 400:
        log_event(
            "request",
            endpoint=request.endpoint,
            method=request.method,
            status=response.status_code,
            request_id=g.get("request_id"),
        )
    return response
