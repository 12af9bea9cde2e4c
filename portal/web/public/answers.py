"""All that one visit will submit, gathered for the page where it is checked."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from portal.models.submissions import Attachment
from portal.operations.basket_contacts import find_contact
from portal.operations.basket_files import basket_files
from portal.operations.baskets import find_basket
from portal.operations.submissions import Contact
from portal.queries.baskets import basket_opinions
from portal.web import edge
from portal.web.public.basket_cookie import basket_token
from portal.web.public.contact_form import ContactForm
from portal.web.public.frame import Frame


@dataclass(frozen=True, slots=True)
class Answers:
    """`opinions`: rows (BasketOpinion, Clause | None) that will be sent; `mark`: of all of it."""

    opinions: Sequence[Any]
    unfinished_count: int
    files: Sequence[Attachment]
    contact: Contact
    is_flagged: bool
    mark: str

    @property
    def seal_name(self) -> str:
        """The name of the seal scan, if there is one."""
        return next((file.original_name for file in self.files if file.purpose == "seal"), "")


def answers_of(frame: Frame) -> Answers | None:
    """The visitor's answers; None while there is no opinion (nor 无意见), or no contact that passed."""
    db, token, consultation_id = edge.reading(), basket_token(), frame.consultation.id
    rows = basket_opinions(db, token, consultation_id)
    finished = [row for row in rows if not row[0].is_unfinished]
    typed = find_contact(db, edge.ring(), token, consultation_id)
    basket = find_basket(db, token, consultation_id)
    if typed is None or basket is None or not typed.is_complete:
        return None
    if not finished and not basket.is_no_comment:
        return None
    form = ContactForm(formdata=None)
    form.fill(typed.fields)
    files = basket_files(db, basket.id)
    contact = form.contact()
    return Answers(
        finished,
        len(rows) - len(finished),
        files,
        contact,
        bool(form.website.data),
        _mark(finished, files, contact),
    )


def _mark(opinions: Sequence[Any], files: Sequence[Attachment], contact: Contact) -> str:
    """The same as long as nothing changes. It can be computed by nobody else."""
    parts = [
        [[row.id, row.kind, row.stance, row.body, row.place] for row, _clause in opinions],
        [[file.id, file.sha256] for file in files],
        asdict(contact),
    ]
    return edge.ring().keyed_hash("answers", json.dumps(parts, sort_keys=True))
