"""The shapes the engine hands out: an outline, its documents, clauses, units and warnings."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Unit:
    """Units that answer for a clause in one role, as printed.

    Shape: role one of 责任单位 牵头单位 配合单位 参与单位 默认责任单位 完成时限.
    """

    role: str
    names: list[str]


@dataclass(frozen=True)
class OutlineWarning:
    """Something an officer should look at, with the 1-based line it stands on."""

    code: str
    line: int
    message: str


@dataclass(frozen=True)
class SetAside:
    """Source text that belongs to no clause (notice, title, preamble, signature, page number)."""

    kind: str
    line: int
    text: str


@dataclass(frozen=True)
class ClauseNode:
    """One clause of the tree; `text` excludes number and heading.

    Shape: `level` is 编 分编 章 节 条 款 项 目 or 一、 （一） 1. （1） ① X要; `marks` are the
    characters that stood around the heading and were left out of heading and text alike.
    """

    id: str
    path: str
    parent: str | None
    level: str
    number: str
    heading: str
    text: str
    line: int
    commentable: bool
    units: list[Unit]
    marks: tuple[str, str] = ("", "")

    def as_json(self) -> dict[str, object]:
        return {
            "id": self.id,
            "path": self.path,
            "parent": self.parent,
            "level": self.level,
            "number": self.number,
            "heading": self.heading,
            "text": self.text,
            "line": self.line,
            "commentable": self.commentable,
            "units": [{"role": unit.role, "names": list(unit.names)} for unit in self.units],
        }

    def printed(self) -> str:
        """The clause as it stood in the source; the number of a 款 is counted, not printed."""
        number = "" if self.level == "款" else self.number
        return f"{number}{self.marks[0]}{self.heading}{self.marks[1]}{self.text}"


@dataclass(frozen=True)
class Document:
    """One of several documents in a file."""

    title: str
    line: int
    clauses: list[ClauseNode]

    def as_json(self) -> dict[str, object]:
        return {
            "title": self.title,
            "line": self.line,
            "clauses": [clause.as_json() for clause in self.clauses],
        }


@dataclass(frozen=True)
class NoticeFields:
    """What a notice says; instants are local minutes of Asia/Shanghai, days are ISO dates."""

    title: str | None = None
    issuer: str | None = None
    opens_at: str | None = None
    closes_at: str | None = None
    opens_day: str | None = None
    closes_day: str | None = None
    background: str | None = None
    channels: list[str] = field(default_factory=list)
    organisation_requires: list[str] = field(default_factory=list)
    individual_requires: list[str] = field(default_factory=list)
    contacts: list[str] = field(default_factory=list)
    phones: list[str] = field(default_factory=list)
    email: str | None = None
    address: str | None = None
    postcode: str | None = None
    fax: str | None = None
    issued_day: str | None = None

    def as_json(self) -> dict[str, object]:
        return {
            name: list(value) if isinstance(value, list) else value
            for name, value in vars(self).items()
        }


@dataclass(frozen=True)
class Outline:
    """A whole file understood: genre, title, notice, clauses, and what was set aside."""

    genre: str
    title: str
    notice: NoticeFields | None
    documents: list[Document] | None
    preamble: str
    warnings: list[OutlineWarning]
    clauses: list[ClauseNode]
    set_aside: list[SetAside] = field(default_factory=list)

    def as_json(self) -> dict[str, object]:
        documents = self.documents
        return {
            "genre": self.genre,
            "title": self.title,
            "notice": self.notice.as_json() if self.notice else None,
            "documents": [one.as_json() for one in documents] if documents is not None else None,
            "warnings": [dict(vars(warning)) for warning in self.warnings],
            "clauses": [clause.as_json() for clause in self.clauses],
        }

    def all_clauses(self) -> list[ClauseNode]:
        """The clauses of the file in source order, those of a bundle's documents included."""
        bundled = [clause for one in self.documents or [] for clause in one.clauses]
        return bundled or self.clauses

    def source_parts(self) -> list[tuple[int, str]]:
        """Every part of the source with its line, in source order; nothing is left out.

        Joined without blanks they are the source without blanks; a page number that was glued
        to a clause number stands before it, one between two lines of a paragraph after that.
        """
        parts = [(one.line, one.text) for one in self.set_aside]
        parts += [(clause.line, clause.printed()) for clause in self.all_clauses()]
        return sorted(parts, key=lambda part: part[0])
