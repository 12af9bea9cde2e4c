"""What a comment's page shows of the letter it is, or of the letter it was cut from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session
from wtforms import FieldList, SelectField

from portal.models.drafts import Clause
from portal.models.submissions import Comment
from portal.operations.letter_parts import Proposal, clauses_to_choose, proposals
from portal.queries.letter_parts import Part, parts_of
from portal.web.bureau.cards import Card
from portal.web.forms import ConfirmForm, PortalForm


class SplitForm(PortalForm):
    """The clause of each proposed part, in order; "" is the whole draft."""

    clauses = FieldList(SelectField(validate_choice=False))


@dataclass(frozen=True, slots=True)
class LetterView:
    """`proposals` and `clauses` of a letter that can be split, `parts` of one that was, `letter` of a part."""

    proposals: Sequence[Proposal]
    clauses: Sequence[Clause]
    parts: Sequence[Part]
    letter: Comment | None
    split_form: PortalForm
    merge_form: PortalForm

    def chosen(self, place: int) -> str:
        """The clause shown for a part: as it was sent, else as proposed."""
        sent = [field.data for field in getattr(self.split_form, "clauses", ())]
        if place < len(sent):
            return str(sent[place] or "")
        clause = self.proposals[place].clause
        return str(clause.id) if clause else ""

    @property
    def can_be_merged(self) -> bool:
        """True while none of the parts is answered."""
        return bool(self.parts) and not any(part.response for part in self.parts)


def letter_view(db: Session, card: Card, *, is_reported: bool, refused: Any = None) -> LetterView:
    """What can be cut of the comment, what was cut, and what it was cut from."""
    can_split = card.is_answerable and not (card.letter_id or card.response or is_reported)
    found = proposals(db, card.comment) if can_split else []
    parts = parts_of(db, [card.comment.id]).get(card.comment.id, []) if card.part_count else []
    return LetterView(
        proposals=found,
        clauses=clauses_to_choose(db, card.comment) if found else [],
        parts=parts,
        letter=db.get(Comment, card.letter_id) if card.letter_id else None,
        split_form=refused if isinstance(refused, SplitForm) else SplitForm(formdata=None),
        merge_form=ConfirmForm(formdata=None),
    )
