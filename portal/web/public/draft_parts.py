"""The clauses of a published draft as markup: they are frozen, so they are drawn once a process."""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from flask import current_app, get_template_attribute
from flask.blueprints import BlueprintSetupState
from markupsafe import Markup

from portal.models.drafts import Clause
from portal.web import language
from portal.web.public import blueprint

OUTLINE_LIMIT = 120
"""Entries a table of contents may have before its deepest level is left out."""
KEPT_COUNT = 16
EXTENSION = "portal.draft_parts"


@dataclass(frozen=True, slots=True)
class DraftParts:
    """A draft version drawn in one language, with buttons or without."""

    outline: Markup
    clauses: tuple[Clause, ...]
    drawn: tuple[Markup, ...]
    new_href: str

    def body(
        self,
        waiting: Mapping[str, int],
        received: Mapping[str, int],
        hits: Collection[str] = (),
        marks: Sequence[str] = (),
    ) -> Markup:
        """All clauses; those with opinions in the visitor's basket, or received, say how many.

        `hits` are the clauses in which `marks` are marked.
        """
        return Markup("\n").join(
            _drawn(
                clause,
                self.new_href,
                waiting.get(clause.identity, 0),
                received.get(clause.identity, 0),
                marks if clause.identity in hits else (),
            )
            if clause.identity in waiting or clause.identity in received or clause.identity in hits
            else markup
            for clause, markup in zip(self.clauses, self.drawn, strict=True)
        )


@blueprint.record_once
def _install(state: BlueprintSetupState) -> None:
    state.app.extensions[EXTENSION] = OrderedDict()


def parts_of(version_id: int, new_href: str, load: Callable[[], Sequence[Clause]]) -> DraftParts:
    """The parts of a published version; `load` is asked for its clauses when they are not kept.

    `new_href` is where its buttons lead, "" when there are none.
    """
    kept: OrderedDict[Any, DraftParts] = current_app.extensions[EXTENSION]
    key = (version_id, new_href, language.html_lang())
    parts = kept.get(key)
    if parts is None:
        clauses = tuple(load())
        drawn = tuple(_drawn(clause, new_href, 0) for clause in clauses)
        parts = kept[key] = DraftParts(_outline(clauses), clauses, drawn, new_href)
        while len(kept) > KEPT_COUNT:
            kept.popitem(last=False)
    return parts


def _drawn(
    clause: Clause,
    new_href: str,
    waiting_count: int,
    received_count: int = 0,
    marks: Sequence[str] = (),
) -> Markup:
    draw = get_template_attribute("components/clause.html", "clause")
    anchor = f"c-{clause.identity}"
    has_button = new_href and clause.is_commentable
    markup: Markup = draw(
        clause.printed_number,
        clause.heading,
        clause.text,
        anchor,
        clause.depth + 1,
        f"{new_href}?clause={clause.identity}" if has_button else None,
        f"#{anchor}" if clause.text or clause.is_commentable else None,
        waiting_count,
        clause.label,
        received_count,
        marks,
    )
    return markup


def _outline(clauses: Sequence[Clause]) -> Markup:
    """The contents, as deep as OUTLINE_LIMIT allows; the topmost level always."""
    at_depth = Counter(clause.depth for clause in clauses)
    totals = accumulate(at_depth[depth] for depth in range(len(at_depth)))
    deepest = max(sum(total <= OUTLINE_LIMIT for total in totals) - 1, 0)
    items = [
        {
            "href": f"#c-{clause.identity}",
            "number": clause.printed_number or clause.label,
            "heading": clause.heading,
            "depth": clause.depth + 1,
        }
        for clause in clauses
        if clause.depth <= deepest
    ]
    markup: Markup = get_template_attribute("components/outline_nav.html", "outline_nav")(items)
    return markup
