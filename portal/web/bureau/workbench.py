"""What every page of one consultation's workbench stands on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import render_template, request
from sqlalchemy.orm import Session

from portal.errors import ConflictError, InvalidInputError
from portal.models.consultations import Consultation
from portal.queries.consultations import get_for_bureau, has_report, state_of
from portal.web import edge
from portal.web.errors import status_of
from portal.web.forms import PortalForm

DONE = 200
LARGEST_ID = 2**31 - 1
ROW_ID = f"int(max={LARGEST_ID})"
"""The converter of a row's id in an address: what no database could hold is not found."""


def get_own(reference: str) -> Consultation:
    """The consultation, if it is the officer's to see. Raises: NotFoundError."""
    return get_for_bureau(edge.reading(), reference, edge.bureau_scope())


def state(consultation: Consultation) -> str:
    """The consultation's state at this request's instant."""
    reported = has_report(edge.reading(), consultation.id)
    return state_of(consultation, reported, edge.now())


def page(name: str, consultation: Consultation, status: int = DONE, **values: Any) -> Any:
    """The page templates/bureau/<name>.html of the workbench, with its status."""
    values.setdefault("state", state(consultation))
    return render_template(f"bureau/{name}.html", consultation=consultation, **values), status


def perform(form: PortalForm, verb: Callable[[Session], object]) -> int:
    """DONE once the verb's transaction is committed; else the refusal's status, shown in the form."""
    try:
        with edge.transaction() as db:
            verb(db)
    except (InvalidInputError, ConflictError) as error:
        form.show(error)
        return status_of(error)
    return DONE


def get_own_anew(reference: str) -> Consultation:
    """As `get_own`, as the database stands after a refusal: another officer may have written."""
    edge.close_reading()
    return get_own(reference)


def after_id() -> int:
    """The last id of the page before, from `?after=`; 0 for the first page and for nonsense."""
    typed = request.args.get("after", 0, type=int)
    return typed if 0 < typed <= LARGEST_ID else 0
