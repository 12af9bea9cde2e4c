"""How personal data is treated."""

from __future__ import annotations

from typing import Any

from flask import render_template

from portal.web.public import blueprint
from portal.web.public.page_cache import keep_page


@blueprint.get("/privacy")
def privacy() -> Any:
    """The notice the law asks for, in one place. Source: 个人信息保护法 第十七条."""
    keep_page(None)
    return render_template("public/privacy.html")
