"""The open data: everything that leaves is named here, one function a kind of thing.

An allow-list: a column that is added to a table does not appear until a line is added here. What is
read are the public rows only; the published report's rows are masked already, and words and name
of those who did not agree to publication never reached them.
Source: 个人信息保护法 第二十五条.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from portal.models.consultations import Consultation, Notice
from portal.models.drafts import Clause, DraftVersion
from portal.models.materials import NoticeFile
from portal.models.responses import Report, ReportRow
from portal.queries.materials import Related

Link = Callable[..., str]
"""Makes the whole address of an endpoint: link("consultation", **values)."""
Json = dict[str, Any]


def instant(value: datetime | None) -> str | None:
    """UTC, to the second, with Z."""
    if value is None:
        return None
    return value.astimezone(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")


def consultation_data(consultation: Consultation, state: str, link: Link) -> Json:
    """A consultation as every list shows it."""
    window, kind, reference = (
        consultation.window,
        consultation.document_kind,
        consultation.reference,
    )
    return {
        "reference": reference,
        "title": consultation.title,
        "bureau": consultation.bureau.name,
        "document_kind": {"code": kind.code, "name": kind.name},
        "subject": consultation.subject,
        "state": state,
        "opens_at": instant(window.opens_at) if window else None,
        "closes_at": instant(window.closes_at) if window else None,
        "published_at": instant(consultation.published_at),
        "withdrawn_at": instant(consultation.withdrawn_at),
        "page": link("consultation", reference=reference),
        "self": link("open_consultation", reference=reference),
    }


def consultation_details(
    base: Json,
    notice: Notice,
    versions: Sequence[DraftVersion],
    files: Sequence[NoticeFile],
    related: Sequence[Related],
    link: Link,
) -> Json:
    """A consultation with its notice. Contacts of the bureau are on the page, not in the data."""
    reference = base["reference"]
    return {
        **base,
        "issuer": notice.issuer,
        "background": notice.background,
        "explanatory_note": notice.explanatory_note,
        "shortened_reason": notice.shortened_reason,
        "versions": [version_data(version) for version in versions],
        "files": [
            {
                "title": file.title,
                "media_type": file.media_type,
                "byte_count": file.byte_count,
                "sha256": file.sha256,
                "href": link("notice_file", reference=reference, digest=file.sha256),
            }
            for file in files
            if file.withdrawn_at is None
        ],
        "related": [
            {
                "kind": item.kind,
                "title": item.title,
                "href": item.url or link("consultation", reference=item.reference),
            }
            for item in related
        ],
        "links": {
            name: link(f"open_{name}", reference=reference)
            for name in ("clauses", "counts", "comments", "report")
        },
    }


def version_data(version: DraftVersion) -> Json:
    """A public version of the draft."""
    return {
        "number": version.number,
        "purpose": version.purpose,
        "title": version.title,
        "published_at": instant(version.published_at),
    }


def clause_data(clause: Clause, parents: Mapping[int, str]) -> Json:
    """A clause; `parents` are the identities of the clauses by their ids."""
    return {
        "identity": clause.identity,
        "position": clause.position,
        "parent": parents.get(clause.parent_id) if clause.parent_id else None,
        "depth": clause.depth,
        "level": clause.level,
        "number": clause.number,
        "label": clause.label,
        "heading": clause.heading,
        "text": clause.text,
        "is_commentable": clause.is_commentable,
    }


def counts_data(total: int, by_clause: Mapping[str, int] | None) -> Json:
    """How many opinions came; by clause only where the bureau shows it or the report is public."""
    rows = None if by_clause is None else sorted(by_clause.items())
    return {
        "comment_count": total,
        "by_clause": None
        if rows is None
        else [{"clause": clause, "comment_count": count} for clause, count in rows],
    }


def comment_data(row: ReportRow) -> Json:
    """A line of the published report whose author agreed to publication; names are masked."""
    return {
        "sequence": row.sequence,
        "clause": row.clause_label,
        "commenter": row.commenter,
        "text": row.body,
        "channel": row.channel,
        "outcome": row.outcome,
        "reason": row.reason,
        "changed_text": row.changed_text,
        "duplicate_of": row.duplicate_of_sequence,
    }


_FIGURES = ("people_count", "submission_count", "comment_count", "substantive_count", "adopted_count")


def report_data(report: Report) -> Json:
    """The published report without its rows."""
    figures = report.figures
    return {
        "title": report.title,
        "process": report.process,
        "collection": report.collection,
        "thanks": report.thanks,
        "published_at": instant(report.published_at),
        "figures": {
            **{name: int(figures.get(name, 0)) for name in _FIGURES},
            "outcomes": {str(code): int(n) for code, n in figures.get("outcomes", {}).items()},
            "channels": {
                str(code): {"people": int(n["people"]), "comments": int(n["comments"])}
                for code, n in figures.get("channels", {}).items()
            },
        },
    }
