"""The front page: consultations by state, narrowed down and searched."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import render_template, request, url_for
from flask_babel import lazy_gettext as _l

from portal.errors import NotFoundError
from portal.queries import consultations, narrowing, search
from portal.queries.phase_changes import next_phase_change_at
from portal.web import edge, words
from portal.web.filters import legal_word
from portal.web.paging import page_shown
from portal.web.public import blueprint
from portal.web.public.narrowing import asked_narrowing, typed_question
from portal.web.public.page_cache import keep_page

TAB_LABELS: dict[str, Any] = {
    "open": _l("征集中"),
    "upcoming": _l("待开始"),
    "closed": _l("已结束"),
    "answered": _l("已反馈"),
}
ALL = _l("全部")
_FILTERS = ("bureau", "kind", "subject", "year")
_KEPT = ("q", *_FILTERS)
_FOLLOWED = ("bureau", "kind", "subject")


@blueprint.get("/")
def consultation_list() -> Any:
    """One page of the consultations in a state; open ones unless something is looked for."""
    db, now, asked = edge.reading(), edge.now(), asked_narrowing()
    is_narrowed = asked != narrowing.EVERYTHING
    state = request.args.get("state") or ("all" if is_narrowed else "open")
    if state not in {*TAB_LABELS, "all"}:
        raise NotFoundError(subject="state")
    counts = consultations.state_counts(db, now, asked)
    total = counts.get(state, sum(counts.values()))
    page, page_count = page_shown(total, consultations.PAGE)
    listed = consultations.public_list(db, state, now, page, asked) if total else []
    keep_page(next_phase_change_at(db, now))
    return render_template(
        "public/consultation_list.html",
        state=state,
        page=page,
        page_count=page_count,
        total=total,
        tabs=_tabs(state, counts),
        listed=listed,
        found=search.passages(db, [item.consultation.id for item in listed], asked.words),
        marks=[word.text for word in asked.words],
        question=typed_question(),
        is_narrowed=is_narrowed,
        filters=_filters(narrowing.choices(db), asked),
        subjects=words.SUBJECTS,
        elsewhere=next((name for name in TAB_LABELS if counts[name]), None),
        labels={**TAB_LABELS, "all": ALL},
        address=_address,
        kept={name: request.args[name] for name in _FOLLOWED if request.args.get(name)},
    )


@dataclass(frozen=True, slots=True)
class Filter:
    """One condition to choose; `options` are values with their words, which `is_data` may leave in Chinese."""

    name: str
    label: Any
    options: list[tuple[str, Any]]
    chosen: str
    is_data: bool = False


def _filters(found: narrowing.Choices, asked: narrowing.Narrowing) -> list[Filter]:
    subjects = [(code, name) for code, name in words.SUBJECTS.items() if code in found.subjects]
    years = [(str(year), str(year)) for year in found.years]
    kinds = [(code, legal_word(name)) for code, name in found.kinds]
    bureaus = [(name, name) for name in found.bureaus]
    return [
        Filter("bureau", _l("征求意见单位"), bureaus, asked.bureau, is_data=True),
        Filter("kind", _l("文件类型"), kinds, asked.kind, is_data=True),
        Filter("subject", _l("领域"), subjects, asked.subject),
        Filter("year", _l("开始年份"), years, str(asked.year or "")),
    ]


def _address(state: str, page: int | None = None) -> str:
    """The list in another state or on another page, narrowed down as it is."""
    kept: dict[str, Any] = {name: request.args[name] for name in _KEPT if request.args.get(name)}
    is_default = state == ("all" if kept else "open")
    return url_for(
        "public.consultation_list",
        state=None if is_default else state,
        page=page if page and page > 1 else None,
        **kept,
    )


def _tabs(current: str, counts: dict[str, int]) -> list[dict[str, Any]]:
    names = {**TAB_LABELS, "all": ALL}
    return [
        {
            "label": label,
            "href": _address(name),
            "current": name == current,
            "count": counts.get(name, sum(counts.values())),
        }
        for name, label in names.items()
    ]
