"""One possible row for each table, with the rows it refers to; the guards' tests break one thing."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from portal.db import Base
from tests.conftest import START

Row = dict[str, Any]
HASH = "a" * 64
LATER = START + timedelta(days=30)


def table_row(name: str) -> Row:
    """A row the database accepts once `add_world` has been called."""
    return {**_PREPARATION, **_PUBLIC, **_FINDINGS}[name]


_PREPARATION: dict[str, Row] = {
    "attempts": {"action": "query", "key_hash": HASH, "at": START},
    "bureaus": {"name": "云川市林业局", "created_at": START},
    "clock_marks": {"id": 1, "seen_at": START},
    "document_kinds": {"code": "other", "name": "其他", "minimum_days": 30, "unit": "calendar",
                       "strength": "soft", "source": "某条例"},
    "holidays": {"day": date(2026, 10, 1), "is_workday": False, "name": "国庆节"},
    "leases": {"name": "scheduler", "holder": "a", "expires_at": LATER},
    "users": {"username": "another", "display_name": "经办人", "role": "officer", "bureau_id": 1,
              "password_hash": "$argon2id$v=19$m=19456", "created_at": START},
    "staff_sessions": {"token_hash": HASH, "user_id": 1, "created_at": START, "expires_at": LATER},
    "audit_events": {"at": START, "action": "signed_in", "subject": "user", "reason": "",
                     "facts": {}},
    "consultations": {"reference": "2026-0009", "bureau_id": 1, "document_kind_id": 1,
                      "title": "题", "created_at": START, "created_by_id": 1},
    "notices": {"consultation_id": 1, "title": "题", "issuer": "局", "background": "背景",
                "explanatory_note": "", "no_note_reason": "", "shortened_reason": "",
                "channels": [], "organisation_requires": [], "individual_requires": [],
                "contacts": [], "phones": [], "email": "", "fax": "", "address": "",
                "postcode": ""},
    "windows": {"consultation_id": 1, "opens_at": START, "closes_at": LATER, "revision": 1},
    "window_changes": {"consultation_id": 1, "revision": 1, "kind": "set", "opens_at": START,
                       "closes_at": LATER, "reason": "", "changed_at": START, "changed_by_id": 1},
    "transitions": {"consultation_id": 1, "kind": "opened", "window_revision": 1, "due_at": START,
                    "recorded_at": START},
    "draft_versions": {"consultation_id": 1, "number": 2, "title": "题", "genre": "policy",
                       "preamble": "", "source_text": "文", "source_name": "a.txt",
                       "source_hash": HASH, "warnings": [], "imported_at": START,
                       "imported_by_id": 1},
    "clauses": {"id": 900, "draft_version_id": 1, "identity": "c9", "position": 9, "depth": 0,
                "path": "九", "level": "一、", "number": "九、", "heading": "", "text": "文",
                "text_hash": HASH, "line": 1, "is_commentable": True, "units": []},
    "outline_edits": {"draft_version_id": 1, "sequence": 1, "kind": "promoted", "identity": "c1",
                      "clause_label": "一、", "before": {}, "made_at": START, "made_by_id": 1},
    "clause_mappings": {"draft_version_id": 1, "old_clause_id": 1, "new_clause_id": 1,
                        "change": "kept", "similarity": 1.0, "set_by_id": None},
    "notice_files": {"consultation_id": 1, "title": "对照表", "sha256": HASH,
                     "media_type": "application/pdf", "byte_count": 1, "file_name": "a.pdf",
                     "added_at": START, "added_by_id": 1},
    "related_links": {"consultation_id": 1, "kind": "earlier_round", "target_id": 2, "title": "",
                      "url": "", "added_at": START, "added_by_id": 1},
    "site_settings": {"id": 1, "name_zh": "", "name_en": "", "sponsor": "", "operator": "",
                      "icp": "", "identifier": "", "police": "", "error_report_url": "",
                      "changed_at": START, "changed_by_id": 1},
    "search_passages": {"consultation_id": 1, "kind": "title", "clause_id": None},
}  # fmt: skip
_COMMENT: Row = {
    "submission_id": 1, "consultation_id": 1, "draft_version_id": 1, "clause_id": None,
    "clause_key": "whole", "clause_label": "", "clause_quote": "", "clause_text_hash": None,
    "position": 9, "kind": "remark", "stance": None, "body": "好", "received_at": START,
}  # fmt: skip
_PUBLIC: dict[str, Row] = {
    "baskets": {"token_hash": HASH, "consultation_id": 1, "created_at": START,
                "updated_at": START},
    "basket_opinions": {"basket_id": 1, "clause_id": None, "kind": "remark", "stance": None,
                        "body": "好", "created_at": START, "updated_at": START},
    "basket_contacts": {"basket_id": 1, "key_id": "k1", "nonce": b"n", "ciphertext": b"c",
                        "saved_at": START},
    "submissions": {"consultation_id": 1, "number": "2026-9", "query_code_hash": "9" * 64,
                    "idempotency_hash": "9" * 64, "content_hash": HASH,
                    "commenter_kind": "individual", "seal": "none", "channel": "web",
                    "person_hash": HASH, "comment_count": 1, "allows_publication": False,
                    "is_flagged": False, "received_at": START},
    "contact_data": {"submission_id": 1, "key_id": "k1", "nonce": b"n", "ciphertext": b"c"},
    "comments": _COMMENT,
    "attachments": {"basket_id": None, "submission_id": 1, "purpose": "seal", "sha256": HASH,
                    "media_type": "image/png", "byte_count": 1, "original_name": "a.png",
                    "created_at": START},
    "supplements": {"submission_id": 1, "comment_id": 1, "position": 1, "key_hash": HASH,
                    "body": "再补充一句", "received_at": START},
    "withdrawals": {"submission_id": 1, "consultation_id": 1, "withdrawn_at": START},
    "disputes": {"submission_id": 1, "consultation_id": 1, "disputed_at": START},
    "subscribers": {"address_hash": "8" * 64, "key_id": "k1", "nonce": b"n", "ciphertext": b"c",
                    "language": "zh", "created_at": START},
    "subscriptions": {"subscriber_id": 1, "reference": "r" * 43, "consultation_id": None,
                      "bureau_id": 1, "document_kind_id": None, "created_at": START},
    "occasions": {"consultation_id": 1, "kind": "opened", "revision": 0, "recorded_at": START},
    "collations": {"consultation_id": 1, "lead_hash": HASH, "code_hash": HASH, "name": "协会",
                   "opened_at": START},
    "collation_inputs": {"collation_id": 1, "member_hash": HASH, "handed_in_at": START},
    "collation_originals": {"input_id": 1, "position": 9, "clause_id": None, "kind": "remark",
                            "stance": None, "body": "好"},
    "collation_files": {"original_id": 1, "sha256": HASH, "media_type": "image/png", "byte_count": 1,
                        "original_name": "a.png"},
    "taken_up_comments": {"draft_version_id": 1, "clause_id": 1, "comment_id": 1,
                          "named_by_id": 1, "named_at": START},
    "comment_origins": {"comment_id": 2, "original_id": 1},
    "clause_tallies": {"consultation_id": 1, "clause_key": "whole", "comment_count": 0,
                       "decided_count": 0, "support_count": 0, "oppose_count": 0,
                       "suggest_count": 0, "question_count": 0, "clear_mood_count": 0,
                       "mood_sum": 0.0},
}  # fmt: skip
_FINDINGS: dict[str, Row] = {
    "analysis_results": {"comment_id": 1, "analyser_version": "1", "input_hash": HASH,
                         "sentiment_score": 0.5, "sentiment_clear": True, "stance": "none",
                         "stance_score": 0.0, "stance_confident": False, "kind": "other",
                         "personal_data": [], "why": {}, "analysed_at": START},
    "judgements": {"comment_id": 1, "stance": "none", "set_by_id": 1, "set_at": START},
    "topic_runs": {"consultation_id": 1, "analyser_version": "1", "comment_count": 0,
                   "last_comment_id": 1, "made_at": START},
    "topics": {"run_id": 1, "purpose": "topic", "position": 9, "words": [], "excerpt": "",
               "comment_count": 1, "warnings": []},
    "analysis_jobs": {"consultation_id": 1, "purpose": "topics", "comment_count": 1,
                      "topic_count": None, "topic_scale": None, "created_at": START},
    "analysis_shards": {"job_id": 1, "position": 9, "first_comment_id": 1, "last_comment_id": 2,
                        "comment_count": 2, "attempt_count": 0},
    "learned_judgements": {"comment_id": 1, "stance": "none", "stance_score": 0.0,
                           "stance_confident": False, "kind": "other", "why": {},
                           "label_count": 8, "learned_at": START},
    "topic_names": {"consultation_id": 1, "key": 1, "name": "停车", "set_by_id": 1,
                    "set_at": START},
    "topic_pins": {"comment_id": 1, "consultation_id": 1, "key": 1, "set_by_id": 1,
                   "set_at": START},
    "topic_mergers": {"consultation_id": 1, "key": 1, "into_key": 2, "set_by_id": 1,
                      "set_at": START},
    "letter_parts": {"comment_id": 2, "letter_id": 1, "cut_start": 0, "cut_end": 1,
                     "made_by_id": 1, "made_at": START},
    "topic_members": {"topic_id": 1, "comment_id": 1},
    "responses": {"comment_id": 1, "consultation_id": 1, "outcome": "adopted", "reason": "",
                  "changed_text": "", "duplicate_of_id": None, "decided_by_id": 1,
                  "decided_at": START},
    "reports": {"consultation_id": 1, "title": "题", "process": "经过", "collection": "收集",
                "thanks": "", "figures": {}, "published_at": START, "published_by_id": 1},
    "report_rows": {"report_id": 1, "sequence": 9, "comment_id": 2, "clause_label": "",
                    "commenter": "", "body": "", "outcome": "adopted", "reason": "",
                    "changed_text": "", "channel": "web"},
    "outbox": {"kind": "window_closed", "created_at": START, "next_attempt_at": START,
               "attempt_count": 0},
}  # fmt: skip

WORLD: list[tuple[str, Row]] = [
    ("bureaus", {"name": "云川市城市管理局"}),
    ("users", {"username": "officer"}),
    ("consultations", {"reference": "2026-0001"}),
    ("consultations", {"reference": "2026-0002"}),
    ("draft_versions", {"number": 1}),
    ("clauses", {"identity": "c1", "position": 1, "path": "一"}),
    ("baskets", {"token_hash": "b" * 64}),
    ("submissions", {"number": "2026-1", "query_code_hash": HASH, "idempotency_hash": HASH}),
    ("comments", {"position": 1}),
    ("comments", {"position": 2}),
    ("subscribers", {"address_hash": HASH}),
    ("collations", {"code_hash": "c" * 64}),
    ("collation_inputs", {}),
    ("collation_originals", {"position": 1}),
    ("topic_runs", {}),
    ("topics", {"position": 1}),
    ("analysis_jobs", {}),
    ("reports", {"consultation_id": 2}),
]
"""What the rows refer to: everything with id 1, a second consultation and a second comment."""


def add_world(session: Session) -> None:
    """The rows that others refer to stand; a fresh database numbers them from 1."""
    for name, changes in WORLD:
        row = {**table_row(name), **changes}
        row.pop("id", None)
        session.execute(insert(Base.metadata.tables[name]).values(row))
