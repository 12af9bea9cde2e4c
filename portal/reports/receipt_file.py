"""The receipt as a file to keep: what was received, in a canonical form anyone can hash again.

Neither name nor contact nor query code stands in it, so that it can be shown to others.
The format is documented in docs/receipt.md.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from portal.models.consultations import Consultation
from portal.models.submissions import Attachment, Comment, Submission
from portal.secrets import text_hash
from portal.window import to_civil

FORMAT = "portal-receipt/1"


def receipt_file(
    submission: Submission,
    consultation: Consultation,
    comments: Sequence[Comment],
    withdrawn_at: Any,
    site_name: str,
) -> bytes:
    """The file: `content` and the SHA-256 of its canonical form."""
    position_of = {comment.id: comment.position for comment in comments}
    content: dict[str, Any] = {
        "attachments": [_attachment(row, position_of) for row in submission.attachments],
        "consultation": {
            "bureau": consultation.bureau.name,
            "reference": consultation.reference,
            "title": consultation.title,
        },
        "number": submission.number,
        "opinions": [_opinion(comment) for comment in comments],
        "received_at": _instant(submission.received_at),
        "site": site_name,
        "withdrawn_at": _instant(withdrawn_at) if withdrawn_at else None,
    }
    return canonical(
        {"content": content, "content_sha256": content_hash(content), "format": FORMAT}
    )


def canonical(value: Any) -> bytes:
    """The one form of a JSON value: keys sorted, no blanks, UTF-8.

    Source: RFC 8785 for texts, whole numbers and ASCII keys, which is all that stands here.
    """
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def content_hash(content: Any) -> str:
    """SHA-256 of the canonical form, in hex."""
    return text_hash(canonical(content).decode())


def _instant(value: Any) -> str:
    """To the microsecond, with the civil offset."""
    return str(to_civil(value).isoformat(timespec="microseconds"))


def _attachment(row: Attachment, position_of: Mapping[int, int]) -> dict[str, Any]:
    """A file by its hash: its name, as its author chose it, may tell who that is."""
    return {
        "byte_count": row.byte_count,
        "media_type": row.media_type,
        "opinion": position_of[row.comment_id] if row.comment_id else None,
        "purpose": row.purpose,
        "sha256": row.sha256,
    }


def _opinion(comment: Comment) -> dict[str, Any]:
    return {
        "clause": comment.clause_label,
        "clause_text_sha256": comment.clause_text_hash,
        "kind": comment.kind,
        "position": comment.position,
        "stance": comment.stance,
        "supplements": [
            {
                "received_at": _instant(row.received_at),
                "text": row.body,
                "text_sha256": text_hash(row.body),
            }
            for row in comment.supplements
        ],
        "text": comment.body,
        "text_sha256": text_hash(comment.body),
    }
