"""The tab 提出意见: how to comment, and where to begin."""

from __future__ import annotations

from typing import Any

from flask import render_template

from portal.web.public import blueprint
from portal.web.public.frame import load_frame
from portal.web.public.page_cache import keep_page


@blueprint.get("/consultations/<reference>/opinions")
def opinions(reference: str) -> Any:
    """The steps, the ways in, the basket, and the other channels."""
    frame = load_frame(reference)
    keep_page(frame.changes_at)
    return render_template("public/opinions.html", frame=frame, notice=frame.notice)
