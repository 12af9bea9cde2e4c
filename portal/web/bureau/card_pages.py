"""Long lists of comments, page by page: where the officer is, and the pages beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select

from portal.queries.comments import start_of_page_before
from portal.web import edge
from portal.web.bureau import workbench
from portal.web.bureau.cards import Card, page_of


@dataclass(frozen=True, slots=True)
class CardPage:
    """One page of comments with the addresses of the pages beside it."""

    cards: list[Card]
    newer: str | None
    older: str | None


def card_page(
    rows_after: Callable[[int], Sequence[Any]],
    ids: Select[Any],
    address: Callable[..., str],
    after: int | None = None,
) -> CardPage:
    """The page that begins after `after`, else the one `?after=` asks for, or the last one there is.

    `rows_after` gives the rows of a page, `ids` all comments of the list in any order.
    """
    after = workbench.after_id() if after is None else after
    rows = rows_after(after)
    if after and not rows:
        after = start_of_page_before(edge.reading(), ids, after)
        rows = rows_after(after)
    cards, last = page_of(rows)
    newer = None
    if after:
        newer = address(after=start_of_page_before(edge.reading(), ids, after) or None)
    return CardPage(cards, newer, address(after=last) if last else None)
