"""Blocks become clause nodes: nesting, levels, paths, headings, 款 and units."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from portal.drafts import headings, units
from portal.drafts.blocks import Block
from portal.drafts.grammar import LEVELS, STATUTE_KINDS, Kind
from portal.drafts.joining import Paragraph
from portal.drafts.lines import fold
from portal.drafts.tree import ClauseNode, Unit


@dataclass
class Branch:
    """A clause with its children while the tree is being made.

    Shape: `rank` orders nesting; a 款 ranks just below its 条.
    """

    level: str
    number: str
    line: int
    rank: float
    path_part: str
    heading: headings.Parted = headings.Parted("", "")
    paragraphs: list[Paragraph] = field(default_factory=list)
    children: list[Branch] = field(default_factory=list)
    kind: Kind = Kind.CHINESE


def grow(blocks: Sequence[Block]) -> list[Branch]:
    """The top branches of the tree that the blocks make."""
    roots: list[Branch] = []
    open_branches: list[Branch] = []
    for block in blocks:
        while open_branches and open_branches[-1].rank >= block.marker.kind:
            open_branches.pop()
        in_article = any(branch.kind is Kind.ARTICLE for branch in open_branches)
        branch = _branch(block, in_article)
        (open_branches[-1].children if open_branches else roots).append(branch)
        open_branches.append(branch)
    for root in roots:
        _finish(root)
    return roots


def _branch(block: Block, in_article: bool) -> Branch:
    marker = block.marker
    level = LEVELS[marker.kind]
    if in_article:
        level = "项" if marker.kind is Kind.BRACKETED else "目"
    part = path_part(marker.kind, marker.printed)
    return Branch(
        level, marker.printed, block.line, marker.kind, part,
        paragraphs=block.paragraphs, kind=marker.kind,
    )


def path_part(kind: Kind, printed: str) -> str:
    """The number in one spelling whatever brackets and stops the source has."""
    inner = fold(printed).replace(" ", "").strip("().、")
    if kind in (Kind.BRACKETED, Kind.ARABIC_BRACKETED):
        return f"（{inner}）"
    return inner


def _finish(root: Branch) -> None:
    """Part headings from text below `root`, and divide articles into 款."""
    for branch in _walk([root]):
        if branch.level == "条":
            _finish_article(branch)
        elif branch.level in ("项", "目", "款"):
            branch.heading = headings.Parted("", branch.paragraphs[0].text)
        else:
            branch.heading = headings.part(
                branch.kind, branch.paragraphs[0].text, _is_followed(branch)
            )


def _is_followed(branch: Branch) -> bool:
    return bool(branch.children) or len(branch.paragraphs) > 1


def _finish_article(branch: Branch) -> None:
    first = branch.paragraphs[0].text
    branch.heading = headings.part_article(first, len(branch.paragraphs) > 1)
    closing = [child for child in branch.children if len(child.paragraphs) > 1]
    opening = branch.paragraphs if branch.heading.text else branch.paragraphs[1:]
    if len(opening) + sum(len(child.paragraphs) - 1 for child in closing) > 1:
        _divide(branch, opening)


def _divide(branch: Branch, opening: Sequence[Paragraph]) -> None:
    """Each unnumbered paragraph of an article becomes a 款, which takes the items that follow."""
    items, branch.children = branch.children, []
    for paragraph in opening:
        text = branch.heading.text if paragraph is branch.paragraphs[0] else paragraph.text
        _add_subarticle(branch, paragraph, text)
    for item in items:
        if not branch.children:
            branch.children.append(item)
        else:
            branch.children[-1].children.append(item)
        rest, item.paragraphs = item.paragraphs[1:], item.paragraphs[:1]
        for paragraph in rest:
            _add_subarticle(branch, paragraph, paragraph.text)
    branch.paragraphs = []
    branch.heading = replace(branch.heading, text="")


def _add_subarticle(branch: Branch, paragraph: Paragraph, text: str) -> None:
    number = str(1 + sum(child.level == "款" for child in branch.children))
    branch.children.append(
        Branch(
            "款", number, paragraph.line, Kind.ARTICLE + 0.5, number,
            headings.Parted("", text), [paragraph], kind=Kind.BRACKETED,
        )
    )


def _walk(branches: Sequence[Branch]) -> Iterator[Branch]:
    for branch in branches:
        yield branch
        yield from _walk(branch.children)


class Numberer:
    """Gives clauses their ids, one series for a whole file, and paths unique in a document."""

    def __init__(self) -> None:
        self._count = 0

    def clauses(self, roots: Sequence[Branch]) -> list[ClauseNode]:
        made: list[ClauseNode] = []
        self._add(roots, None, "", defaultdict(int), made)
        return _with_defaults(made)

    def _add(
        self, branches: Sequence[Branch], parent: str | None, base: str,
        seen: defaultdict[str, int], made: list[ClauseNode],
    ) -> None:
        for branch in branches:
            self._count += 1
            path = _unique(base + branch.path_part, seen)
            node = _node(branch, f"c{self._count}", path, parent)
            made.append(node)
            self._add(branch.children, node.id, path + "/", seen, made)


def _unique(path: str, seen: defaultdict[str, int]) -> str:
    seen[path] += 1
    return path if seen[path] == 1 else f"{path}~{seen[path]}"


def _node(branch: Branch, identity: str, path: str, parent: str | None) -> ClauseNode:
    following = [paragraph.text for paragraph in branch.paragraphs[1:]]
    texts = [text for text in (branch.heading.text, *following) if text]
    statutory = branch.level in ("条", "款", "项", "目")
    commentable = statutory or (not branch.children and branch.kind not in STATUTE_KINDS)
    return ClauseNode(
        identity, path, parent, branch.level, branch.number, branch.heading.heading,
        "\n".join(texts), branch.line, commentable, units.read_units(texts), branch.heading.marks,
    )


def _with_defaults(clauses: Sequence[ClauseNode]) -> list[ClauseNode]:
    """Clauses below a default responsibility carry its units as well."""
    made: list[ClauseNode] = []
    default: list[str] = []
    for clause in clauses:
        extra = [Unit(units.DEFAULT_ROLE, default)] if default and clause.commentable else []
        made.append(replace(clause, units=[*clause.units, *extra]))
        default = units.default_names(clause.text) or default
    return made
